package dev.heed.views;

import dev.heed.explain.BiasChange;
import dev.heed.explain.Explanation;
import dev.heed.explain.MaskVerdict;
import dev.heed.explain.Product;
import dev.heed.explain.RowSoftmax;
import dev.heed.explain.ValueShare;
import dev.heed.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The seven steps of one query and one key in words and numbers, for terminals and for pages. */
public final class ExplanationSequence {
  private static final int MOST = 64;

  private final Explanation found;
  private final PairNames names;
  private final boolean all;
  private final boolean unicode;
  private final boolean single;

  /**
   * The steps of one pair.
   *
   * @param labels names of queries and keys
   * @param all whether every column is listed; else of more than 64 the first and last 32
   * @param unicode whether words may hold more than ASCII
   */
  public ExplanationSequence(Explanation found, Labels labels, boolean all, boolean unicode) {
    this.found = found;
    this.names = new PairNames(labels, unicode);
    this.all = all;
    this.unicode = unicode;
    this.single = found.computed() == DType.FLOAT32;
  }

  /** What a line of a step is. */
  public enum Kind {
    /** Numbers, and how one comes of the others. */
    NUMBERS,
    /** One of the biases or masks, in their order. */
    ITEM,
    /** A sentence on what the step did. */
    SENTENCE
  }

  /** One line. */
  public record Line(Kind kind, String words) {}

  /**
   * One step.
   *
   * @param number from 1 to 7
   * @param name one or two words
   * @param formula in letters
   * @param table a row for each column of the vectors; null in most steps
   * @param lines what comes below it
   */
  public record Step(
      int number, String name, String formula, @Nullable NumberRows table, List<Line> lines) {
    /** Copies the lines. */
    public Step {
      lines = List.copyOf(lines);
    }
  }

  /** Which query and which key. */
  public String heading() {
    String looks = spelled(" → ", " -> ");
    return names.query(found.pair().query()) + looks + names.key(found.pair().key());
  }

  /** Where in the tensors they are, and in which type. */
  public String place() {
    String shared =
        found.keyHead() == found.pair().head() ? "" : ", which reads key head " + found.keyHead();
    return "Batch entry %d, head %d%s; computed in %s."
        .formatted(found.pair().batch(), found.pair().head(), shared, found.computed());
  }

  /** What came of it: why the key is left out; else its rank and its share of the output. */
  public String outcome() {
    if (!found.leftOutBy().isEmpty()) {
      return leftOut();
    }
    return found.row().keys() == 0 ? noKey() : rank() + " " + share();
  }

  /** All seven, in order. */
  public List<Step> steps() {
    return List.of(products(), scaled(), capped(), biased(), masked(), weight(), output());
  }

  private Step products() {
    String dot = spelled("·", "*");
    List<Product> products = found.products();
    List<Integer> shown = PairNames.shown(products.size(), MOST, all);
    List<Product> listed = shown.stream().map(products::get).toList();
    NumberRows table =
        table(
            shown,
            products.size(),
            List.of(
                column("q_d", listed, Product::query),
                column("k_d", listed, Product::key),
                column("q_d" + dot + "k_d", listed, Product::product),
                column("sum so far", listed, Product::sum)));
    return new Step(
        1,
        "score",
        spelled("Σ q_d·k_d", "sum of q_d*k_d"),
        table,
        List.of(
            numbers("score = " + number(found.score())),
            sentence("Each product is added to the sum before it, and each sum is rounded once.")));
  }

  private Step scaled() {
    List<Line> lines = new ArrayList<>();
    String dot = spelled(" · ", " * ");
    String factors = number(found.scale()) + dot + number(found.score());
    lines.add(numbers(factors + " = " + number(found.scaled())));
    double usual = 1 / Math.sqrt(found.products().size());
    boolean isUsual = found.scale() == usual || (single && found.scale() == (float) usual);
    if (found.scale() == 1) {
      lines.add(sentence("The scale is 1: the number of step 1 stays."));
    } else if (isUsual) {
      String formula = spelled("1/√", "1/sqrt of ") + found.products().size();
      lines.add(sentence("The scale is " + formula + ", as usual."));
    }
    return new Step(2, "scaled score", spelled("scale · score", "scale * score"), null, lines);
  }

