package dev.heed.cli.console;

import java.util.Collection;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The options that the user typed, where not all of them go together. */
public final class GivenOptions {
  private final ParseResult parsed;

  public GivenOptions(CommandSpec command) {
    this.parsed = command.commandLine().getParseResult();
  }

  /**
   * Checks that none of some options was given.
   *
   * @param rule says where they belong, after their name
   * @throws IllegalArgumentException if one was
   */
  public void refuse(Collection<String> names, String rule) {
    for (String name : names) {
      if (parsed.hasMatchedOption(name)) {
        throw new IllegalArgumentException(name + " " + rule);
      }
    }
  }
}
