package dev.heed.cli;

import dev.heed.cli.attend.AttendCommand;
import dev.heed.cli.attend.DecodeCommand;
import dev.heed.cli.attend.OnnxCommand;
import dev.heed.cli.console.Console;
import dev.heed.cli.console.Version;
import dev.heed.cli.embed.EmbedCommand;
import dev.heed.cli.embed.ModelsCommand;
import dev.heed.cli.embed.SimilarCommand;
import dev.heed.cli.explain.ExplainCommand;
import dev.heed.cli.explain.StepsCommand;
import dev.heed.cli.explain.TutorialCommand;
import dev.heed.cli.input.EncoderLoader;
import dev.heed.cli.inspect.InspectCommand;
import dev.heed.cli.measure.BenchCommand;
import dev.heed.cli.measure.ConformanceCommand;
import dev.heed.cli.measure.DoctorCommand;
import dev.heed.cli.measure.PlanCommand;
import dev.heed.cli.serve.ServeCommand;
import dev.heed.views.SafeText;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program behind {@code ./heed}. */
@Command(
    name = "heed",
    description = "Attention for the JVM: exact, fast, and open to inspection.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    customSynopsis = {"heed TEXT", "       heed COMMAND …", "       heed [-hV]"},
    subcommands = {
      AttendCommand.class,
      InspectCommand.class,
      StepsCommand.class,
      ExplainCommand.class,
      EmbedCommand.class,
      SimilarCommand.class,
      ModelsCommand.class,
      ServeCommand.class,
      TutorialCommand.class,
      DecodeCommand.class,
      PlanCommand.class,
      OnnxCommand.class,
      ConformanceCommand.class,
      DoctorCommand.class,
      BenchCommand.class,
      CommandLine.HelpCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed \"The cat sat on the mat.\"   where each word looks, in a real model",
      "  heed - < letter.txt              the same of what standard input holds",
      "  heed attend -- doctor            the same of a text that is a command's name",
      "  heed embed texts.txt --out texts.npy",
      "  heed spark embed texts.txt --out vectors     on Apache Spark: heed spark --help",
      "  heed similar \"a cat\" --in texts.txt",
      "  heed serve --open                all of it in a browser, to walk through",
      "  heed tutorial 4                  a document's numbers, recomputed and compared",
      "  heed steps --random 4,8,8        every number of every step",
      "  heed explain --random 4,8,8 --query 1 --key 2     one pair of it, step by step",
      "  heed attend --input qkv.npz --causal --out result.npz",
      "  heed inspect - --out heads.html < letter.txt",
      "  heed plan --sizes 1,16,4096,64   what a call would do",
      "  heed decode --input qkv.npz      step by step, with a key/value cache",
      "  heed bench                       how fast this machine is, and Heed on it",
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
    int code = run(console, EncoderLoader.direct(), arguments);
    Runtime.getRuntime().halt(console.close(code));
  }

  /** Runs one command and returns its exit code. */
  public static int run(Console console, EncoderLoader loader, String... arguments) {
    CommandLine line = new CommandLine(new Heed(), new CommandFactory(console, loader));
    line.setOut(console.writer());
    line.setErr(console.errorWriter());
    line.setUsageHelpWidth(Math.clamp(console.terminal().width(), 55, 100));
    line.setUsageHelpAutoWidth(false);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // A text may begin with @.
    line.setExpandAtFiles(false);
    line.setParameterExceptionHandler((error, given) -> wrongUse(console, error));
    line.setExecutionExceptionHandler((error, ran, parsed) -> failed(console, error));
    try {
      List<String> commands = List.copyOf(line.getSubcommands().keySet());
      return line.execute(Arguments.withCommand(arguments, commands));
    } catch (IllegalArgumentException e) {
      return say(console, Objects.requireNonNullElse(e.getMessage(), e.toString()), 2);
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
    boolean looksLikeText =
        error instanceof UnmatchedArgumentException unmatched
            && unmatched.getUnmatched().getFirst().matches("-([0-9].*|.*\\s.*)");
    String hint =
        looksLikeText ? "a text that begins with - goes behind --" : "try: " + command + " --help";
    return say(console, message + " (" + hint + ")", 2);
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
}
