package dev.heed.cli;

import dev.heed.lessons.Comparison;
import dev.heed.lessons.LessonPart;
import dev.heed.lessons.LessonReport;
import dev.heed.lessons.Lessons;
import dev.heed.lessons.Mismatch;
import dev.heed.views.NumPyText;
import java.util.Locale;
import java.util.Objects;
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
    versionProvider = Heed.Version.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed tutorial 1    random Q, K, V and the six steps",
      "  heed tutorial 2    word embeddings, random weights, softmax without scaling",
      "  heed tutorial 3    projections, scaled",
      "  heed tutorial 4    variance, causal mask, new values",
      "  heed tutorial 5    Q = K = V = X, contextual embeddings"
    })
final class TutorialCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "1..5", description = "Which document.")
  private int number;

  TutorialCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    LessonReport report = Lessons.of(number).replay();
    String title = "Tutorial %d: %s".formatted(report.number(), report.title());
    console.print(title + "\n" + "=".repeat(title.length()));
    for (LessonPart part : report.parts()) {
      console.print(text(part));
    }
    for (Mismatch mismatch : report.mismatches()) {
      console.error("heed: tutorial %d: %s".formatted(number, mismatch.sentence()));
    }
    console.print("\n" + report.summary());
    return report.agrees() ? 0 : 1;
  }

  private String text(LessonPart part) {
    StringBuilder text = new StringBuilder("\n").append(part.heading()).append(label(part));
    text.append('\n');
    if (!part.formula().isEmpty()) {
      text.append("  ").append(part.formula()).append('\n');
    }
    for (String line : wrapped(part.words(), console.terminal().width() - 2)) {
      text.append("  ").append(line).append('\n');
    }
    if (part.matrix() != null) {
      text.append(NumPyText.of(part.matrix())).append('\n');
    }
    if (part.comparison() != null) {
      text.append(verdict(part.comparison())).append('\n');
    }
    return text.toString();
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
        "  %s %d numbers as printed; greatest difference %.1e, limit %.1e",
        comparison.agreed() ? "✓" : "✗ DISAGREES:",
        comparison.count(),
        comparison.greatestDifference(),
        comparison.limit());
  }

  private static Iterable<String> wrapped(String words, int width) {
    java.util.List<String> lines = new java.util.ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : Objects.requireNonNull(words).split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    if (line.length() > 0) {
      lines.add(line.toString());
    }
    return lines;
  }
}
