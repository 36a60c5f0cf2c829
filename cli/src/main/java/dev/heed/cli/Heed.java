package dev.heed.cli;

import dev.heed.views.SafeText;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program behind {@code ./heed}. */
@Command(
    name = "heed",
    description = "Attention for the JVM: exact, fast, and open to inspection.",
    mixinStandardHelpOptions = true,
    versionProvider = Heed.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TutorialCommand.class,
      StepsCommand.class,
      AttendCommand.class,
      DoctorCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed tutorial 4                  a document's numbers, recomputed and compared",
      "  heed steps --random 4,8,8        every number of every step",
      "  heed attend --input qkv.npz --causal --out result.npz",
      "  heed generate-completion         a completion script for bash and zsh",
      "",
      "Exit codes: 0 done, 1 failed (a file, a mismatch), 2 wrong use (options, shapes)."
    })
public final class Heed implements Runnable {
  private static final int LONGEST_MESSAGE = 1400;

  @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

  /** Runs one command and ends the process: 0 done, 1 failed, 2 wrong use. */
  public static void main(String[] arguments) {
    Console console = Console.ofProcess();
    int code = run(console, arguments);
    Runtime.getRuntime().halt(console.close(code));
  }

  /** Runs one command and returns its exit code. */
  static int run(Console console, String... arguments) {
    CommandLine line = new CommandLine(new Heed(), new CommandFactory(console));
    line.setOut(console.writer());
    line.setErr(console.errorWriter());
    line.setUsageHelpWidth(Math.clamp(console.terminal().width(), 55, 100));
    line.setUsageHelpAutoWidth(false);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((error, given) -> wrongUse(console, error));
    line.setExecutionExceptionHandler((error, ran, parsed) -> failed(console, error));
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError e) {
      return say(console, "out of memory: the input needs more than the JVM may use", 1);
    }
  }

  /** Without a command: the help text. */
  @Override
  public void run() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    line.usage(line.getOut());
  }

  private static int wrongUse(Console console, ParameterException error) {
    String command = error.getCommandLine().getCommandSpec().qualifiedName();
    String message = Objects.requireNonNullElse(error.getMessage(), "wrong use");
    return say(console, message + " (try: " + command + " --help)", 2);
  }

  private static int failed(Console console, Exception error) throws Exception {
    String message = Objects.requireNonNullElse(error.getMessage(), error.toString());
    return switch (error) {
      case ParameterException e -> wrongUse(console, e);
      case IllegalArgumentException e -> say(console, message, 2);
      case IndexOutOfBoundsException e -> throw e;
      case IOException e -> say(console, message, 1);
      case CancellationException e -> say(console, message, 1);
      case IllegalStateException e -> say(console, message, 1);
      default -> throw error;
    };
  }

  private static int say(Console console, String message, int code) {
    String line = SafeText.of(message).strip();
    if (line.length() > LONGEST_MESSAGE) {
      line = line.substring(0, LONGEST_MESSAGE) + "…";
    }
    console.error("heed: " + line);
    return code;
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