  private Step capped() {
    String cap = number(found.softcap());
    Line line =
        found.softcap() == 0
            ? sentence("No softcap c is set: the number of step 2 stays.")
            : numbers(
                "%s%stanh(%s / %s) = %s"
                    .formatted(
                        cap,
                        spelled(" · ", " * "),
                        number(found.scaled()),
                        cap,
                        number(found.capped())));
    String formula = spelled("c·tanh(scaled/c)", "c*tanh(scaled/c)");
    return new Step(3, "capped score", formula, null, List.of(line));
  }

  private Step biased() {
    List<Line> lines = new ArrayList<>();
    if (found.biases().isEmpty()) {
      lines.add(sentence("No bias is applied: the number of step 3 stays."));
    }
    for (BiasChange change : found.biases()) {
      String reason = reason(change);
      lines.add(
          new Line(
              Kind.ITEM,
              change.name()
                  + ": "
                  + number(change.before())
                  + spelled(" → ", " -> ")
                  + number(change.after())
                  + (reason.isEmpty() ? "" : " (" + reason + ")")));
      if (change.leavesOut()) {
        lines.add(numbers(infinity() + " of a bias leaves the key out."));
      }
    }
    return new Step(4, "biased score", "capped + bias, or a function of it", null, lines);
  }

  /** The biases as rows: name, the score before and after, what it went by. */
  public List<List<String>> biases() {
    return found.biases().stream()
        .map(change ->
            List.of(change.name(), number(change.before()), number(change.after()), reason(change)))
        .toList();
  }

  private String reason(BiasChange change) {
    Double bias = change.numbers().get("bias");
    Double slope = change.numbers().get("slope");
    Double distance = change.numbers().get("distance");
    if (bias != null) {
      return "bias " + number(bias);
    }
    return slope == null || distance == null
        ? ""
        : "slope %s, distance %.0f".formatted(number(slope), distance);
  }

  private Step masked() {
    List<Line> lines = new ArrayList<>();
    if (found.masks().isEmpty()) {
      lines.add(sentence("No mask is set."));
    }
    for (MaskVerdict verdict : found.masks()) {
      String words = verdict.name() + ": " + judged(verdict) + ", because " + verdict.reason();
      lines.add(new Line(Kind.ITEM, words + "."));
    }
    lines.add(numbers("masked = " + number(found.masked())));
    if (!found.leftOutBy().isEmpty()) {
      lines.add(sentence(leftOut()));
    }
    return new Step(5, "masked score", infinity() + " where a key is left out", null, lines);
  }

  /** The masks as rows: name, whether it leaves the key in or out, because of what. */
  public List<List<String>> masks() {
    return found.masks().stream()
        .map(verdict -> List.of(verdict.name(), judged(verdict), verdict.reason()))
        .toList();
  }

  private static String judged(MaskVerdict verdict) {
    return verdict.leavesOut() ? "left out" : "left in";
  }

  private String leftOut() {
    return "The key is left out by %s: nothing in its row of K and V has any influence."
        .formatted(listed(found.leftOutBy()));
  }

  private Step weight() {
    List<Line> lines = new ArrayList<>();
    RowSoftmax row = found.row();
    if (row.keys() == 0) {
      lines.add(sentence(noKey()));
    } else {
      row(lines, row);
      own(lines, row);
    }
    return new Step(6, "weight", "exp(masked - row maximum) / row sum", null, lines);
  }

