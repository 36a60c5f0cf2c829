package dev.heed.views;

import dev.heed.explain.BiasChange;
import dev.heed.explain.Explanation;
import dev.heed.explain.MaskVerdict;
import dev.heed.explain.Product;
import dev.heed.explain.RowSoftmax;
import dev.heed.explain.ValueShare;
import dev.heed.tensor.DType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * One query and one key followed through the seven steps, to read: each step with its number, name,
 * formula and numbers; the sentence of why a key is left out.
 */
public final class ExplanationText {
  private static final int MOST = 64;

  private final Explanation found;
  private final PairNames names;
  private final Terminal terminal;
  private final TextBlock text;
  private final boolean all;
  private final boolean single;

  private ExplanationText(Explanation found, Labels labels, boolean all, Terminal terminal) {
    this.found = found;
    this.names = new PairNames(labels, terminal);
    this.terminal = terminal;
    this.text = new TextBlock(terminal);
    this.all = all;
    this.single = found.computed() == DType.FLOAT32;
  }

  /**
   * The steps, lines ended by newlines.
   *
   * @param labels names of queries and keys
   * @param all whether every column is listed; else of more than 64 the first and last 32
   */
  public static String render(
      Explanation explanation, Labels labels, boolean all, Terminal terminal) {
    ExplanationText view = new ExplanationText(explanation, labels, all, terminal);
    view.heading();
    view.products();
    view.scaled();
    view.biased();
    view.masked();
    view.weight();
    view.output();
    return view.text.toString();
  }

  private void heading() {
    String looks = text.spelled(" → ", " -> ");
    text.heading(names.query(found.pair().query()) + looks + names.key(found.pair().key()));
    String shared =
        found.keyHead() == found.pair().head() ? "" : ", which reads key head " + found.keyHead();
    text.paragraph(
        "",
        "Batch entry %d, head %d%s; computed in %s."
            .formatted(found.pair().batch(), found.pair().head(), shared, found.computed()));
    text.blank();
  }

  private void products() {
    title(1, "score", text.spelled("Σ q_d·k_d", "sum of q_d*k_d"));
    String dot = text.spelled("·", "*");
    List<Product> products = found.products();
    List<Integer> shown = PairNames.shown(products.size(), MOST, all);
    List<Product> listed = shown.stream().map(products::get).toList();
    text.lines(
        table(shown, products.size())
            .column("q_d", numbers(listed, Product::query), single)
            .column("k_d", numbers(listed, Product::key), single)
            .column("q_d" + dot + "k_d", numbers(listed, Product::product), single)
            .column("sum so far", numbers(listed, Product::sum), single)
            .lines());
    text.paragraph("  ", "score = " + number(found.score()));
    text.paragraph("", "Each product is added to the sum before it, and each sum is rounded once.");
    text.blank();
  }

  private void scaled() {
    title(2, "scaled score", text.spelled("scale · score", "scale * score"));
    String dot = text.spelled(" · ", " * ");
    text.paragraph(
        "  ", number(found.scale()) + dot + number(found.score()) + " = " + number(found.scaled()));
    double usual = 1 / Math.sqrt(found.products().size());
    boolean isUsual = found.scale() == usual || (single && found.scale() == (float) usual);
    if (found.scale() == 1) {
      text.paragraph("", "The scale is 1: the number of step 1 stays.");
    } else if (isUsual) {
      String formula = text.spelled("1/√", "1/sqrt of ") + found.products().size();
      text.paragraph("", "The scale is " + formula + ", as usual.");
    }
    text.blank();
    title(3, "capped score", text.spelled("c·tanh(scaled/c)", "c*tanh(scaled/c)"));
    if (found.softcap() == 0) {
      text.paragraph("", "No softcap c is set: the number of step 2 stays.");
    } else {
      String cap = number(found.softcap());
      text.paragraph(
          "  ",
          "%s%stanh(%s / %s) = %s"
              .formatted(cap, dot, number(found.scaled()), cap, number(found.capped())));
    }
    text.blank();
  }

  private void biased() {
    title(4, "biased score", "capped + bias, or a function of it");
    if (found.biases().isEmpty()) {
      text.paragraph("", "No bias is applied: the number of step 3 stays.");
    }
    String arrow = text.spelled(" → ", " -> ");
    for (BiasChange change : found.biases()) {
      String line = change.name() + ": " + number(change.before()) + arrow;
      text.paragraph("  ", line + number(change.after()) + reason(change));
      if (change.leavesOut()) {
        text.paragraph("  ", infinity() + " of a bias leaves the key out.");
      }
    }
    text.blank();
  }

  private String reason(BiasChange change) {
    Map<String, Double> numbers = change.numbers();
    Double bias = numbers.get("bias");
    Double slope = numbers.get("slope");
    Double distance = numbers.get("distance");
    if (bias != null) {
      return " (bias " + number(bias) + ")";
    }
    return slope == null || distance == null
        ? ""
        : " (slope %s, distance %.0f)".formatted(number(slope), distance);
  }

