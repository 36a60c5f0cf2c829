package dev.heed.cli;

import dev.heed.cli.console.Console;
import dev.heed.cli.input.EncoderLoader;

/**
 * Runs what users run most, one after another in one JVM: the launcher has the classes recorded
 * that this loads, so that later starts find them ready.
 */
public final class Rehearsal {
  private Rehearsal() {}

  /** Runs the commands; none touches a file outside the class path. */
  public static void main(String[] arguments) {
    Console console = Console.ofProcess();
    String[][] commands = {
      {"--help"},
      {"attend", "--no-cache", "--", "cat"},
      {"steps", "--random", "2,2,2", "--seed", "1"},
      {"tutorial", "4"}
    };
    int code = 0;
    for (String[] command : commands) {
      code = Math.max(code, Heed.run(console, EncoderLoader.direct(), command));
    }
    Runtime.getRuntime().exit(console.close(code));
  }
}
