package dev.heed.cli.measure;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.Version;
import dev.heed.cli.input.RunOptions;
import dev.heed.execution.Execution;
import dev.heed.meter.AttentionShape;
import dev.heed.meter.AttentionSpeed;
import dev.heed.meter.Machine;
import dev.heed.meter.Survey;
import dev.heed.views.SafeText;
import dev.heed.views.TextBlock;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code heed bench}: how fast this machine is, and how much of that Heed reaches. */
@Command(
    name = "bench",
    description = {
      "Measures this machine, then a few calls of attention in float32, within 20 seconds.",
      "The peak is that of multiply-adds in registers; memory is read from an array that is much"
          + " larger than the caches. A call counts 4·B·H·L·S·D operations, half as many when"
          + " causal; with a single query it waits for memory, and counts the bytes of its keys and"
          + " values.",
      "Whatever else runs on the machine takes its part of the figures."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footerHeading = "%nExamples:%n",
    footer = {"  heed bench", "  heed bench --threads 1"})
public final class BenchCommand implements Callable<Integer> {
  private final Console console;
  private final Survey.Plan plan;

  @Mixin private RunOptions run = new RunOptions();

  public BenchCommand(Console console, Survey.Plan plan) {
    this.console = console;
    this.plan = plan;
  }

  @Override
  public Integer call() {
    Execution execution = run.execution();
    // A wish that cannot be met is refused before anything is measured.
    String kernels = execution.kernelName() + ": " + execution.kernelReason();
    Survey survey =
        Survey.run(
            execution, plan, what -> console.progress("heed bench: measuring " + what + "…"));
    console.progress("");
    Machine machine = Machine.here();
    TextBlock text = new TextBlock(console.terminal());
    text.heading(SafeText.of(machine.processor()));
    text.lines(line("JDK", machine.java()));
    text.paragraph("", line("Kernels", kernels));
    text.lines(line("Threads", "%d of %d".formatted(execution.threads(), machine.processors())));
    text.lines(line("Peak", "%.1f GF/s", survey.limits().gigaflops()));
    text.lines(line("Memory", "%.1f GB/s", survey.limits().gigabytes()));
    squares(survey, text.blank());
    decodes(survey, text.blank());
    console.print(text.toString());
    return 0;
  }

  private static void squares(Survey survey, TextBlock text) {
    text.heading("Self-attention           full              causal");
    text.lines("B,H,L,D              GF/s % of peak     GF/s % of peak");
    for (int n = 0; n < survey.full().size(); n++) {
      AttentionSpeed full = survey.full().get(n);
      AttentionSpeed causal = survey.causal().get(n);
      text.lines(
          String.format(
              Locale.ROOT,
              "%-16s %8.1f %9.1f %8.1f %9.1f",
              full.work().shape(),
              full.gigaflops(),
              full.percent(),
              causal.gigaflops(),
              causal.percent()));
    }
  }

  private static void decodes(Survey survey, TextBlock text) {
    text.heading("One query on many keys");
    text.lines("H,S,D                GB/s % of read     call");
    for (AttentionSpeed speed : survey.decode()) {
      AttentionShape shape = speed.work().shape();
      text.lines(
          String.format(
              Locale.ROOT,
              "%-16s %8.1f %9.1f %5.0f µs",
              "%d,%d,%d".formatted(shape.heads(), shape.keys(), shape.depth()),
              speed.gigabytes(),
              speed.percent(),
              speed.microseconds()));
    }
  }

  private static String line(String name, String format, Object... values) {
    return "%-10s ".formatted(name)
        + (values.length == 0 ? format : String.format(Locale.ROOT, format, values));
  }
}