  private void masked() {
    title(5, "masked score", infinity() + " where a key is left out");
    if (found.masks().isEmpty()) {
      text.paragraph("", "No mask is set.");
    }
    for (MaskVerdict verdict : found.masks()) {
      String judged = verdict.leavesOut() ? ": left out, because " : ": left in, because ";
      text.paragraph("  ", verdict.name() + judged + verdict.reason() + ".");
    }
    text.paragraph("  ", "masked = " + number(found.masked()));
    List<String> out = found.leftOutBy();
    if (!out.isEmpty()) {
      text.paragraph(
          "",
          "The key is left out by %s: nothing in its row of K and V has any influence."
              .formatted(listed(out)));
    }
    text.blank();
  }

  private void weight() {
    title(6, "weight", "exp(masked - row maximum) / row sum");
    RowSoftmax row = found.row();
    if (row.keys() == 0) {
      text.paragraph("", "No key is left to the query: its weights and its output are 0.");
      text.blank();
      return;
    }
    String whose = row.maximumKey() < 0 ? "the sink" : names.key(row.maximumKey());
    if (Double.isNaN(row.maximum())) {
      whose = "a score that is no number";
    }
    text.paragraph("  ", "row maximum = %s, of %s".formatted(number(row.maximum()), whose));
    if (row.sink() != Double.NEGATIVE_INFINITY) {
      text.paragraph(
          "  ", "sink %s, exp = %s".formatted(number(row.sink()), number(row.sinkPower())));
    }
    String among = row.keys() == 1 ? "1 key" : row.keys() + " keys";
    if (row.sinkPower() != 0) {
      among += " and the sink";
    }
    text.paragraph("  ", "row sum = %s, over %s".formatted(number(row.sum()), among));
    text.paragraph("  ", "log-sum-exp = " + number(row.logSumExp()));
    if (found.attended()) {
      text.paragraph(
          "  ",
          "exp(%s - %s) = %s"
              .formatted(number(found.masked()), number(row.maximum()), number(found.power())));
      text.paragraph(
          "  ",
          "weight = %s%s1/%s = %s"
              .formatted(
                  number(found.power()),
                  text.spelled(" · ", " * "),
                  number(row.sum()),
                  number(found.weight())));
      text.paragraph(
          "", "By weight the key is number %d of %s.".formatted(found.rank(), keys(row)));
    } else {
      text.paragraph("  ", "weight = 0, because the key is left out");
    }
    text.blank();
  }

  private void output() {
    title(7, "output", text.spelled("Σ weight·v", "sum of weight*v") + " over all keys");
    List<ValueShare.Column> columns = found.values().columns();
    List<Integer> shown = PairNames.shown(columns.size(), MOST, all);
    List<ValueShare.Column> listed = shown.stream().map(columns::get).toList();
    String dot = text.spelled("·", "*");
    text.lines(
        table(shown, columns.size())
            .column("v_d", numbers(listed, ValueShare.Column::value), single)
            .column("weight" + dot + "v_d", numbers(listed, ValueShare.Column::weighted), single)
            .column("output_d", numbers(listed, ValueShare.Column::output), single)
            .column("share", listed.stream().map(ExplanationText::percent).toList())
            .lines());
    text.paragraph(
        "",
        "This key makes %s of the output: the part of weight%sv that lies along it."
            .formatted(percent(found.values().share()), dot));
  }

  private NumberTable table(List<Integer> shown, int count) {
    List<String> numbers = shown.stream().map(String::valueOf).toList();
    int half = shown.size() / 2;
    return new NumberTable("d", numbers, terminal).skip(half, count - shown.size());
  }

  private void title(int number, String name, String formula) {
    text.heading("Step %d: %s".formatted(number, name));
    text.paragraph("  ", formula);
  }

  private String number(double number) {
    if (number == Double.NEGATIVE_INFINITY) {
      return infinity();
    }
    return NumberColumn.scalar(number, single);
  }

  private String infinity() {
    return text.spelled("−∞", "-inf");
  }

  private static String keys(RowSoftmax row) {
    return row.keys() == 1 ? "1 key" : row.keys() + " keys";
  }

  private static String percent(ValueShare.Column column) {
    return percent(column.fraction());
  }

  private static String percent(double share) {
    double percent = 100 * share;
    boolean readable = Math.abs(percent) < 1e5;
    return Double.isNaN(share)
        ? "-"
        : (readable ? String.format(Locale.ROOT, "%.1f", percent) : TextBlock.rounded(percent))
            + " %";
  }

  private static String listed(List<String> names) {
    return names.size() == 1
        ? names.getFirst()
        : String.join("; ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }

  private static <T> double[] numbers(List<T> rows, ToDoubleFunction<T> number) {
    return rows.stream().mapToDouble(number).toArray();
  }
}
