package dev.heed.cli.explain;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.Version;
import dev.heed.lessons.Comparison;
import dev.heed.lessons.LessonPart;
import dev.heed.lessons.LessonReport;
import dev.heed.lessons.Lessons;
import dev.heed.lessons.Mismatch;
import dev.heed.views.NumPyText;
import dev.heed.views.TextBlock;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code heed tutorial N}: a document's numbers, recomputed and compared. */
@Command(
    name = "tutorial",
    description = {
      "Computes one of the five documents again from the numbers that it prints, step by step, and"
          + " compares every result that it prints.",
      "Exit code 1 if a number disagrees."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed tutorial 1    random Q, K, V and the six steps",
      "  heed tutorial 2    word embeddings, random weights, softmax without scaling",
      "  heed tutorial 3    projections, scaled",
      "  heed tutorial 4    variance, causal mask, new values",
      "  heed tutorial 5    Q = K = V = X, contextual embeddings"
    })
public final class TutorialCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "1..5", description = "Which document.")
  private int number;

  public TutorialCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    LessonReport report = Lessons.of(number).replay();
    TextBlock text = new TextBlock(console.terminal());
    text.heading("Tutorial %d: %s".formatted(report.number(), report.title()));
    for (LessonPart part : report.parts()) {
      text.blank();
      show(part, text);
    }
    text.blank().lines(report.summary());
    console.print(text.toString());
    for (Mismatch mismatch : report.mismatches()) {
      console.error("heed: tutorial %d: %s".formatted(number, mismatch.sentence()));
    }
    return report.agrees() ? 0 : 1;
  }

  private void show(LessonPart part, TextBlock text) {
    text.heading(part.heading() + label(part));
    if (!part.formula().isEmpty()) {
      text.paragraph("  ", part.formula());
    }
    text.paragraph("  ", part.words());
    if (part.matrix() != null) {
      int width = Math.min(NumPyText.LINE_WIDTH, console.terminal().width());
      text.lines(NumPyText.of(part.matrix(), width));
    }
    if (part.comparison() != null) {
      text.paragraph("  ", verdict(part.comparison()));
    }
  }

  private static String label(LessonPart part) {
    String shape = part.matrix() == null ? "" : " " + part.matrix().shape();
    return switch (part.role()) {
      case PRINTED_INPUT -> shape + " (given by the document)";
      case COMPARED -> shape;
      case DERIVED -> shape + " (derived: not printed by the document)";
    };
  }

  private static String verdict(Comparison comparison) {
    return String.format(
        Locale.ROOT,
        "%s %d numbers as printed; greatest difference %.1e, limit %.1e",
        comparison.agreed() ? "✓" : "✗ DISAGREES:",
        comparison.count(),
        comparison.greatestDifference(),
        comparison.limit());
  }
}
