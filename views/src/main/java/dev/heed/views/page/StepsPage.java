package dev.heed.views.page;

import dev.heed.attention.Steps;
import dev.heed.tensor.Tensor;
import dev.heed.views.HeadViews;
import dev.heed.views.Labels;
import dev.heed.views.NumberText;
import dev.heed.views.StepSequence;
import dev.heed.views.picture.AttentionMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The seven steps of attention as a page: each with its formula, shape, matrix and a sentence. A
 * small matrix is a table, a larger one a heat map.
 */
public final class StepsPage {
  private static final int MOST_COLUMNS = 12;
  private static final int MOST_ROWS = 16;

  private final Steps steps;
  private final Labels labels;
  private final List<Section> sections = new ArrayList<>();

  private StepsPage(Steps steps, Labels labels) {
    this.steps = steps;
    this.labels = labels;
  }

  /**
   * The page.
   *
   * @param variances a number for each name, shown in the map's order; may be empty
   * @param labels names of queries and keys
   * @throws IllegalArgumentException if the labels do not fit
   */
  public static Page of(String title, Steps steps, Map<String, Double> variances, Labels labels) {
    String introduction =
        "Attention in seven steps, every number of it: queries ask, keys answer, and each query"
            + " gets a mix of the values.";
    return new Page(title, List.of(introduction), sections(steps, variances, labels));
  }

  /** The sections alone, for a page with more on it; see {@link #of}. */
  public static List<Section> sections(Steps steps, Map<String, Double> variances, Labels labels) {
    labels.requireSizes(steps.weights().size(-2), steps.weights().size(-1));
    StepsPage page = new StepsPage(steps, labels);
    HeadViews.of(steps.query(), 2).forEach(page::head);
    if (!variances.isEmpty()) {
      page.variances(variances);
    }
    return page.sections;
  }

  private void head(HeadViews.Head head) {
    String where = head.title().isEmpty() ? "" : head.title() + ": ";
    Tensor query = part(steps.query(), head, 2);
    Tensor key = part(steps.key(), head, 2);
    Tensor value = part(steps.value(), head, 2);
    sections.add(
        Section.of(
            where + "Queries, keys and values",
            new Block.Prose("A row of Q asks: what is this position looking for?"),
            matrix("query", "Q, the queries " + query.shape(), vectors(query, true)),
            new Block.Prose("A row of K answers: what does this position offer?"),
            matrix("key", "K, the keys " + key.shape(), vectors(key, false)),
            new Block.Prose("A row of V is what a position hands over when it is attended to."),
            matrix("key", "V, the values " + value.shape(), vectors(value, false))));
    Tensor kept = kept(part(steps.masked(), head, 2));
    for (StepSequence.Step step : StepSequence.of(steps, head)) {
      sections.add(step(where, step, head, kept));
    }
  }

  private Section step(String where, StepSequence.Step step, HeadViews.Head head, Tensor kept) {
    Tensor matrix = step.matrix();
    String name = "%s %s".formatted(step.name(), matrix.shape());
    AttentionMap map = step.number() == 7 ? vectors(matrix, true) : AttentionMap.of(matrix, labels);
    // A table of step 5 says −∞, as its formula does; a picture has no colour for it.
    boolean leavesOut = step.number() == 6 || (step.number() == 5 && !isSmall(map));
    map = leavesOut ? map.withKept(kept) : map;
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Formula(StepFormulas.of(step.number(), steps.scale())));
    blocks.add(new Block.Prose(step.sentence()));
    if (step.number() == 6) {
      blocks.add(Figures.tokenMap("Weights " + matrix.shape(), map));
      blocks.add(rowNumbers(head));
    } else {
      blocks.add(matrix("query", name, map));
    }
    return new Section("%sStep %d: %s".formatted(where, step.number(), step.name()), blocks);
  }

  private Block rowNumbers(HeadViews.Head head) {
    Tensor maximum = part(steps.rowMaximum(), head, 1);
    Tensor sum = part(steps.rowSum(), head, 1);
    Tensor total = part(steps.logSumExp(), head, 1);
    List<List<String>> rows =
        IntStream.range(0, maximum.size(0))
            .mapToObj(i ->
                List.of(
                    labels.query(i),
                    NumberText.brief(maximum.get(i)),
                    NumberText.brief(sum.get(i)),
                    NumberText.brief(total.get(i))))
            .toList();
    Block.Table table =
        new Block.Table(
            "What the softmax of each row used",
            List.of("query", "row maximum m", "row sum of exp(masked − m)", "log-sum-exp"),
            rows);
    return new Block.Details(table.caption(), List.of(table));
  }

  private void variances(Map<String, Double> variances) {
    List<List<String>> rows =
        variances.entrySet().stream()
            .map(entry -> List.of(entry.getKey(), NumberText.brief(entry.getValue())))
            .toList();
    String square = NumberText.brief(steps.scale() * steps.scale());
    sections.add(
        Section.of(
            "Variances",
            new Block.Table("Variances", List.of("of", "variance"), rows),
            new Block.Prose(
                "Scaling multiplies the variance of the scores by scale² = " + square + ".")));
  }

  private static Block matrix(String row, String title, AttentionMap map) {
    return isSmall(map) ? Tables.matrix(title, row, map) : Figures.tokenMap(title, "", map);
  }

  private static boolean isSmall(AttentionMap map) {
    return map.keys() <= MOST_COLUMNS && map.queries() <= MOST_ROWS;
  }

  /** A vector a row, which has the name of its query or key. */
  private AttentionMap vectors(Tensor matrix, boolean queries) {
    List<String> names =
        IntStream.range(0, matrix.size(0))
            .mapToObj(i -> queries ? labels.query(i) : labels.key(i))
            .toList();
    return AttentionMap.of(matrix, Labels.of(names, null))
        .withAxes(queries ? "queries" : "keys", "places");
  }

  private Tensor part(Tensor tensor, HeadViews.Head head, int own) {
    return HeadViews.part(tensor, head, steps.query().shape().sizes(), own);
  }

  /** 1 where a score was not masked to −∞. */
  private static Tensor kept(Tensor masked) {
    double[] flags = masked.toDoubleArray();
    for (int i = 0; i < flags.length; i++) {
      flags[i] = flags[i] == Double.NEGATIVE_INFINITY ? 0 : 1;
    }
    return Tensor.of(flags, masked.size(0), masked.size(1));
  }
}
