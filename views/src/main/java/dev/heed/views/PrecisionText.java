package dev.heed.views;

import dev.heed.explain.OnlineTrace;
import dev.heed.explain.PrecisionColumn;
import dev.heed.explain.PrecisionTable;
import dev.heed.explain.Rounding;
import dev.heed.explain.SoftmaxTrace;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A query's row in float16, bfloat16, float32 and float64 side by side, to read: the pair's score,
 * then the softmax in its plain, stable and online form, and the weights that they give.
 */
public final class PrecisionText {
  private static final int MOST = 16;
  private static final int DIGITS = 8;

  private final PrecisionTable table;
  private final PairNames names;
  private final Terminal terminal;
  private final TextBlock text;
  private final List<Integer> shown;

  private PrecisionText(PrecisionTable table, Labels labels, boolean all, Terminal terminal) {
    this.table = table;
    this.names = new PairNames(labels, terminal);
    this.terminal = terminal;
    this.text = new TextBlock(terminal);
    this.shown = PairNames.shown(table.keys().size(), MOST, all);
  }

  /**
   * The tables, lines ended by newlines; numbers have at most 8 digits.
   *
   * @param labels names of queries and keys
   * @param all whether every key is listed; else of more than 16 the first and last 8
   */
  public static String render(PrecisionTable table, Labels labels, boolean all, Terminal terminal) {
    PrecisionText view = new PrecisionText(table, labels, all, terminal);
    view.pair();
    if (table.keys().isEmpty()) {
      view.text.paragraph("", "No key is left to the query: there is no softmax to take.");
      return view.text.toString();
    }
    view.plain();
    view.stable();
    view.online();
    view.weights();
    return view.text.toString();
  }

  private void pair() {
    String looks = text.spelled(" → ", " -> ");
    text.heading(
        names.query(table.pair().query()) + looks + names.key(table.pair().key()) + ", in 4 types");
    text.paragraph("", "Every operation is rounded to the type, products and sums apart.");
    Lines lines = new Lines();
    lines.add(text.spelled("q·k", "q*k"), PrecisionColumn::score);
    lines.add("scaled", PrecisionColumn::scaled);
    lines.add("capped", PrecisionColumn::capped);
    lines.add("biased", PrecisionColumn::biased);
    show("score", lines, -1);
    text.blank();
  }

  private void plain() {
    text.heading("Plain softmax: exp(s) / sum");
    Lines lines = new Lines();
    trace(lines, PrecisionColumn::plain);
    show("exp(s) of key", lines, shown.size() / 2);
    List<String> broken = new ArrayList<>();
    for (PrecisionColumn column : table.columns()) {
      if (!Double.isFinite(column.plain().sum())) {
        broken.add(column.rounding() + " (largest " + cell(column.rounding().largest()) + ")");
      }
    }
    if (broken.isEmpty()) {
      text.paragraph("", "No power is beyond any of the types here.");
    } else {
      text.paragraph(
          "",
          "Powers or their sum are beyond %s: x/inf is 0, and inf/inf no number."
              .formatted(String.join(", ", broken)));
    }
    text.blank();
  }

  private void stable() {
    text.heading("Stable softmax: exp(s - maximum) / sum");
    Lines lines = new Lines();
    lines.add("maximum", column -> column.stable().maximum());
    trace(lines, PrecisionColumn::stable);
    show("exp(s - m) of key", lines, 1 + shown.size() / 2);
    List<String> broken =
        table.columns().stream()
            .filter(column -> Double.isNaN(column.stable().sum()))
            .map(column -> column.rounding().toString())
            .toList();
    text.paragraph(
        "",
        broken.isEmpty()
            ? "No power is above 1, so nothing overflows."
            : "Scores themselves are beyond or no numbers in %s: no softmax mends that."
                .formatted(String.join(", ", broken)));
    text.blank();
  }

  private void trace(Lines lines, Function<PrecisionColumn, SoftmaxTrace> softmax) {
    for (int n : shown) {
      lines.add(names.line(table.keys().get(n)), column -> softmax.apply(column).powers().get(n));
    }
    lines.add("sum", column -> softmax.apply(column).sum());
    int place = table.place();
    if (place >= 0) {
      String name = "weight of " + names.line(table.pair().key());
      lines.add(name, column -> softmax.apply(column).weights().get(place));
    }
  }

  private void online() {
    text.heading("Online softmax: one pass, key by key");
    text.paragraph(
        "",
        "m is the maximum so far; where it grows, the sum so far is multiplied by exp(old - new).");
    if (table.sink() != Double.NEGATIVE_INFINITY) {
      text.paragraph("", "It begins with the sink, " + cell(table.sink()) + ", and a sum of 1.");
    }
    Lines lines = new Lines();
    for (int n : shown) {
      lines.add(names.line(table.keys().get(n)) + " m", column -> step(column, n).maximum());
      lines.add("  rescale", column -> step(column, n).rescale());
      lines.add("  sum", column -> step(column, n).sum());
    }
    show("key", lines, 3 * (shown.size() / 2));
    text.blank();
  }

  private static OnlineTrace.Step step(PrecisionColumn column, int n) {
    return column.online().steps().get(n);
  }

  private void weights() {
    int place = table.place();
    if (place < 0) {
      text.paragraph("", "The key is left out: its weight is 0 in every type and form.");
      return;
    }
    text.heading("Weight of " + names.key(table.pair().key()) + ", three ways");
    Lines lines = new Lines();
    lines.add("plain", column -> column.plain().weights().get(place));
    lines.add("stable", column -> column.stable().weights().get(place));
    lines.add("online", column -> column.online().weights().get(place));
    show("form", lines, -1);
  }

  private void show(String corner, Lines lines, int skippedBefore) {
    NumberTable numbers = new NumberTable(corner, lines.names, terminal);
    List<PrecisionColumn> columns = table.columns();
    for (int n = 0; n < columns.size(); n++) {
      Rounding type = columns.get(n).rounding();
      numbers.column(type.toString(), lines.cells.get(n));
    }
    text.lines(numbers.skip(skippedBefore, table.keys().size() - shown.size()).lines());
  }

  /** At most 8 digits, those behind the last that counts left away. */
  private static String cell(double number) {
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "nan" : number < 0 ? "-inf" : "inf";
    }
    double magnitude = Math.abs(number);
    BigDecimal rounded = new BigDecimal(number).round(new MathContext(DIGITS)).stripTrailingZeros();
    boolean plain = number == 0 || (magnitude >= 1e-4 && magnitude < 1e8);
    if (plain) {
      return number == 0 ? "0" : rounded.toPlainString();
    }
    String digits = rounded.unscaledValue().toString();
    int sign = number < 0 ? 1 : 0;
    int exponent = rounded.precision() - rounded.scale() - 1;
    String fraction = digits.substring(sign + 1);
    return digits.substring(0, sign + 1)
        + (fraction.isEmpty() ? "" : "." + fraction)
        + "e%+03d".formatted(exponent);
  }

  /** Rows of a table in the making, with a cell for each type. */
  private final class Lines {
    private final List<String> names = new ArrayList<>();
    private final List<List<String>> cells = new ArrayList<>();

    Lines() {
      table.columns().forEach(column -> cells.add(new ArrayList<>()));
    }

    void add(String name, ToDoubleFunction<PrecisionColumn> number) {
      names.add(name);
      for (int n = 0; n < cells.size(); n++) {
        cells.get(n).add(cell(number.applyAsDouble(table.columns().get(n))));
      }
    }
  }
}
