package dev.heed.spark.command;

import dev.heed.formats.FileException;
import java.io.PrintWriter;
import java.util.Objects;
import org.apache.spark.SparkException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program behind {@code ./heed spark}, which runs on Spark's own class path. */
@Command(
    name = "heed spark",
    description = {
      "The same on Apache Spark: texts by the million, and one sequence whose keys do not fit one"
          + " machine. Runs in this process, or on the cluster that --master names."
    },
    mixinStandardHelpOptions = true,
    versionProvider = SparkCommand.Version.class,
    subcommands = {EmbedCommand.class, AttendCommand.class, CommandLine.HelpCommand.class},
    footer = {"", "Exit codes: 0 done, 1 failed (a file, a count), 2 wrong use (options, shapes)."})
public final class SparkCommand implements Runnable {
  private static final int WIDTH = 80;

  /** What this was built as, and the Spark that is there. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = SparkCommand.class.getPackage().getImplementationVersion();
      return new String[] {
        "heed %s on Spark %s"
            .formatted(
                Objects.requireNonNullElse(version, "(not packaged)"),
                org.apache.spark.package$.MODULE$.SPARK_VERSION())
      };
    }
  }

  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  /** Runs one command and ends the process: 0 done, 1 failed, 2 wrong use. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs one command and returns its exit code. */
  public static int run(String... arguments) {
    CommandLine line = new CommandLine(new SparkCommand());
    line.setUsageHelpWidth(WIDTH);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExpandAtFiles(false);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler((error, given) -> say(line, sentence(error), 2));
    line.setExecutionExceptionHandler((error, ran, parsed) -> failed(line, error));
    return line.execute(arguments);
  }

  private static int failed(CommandLine line, Exception error) {
    boolean isWrongUse = error instanceof IllegalArgumentException;
    return say(line, sentence(error), isWrongUse ? 2 : 1);
  }

  /** What went wrong first: Spark wraps it in what went wrong therefore. */
  private static String sentence(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null && !(cause instanceof FileException)) {
      cause = cause.getCause();
    }
    boolean isWrapped = cause instanceof SparkException;
    String message = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    return isWrapped ? message.lines().findFirst().orElse(message) : message;
  }

  private static int say(CommandLine line, String sentence, int code) {
    PrintWriter err = line.getErr();
    err.println("heed spark: " + sentence);
    err.flush();
    return code;
  }

  /** Without a command: the help text. */
  @Override
  public void run() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    line.usage(line.getOut());
  }
}
