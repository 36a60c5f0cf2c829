package dev.heed.cli;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The program behind {@code ./heed}. */
@Command(
    name = "heed",
    description = "Attention for the JVM: exact, fast, and open to inspection.",
    mixinStandardHelpOptions = true,
    versionProvider = Heed.Version.class)
public final class Heed implements Runnable {

  /** Runs one command and ends the process: 0 done, 1 failed, 2 wrong use. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Heed()).execute(arguments));
  }

  /** Without a command: the help text. */
  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Heed.class.getPackage().getImplementationVersion();
      return new String[] {"heed " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
  }
}
