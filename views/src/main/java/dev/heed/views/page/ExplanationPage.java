package dev.heed.views.page;

import dev.heed.explain.Explanation;
import dev.heed.explain.PrecisionTable;
import dev.heed.tensor.Tensor;
import dev.heed.views.ExplanationSequence;
import dev.heed.views.Labels;
import dev.heed.views.NumberRows;
import dev.heed.views.PrecisionSequence;
import dev.heed.views.TokenNumbers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One query and one key followed through the seven steps, as a page: each step with its formula,
 * its numbers and its sentences, what came of it at the top, and the whole row of weights as bars.
 */
public final class ExplanationPage {
  /** Most weights that are drawn as bars; more do not stay readable. */
  public static final int MOST_BARS = 512;

  private final Explanation found;
  private final Labels labels;
  private final List<Section> sections = new ArrayList<>();

  private ExplanationPage(Explanation found, Labels labels) {
    this.found = found;
    this.labels = labels;
  }

  /**
   * The page. Of more than 64 columns the first and last 32 are open, and all are folded away.
   *
   * @param labels names of queries and keys
   * @param precisions the row in four types; null where nobody asked
   * @param weights {@code [S]}, the query's weight of every key; null for none, and of more than
   *     512 none are drawn
   * @throws IllegalArgumentException if the labels do not fit the weights
   */
  public static Page of(
      String title,
      Explanation found,
      Labels labels,
      @Nullable PrecisionTable precisions,
      @Nullable Tensor weights) {
    if (weights != null) {
      labels.requireKeys(weights.size(0));
    }
    ExplanationPage page = new ExplanationPage(found, labels);
    ExplanationSequence some = new ExplanationSequence(found, labels, false, true);
    List<ExplanationSequence.Step> whole =
        new ExplanationSequence(found, labels, true, true).steps();
    boolean drawn = weights != null && weights.size(0) <= MOST_BARS;
    for (ExplanationSequence.Step step : some.steps()) {
      List<Block> blocks = page.step(step, whole.get(step.number() - 1), some);
      if (step.number() == 6 && weights != null && drawn) {
        blocks.add(Figures.bars(TokenNumbers.weights("", found, weights, labels)));
      }
      page.sections.add(new Section("Step %d: %s".formatted(step.number(), step.name()), blocks));
    }
    if (precisions != null) {
      page.precisions(precisions);
    }
    return new Page(title, List.of(some.heading(), some.place(), some.outcome()), page.sections);
  }

  private List<Block> step(
      ExplanationSequence.Step step, ExplanationSequence.Step whole, ExplanationSequence words) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Formula(PairFormulas.of(step.number())));
    String caption = step.number() == 1 ? "The products" : "What the key adds to the output";
    rows(blocks, caption + ", column by column", step.table(), whole.table());
    if (step.number() == 4 && !found.biases().isEmpty()) {
      List<String> columns = List.of("bias", "before", "after", "by");
      blocks.add(new Block.Table("What each bias makes of the score", columns, words.biases()));
    }
    if (step.number() == 5 && !found.masks().isEmpty()) {
      List<String> columns = List.of("mask", "the key is", "because");
      blocks.add(new Block.Table("What each mask says of the key", columns, words.masks()));
    }
    lines(blocks, step.lines());
    return blocks;
  }

  /** Numbers that follow each other stand together; what a table says already is left out. */
  private static void lines(List<Block> blocks, List<ExplanationSequence.Line> lines) {
    List<String> numbers = new ArrayList<>();
    for (ExplanationSequence.Line line : lines) {
      if (line.kind() == ExplanationSequence.Kind.NUMBERS) {
        numbers.add(line.words());
      }
      if (line.kind() == ExplanationSequence.Kind.SENTENCE) {
        numbers(blocks, numbers);
        blocks.add(new Block.Prose(line.words()));
      }
    }
    numbers(blocks, numbers);
  }

  private static void numbers(List<Block> blocks, List<String> numbers) {
    if (!numbers.isEmpty()) {
      blocks.add(new Block.Numbers(numbers));
      numbers.clear();
    }
  }

  private void precisions(PrecisionTable table) {
    List<PrecisionSequence.Part> some = PrecisionSequence.of(table, labels, false, true);
    List<PrecisionSequence.Part> whole = PrecisionSequence.of(table, labels, true, true);
    for (int n = 0; n < some.size(); n++) {
      PrecisionSequence.Part part = some.get(n);
      List<Block> blocks = new ArrayList<>();
      part.before().forEach(words -> blocks.add(new Block.Prose(words)));
      rows(blocks, "Rounded to each type", part.rows(), whole.get(n).rows());
      if (!part.after().isEmpty()) {
        blocks.add(new Block.Prose(part.after()));
      }
      if (part.title().isEmpty()) {
        Section last = sections.removeLast();
        blocks.addAll(0, last.blocks());
        sections.add(new Section(last.heading(), blocks));
      } else {
        sections.add(new Section(part.title(), blocks));
      }
    }
  }

  private static void rows(
      List<Block> blocks, String caption, @Nullable NumberRows some, @Nullable NumberRows whole) {
    if (some == null || whole == null) {
      return;
    }
    blocks.add(Tables.of(caption, some));
    if (some.skipped() > 0) {
      String all = "All %d rows".formatted(whole.names().size());
      blocks.add(new Block.Details(all, List.of(Tables.of(caption + ", all", whole))));
    }
  }
}