  private void row(List<Line> lines, RowSoftmax row) {
    String whose = row.maximumKey() < 0 ? "the sink" : names.key(row.maximumKey());
    if (Double.isNaN(row.maximum())) {
      whose = "a score that is no number";
    }
    lines.add(numbers("row maximum = %s, of %s".formatted(number(row.maximum()), whose)));
    if (row.sink() != Double.NEGATIVE_INFINITY) {
      lines.add(
          numbers("sink %s, exp = %s".formatted(number(row.sink()), number(row.sinkPower()))));
    }
    String among = keys(row) + (row.sinkPower() == 0 ? "" : " and the sink");
    lines.add(numbers("row sum = %s, over %s".formatted(number(row.sum()), among)));
    lines.add(numbers("log-sum-exp = " + number(row.logSumExp())));
  }

  private void own(List<Line> lines, RowSoftmax row) {
    if (!found.attended()) {
      lines.add(numbers("weight = 0, because the key is left out"));
      return;
    }
    String power = number(found.power());
    lines.add(
        numbers(
            "exp(%s - %s) = %s".formatted(number(found.masked()), number(row.maximum()), power)));
    lines.add(
        numbers(
            "weight = %s%s1/%s = %s"
                .formatted(
                    power, spelled(" · ", " * "), number(row.sum()), number(found.weight()))));
    lines.add(sentence(rank()));
  }

  private static String noKey() {
    return "No key is left to the query: its weights and its output are 0.";
  }

  private String rank() {
    return "By weight the key is number %d of %s.".formatted(found.rank(), keys(found.row()));
  }

  private Step output() {
    List<ValueShare.Column> columns = found.values().columns();
    List<Integer> shown = PairNames.shown(columns.size(), MOST, all);
    List<ValueShare.Column> listed = shown.stream().map(columns::get).toList();
    NumberRows table =
        table(
            shown,
            columns.size(),
            List.of(
                column("v_d", listed, ValueShare.Column::value),
                column("weight" + spelled("·", "*") + "v_d", listed, ValueShare.Column::weighted),
                column("output_d", listed, ValueShare.Column::output),
                new NumberRows.Column(
                    "share", listed.stream().map(column -> percent(column.fraction())).toList())));
    String formula = spelled("Σ weight·v", "sum of weight*v") + " over all keys";
    return new Step(7, "output", formula, table, List.of(sentence(share())));
  }

  private String share() {
    return "This key makes %s of the output: the part of weight%sv that lies along it."
        .formatted(percent(found.values().share()), spelled("·", "*"));
  }

  private static Line numbers(String words) {
    return new Line(Kind.NUMBERS, words);
  }

  private static Line sentence(String words) {
    return new Line(Kind.SENTENCE, words);
  }

  private static NumberRows table(List<Integer> shown, int count, List<NumberRows.Column> columns) {
    List<String> numbers = shown.stream().map(String::valueOf).toList();
    return new NumberRows("d", numbers, columns, shown.size() / 2, count - shown.size());
  }

  private <T> NumberRows.Column column(String header, List<T> rows, ToDoubleFunction<T> number) {
    return NumberRows.Column.of(header, rows.stream().mapToDouble(number).toArray(), single);
  }

  private String number(double number) {
    return number == Double.NEGATIVE_INFINITY ? infinity() : NumberColumn.scalar(number, single);
  }

  private String infinity() {
    return spelled("−∞", "-inf");
  }

  private String spelled(String letters, String ascii) {
    return unicode ? letters : ascii;
  }

  private static String keys(RowSoftmax row) {
    return row.keys() == 1 ? "1 key" : row.keys() + " keys";
  }

  private static String percent(double share) {
    double percent = 100 * share;
    if (Double.isNaN(share)) {
      return "-";
    }
    if (Math.abs(percent) >= 1e5) {
      return TextBlock.rounded(percent) + " %";
    }
    String digits = String.format(Locale.ROOT, "%.1f", percent);
    return (digits.equals("-0.0") ? "0.0" : digits) + " %";
  }

  private static String listed(List<String> names) {
    return names.size() == 1
        ? names.getFirst()
        : String.join("; ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }
}
