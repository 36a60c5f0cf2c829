package dev.heed.views;

import dev.heed.attention.Steps;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The seven steps of attention to read: each with its number, name, formula, shape, matrix as NumPy
 * prints it and a line of plain words, which says so where a step changed nothing; then variances
 * and a heat map of the weights.
 *
 * <p>Matrices are as wide as NumPy makes them, 75 columns, or as a narrower terminal.
 */
public final class StepsText {
  private final Steps steps;
  private final Labels labels;
  private final Terminal terminal;
  private final TextBlock text;
  private final int[] counts;

  private StepsText(Steps steps, Labels labels, Terminal terminal) {
    this.steps = steps;
    this.labels = labels;
    this.terminal = terminal;
    this.text = new TextBlock(terminal);
    this.counts = steps.query().shape().sizes();
  }

  /** The steps with queries and keys called by their numbers. */
  public static String render(Steps steps, Map<String, Double> variances, Terminal terminal) {
    return render(steps, variances, Labels.numbered(), terminal);
  }

  /**
   * The steps, lines ended by newlines. With leading axes each head is a titled block of its own.
   *
   * @param variances a number for each name, shown in the map's order; may be empty
   * @param labels names of queries and keys, before the rows of matrices and in the heat map
   * @throws IllegalArgumentException if the labels do not fit the weights
   */
  public static String render(
      Steps steps, Map<String, Double> variances, Labels labels, Terminal terminal) {
    StepsText view = new StepsText(steps, labels, terminal);
    for (HeadViews.Head head : HeadViews.of(steps.query(), 2)) {
      if (!head.title().isEmpty()) {
        view.text.heading(view.text.spelled("━━ %s ━━", "== %s ==").formatted(head.title()));
        view.text.blank();
      }
      view.head(head);
    }
    view.variances(variances);
    view.heatMaps();
    return view.text.toString();
  }

  private void head(HeadViews.Head head) {
    Tensor query = part(steps.query(), head, 2);
    inputs(query, part(steps.key(), head, 2), part(steps.value(), head, 2));
    for (StepSequence.Step step : StepSequence.of(steps, head)) {
      Tensor matrix = step.matrix();
      text.heading("Step %d: %s %s".formatted(step.number(), step.name(), matrix.shape()));
      text.paragraph("  ", formula(step, query.size(1)));
      matrix(matrix);
      text.paragraph("", step.sentence().replace("−∞", text.spelled("−∞", "-inf")));
      if (step.number() == 6) {
        named("row maximum", part(steps.rowMaximum(), head, 1));
        named("row sum of exp(masked - row maximum)", part(steps.rowSum(), head, 1));
        named("log-sum-exp = row maximum + ln(row sum)", part(steps.logSumExp(), head, 1));
      }
      text.blank();
    }
  }

  private String formula(StepSequence.Step step, int depth) {
    return switch (step.number()) {
      case 1 -> text.spelled("Q·Kᵀ", "Q*K^T");
      case 2 ->
          "scale" + text.spelled(" · ", " * ") + "scores, scale = " + factor(step.matrix(), depth);
      case 3 -> "c" + text.spelled("·", "*") + "tanh(scaled/c)";
      case 4 -> "capped + bias";
      case 5 -> text.spelled("−∞", "-inf") + " where a key is left out";
      case 6 -> "softmax: exp(masked - row maximum) / row sum";
      default -> text.spelled("weights · V", "weights * V");
    };
  }

  private String factor(Tensor scaled, int depth) {
    String factor = NumberColumn.scalar(steps.scale(), false);
    double usual = 1 / Math.sqrt(depth);
    boolean single = scaled.dtype() == DType.FLOAT32;
    return steps.scale() == usual || (single && steps.scale() == (float) usual)
        ? text.spelled("1/√" + depth, "1/sqrt(" + depth + ")") + " = " + factor
        : factor;
  }

  private void inputs(Tensor query, Tensor key, Tensor value) {
    text.heading("Q, the queries " + query.shape());
    matrix(query);
    text.paragraph("", "A row asks: what is this position looking for?").blank();
    text.heading("K, the keys " + key.shape());
    keyed(key);
    text.paragraph("", "A row answers: what does this position offer?").blank();
    text.heading("V, the values " + value.shape());
    keyed(value);
    text.paragraph("", "A row is what a position hands over when it is attended to.").blank();
  }

  private void variances(Map<String, Double> variances) {
    if (variances.isEmpty()) {
      return;
    }
    text.heading("Variances");
    List<String> names = new ArrayList<>();
    variances.keySet().forEach(name -> names.add(SafeText.of(name)));
    double[] numbers = variances.values().stream().mapToDouble(Double::doubleValue).toArray();
    NumberColumn column = NumberColumn.of(numbers, false);
    int width = names.stream().mapToInt(SafeText::columns).max().orElse(0);
    for (int n = 0; n < numbers.length; n++) {
      String name = names.get(n) + " ".repeat(width - SafeText.columns(names.get(n)));
      text.lines((name + "  " + column.text(numbers[n])).stripTrailing());
    }
    String square = NumberColumn.scalar(steps.scale() * steps.scale(), false);
    String squared = text.spelled("scale²", "scale^2");
    text.paragraph(
        "", "Scaling multiplies the variance of the scores by " + squared + " = " + square + ".");
    text.blank();
  }

  private void heatMaps() {
    boolean first = true;
    for (HeadViews.Head head : HeadViews.of(steps.weights(), 2)) {
      if (!first) {
        text.blank();
      }
      first = false;
      text.heading("Weights" + (head.title().isEmpty() ? "" : ", " + head.title()));
      String map = HeatMap.render(part(steps.weights(), head, 2), labels, terminal);
      text.lines(map.stripTrailing());
    }
  }

  private void named(String name, Tensor row) {
    text.paragraph("", name + " " + row.shape());
    matrix(row);
  }

  /** A row a query, or numbers of which each belongs to one. */
  private void matrix(Tensor matrix) {
    if (labels.nameQueries() && matrix.rank() == 2) {
      text.lines(LabelledRows.of(matrix, labels::query, terminal));
    } else {
      plain(matrix);
    }
  }

  /** A row a key. */
  private void keyed(Tensor matrix) {
    if (labels.nameKeys()) {
      text.lines(LabelledRows.of(matrix, labels::key, terminal));
    } else {
      plain(matrix);
    }
  }

  private void plain(Tensor matrix) {
    text.lines(NumPyText.of(matrix, Math.min(NumPyText.LINE_WIDTH, terminal.width())));
  }

  private Tensor part(Tensor tensor, HeadViews.Head head, int own) {
    return HeadViews.part(tensor, head, counts, own);
  }
}
