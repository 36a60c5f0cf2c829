package dev.heed.views;

import dev.heed.explain.OnlineTrace;
import dev.heed.explain.PrecisionColumn;
import dev.heed.explain.PrecisionTable;
import dev.heed.explain.SoftmaxTrace;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A query's row in four types, in parts for terminals and for pages: the pair's score, the softmax
 * in its plain, stable and online form, and the weights that they give.
 */
public final class PrecisionSequence {
  private static final int MOST = 16;
  private static final int DIGITS = 8;

  private final PrecisionTable table;
  private final PairNames names;
  private final boolean unicode;
  private final List<Integer> shown;

  private PrecisionSequence(PrecisionTable table, Labels labels, boolean all, boolean unicode) {
    this.table = table;
    this.names = new PairNames(labels, unicode);
    this.unicode = unicode;
    this.shown = PairNames.shown(table.keys().size(), MOST, all);
  }

  /**
   * One part.
   *
   * @param title a heading, or empty
   * @param before sentences above the table
   * @param rows a column for each type; null where there is nothing to list
   * @param after a sentence below the table, or empty
   */
  public record Part(String title, List<String> before, @Nullable NumberRows rows, String after) {
    /** Copies the sentences. */
    public Part {
      before = List.copyOf(before);
    }
  }

  /**
   * All parts, in order; numbers have at most 8 digits.
   *
   * @param labels names of queries and keys
   * @param all whether every key is listed; else of more than 16 the first and last 8
   * @param unicode whether words may hold more than ASCII
   */
  public static List<Part> of(PrecisionTable table, Labels labels, boolean all, boolean unicode) {
    PrecisionSequence parts = new PrecisionSequence(table, labels, all, unicode);
    return table.keys().isEmpty()
        ? List.of(parts.pair(), words("No key is left to the query: there is no softmax to take."))
        : List.of(parts.pair(), parts.plain(), parts.stable(), parts.online(), parts.weights());
  }

  private static Part words(String sentence) {
    return new Part("", List.of(sentence), null, "");
  }

  private Part pair() {
    String looks = unicode ? " → " : " -> ";
    String pair = names.query(table.pair().query()) + looks + names.key(table.pair().key());
    Lines lines = new Lines();
    lines.add(unicode ? "q·k" : "q*k", PrecisionColumn::score);
    lines.add("scaled", PrecisionColumn::scaled);
    lines.add("capped", PrecisionColumn::capped);
    lines.add("biased", PrecisionColumn::biased);
    return new Part(
        pair + ", in 4 types",
        List.of("Every operation is rounded to the type, products and sums apart."),
        lines.whole("score"),
        "");
  }

  private Part plain() {
    Lines lines = new Lines();
    trace(lines, PrecisionColumn::plain);
    List<String> broken = new ArrayList<>();
    for (PrecisionColumn column : table.columns()) {
      if (!Double.isFinite(column.plain().sum())) {
        broken.add(column.rounding() + " (largest " + cell(column.rounding().largest()) + ")");
      }
    }
    return new Part(
        "Plain softmax: exp(s) / sum",
        List.of(),
        lines.rows("exp(s) of key", shown.size() / 2),
        broken.isEmpty()
            ? "No power is beyond any of the types here."
            : "Powers or their sum are beyond %s: x/inf is 0, and inf/inf no number."
                .formatted(String.join(", ", broken)));
  }

  private Part stable() {
    Lines lines = new Lines();
    lines.add("maximum", column -> column.stable().maximum());
    trace(lines, PrecisionColumn::stable);
    List<String> broken =
        table.columns().stream()
            .filter(column -> Double.isNaN(column.stable().sum()))
            .map(column -> column.rounding().toString())
            .toList();
    return new Part(
        "Stable softmax: exp(s - maximum) / sum",
        List.of(),
        lines.rows("exp(s - m) of key", 1 + shown.size() / 2),
        broken.isEmpty()
            ? "No power is above 1, so nothing overflows."
            : "Scores themselves are beyond or no numbers in %s: no softmax mends that."
                .formatted(String.join(", ", broken)));
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

  private Part online() {
    List<String> before = new ArrayList<>();
    before.add(
        "m is the maximum so far; where it grows, the sum so far is multiplied by exp(old - new).");
    if (table.sink() != Double.NEGATIVE_INFINITY) {
      before.add("It begins with the sink, " + cell(table.sink()) + ", and a sum of 1.");
    }
    Lines lines = new Lines();
    for (int n : shown) {
      lines.add(names.line(table.keys().get(n)) + " m", column -> step(column, n).maximum());
      lines.add("  rescale", column -> step(column, n).rescale());
      lines.add("  sum", column -> step(column, n).sum());
    }
    NumberRows rows = lines.rows("key", 3 * (shown.size() / 2));
    return new Part("Online softmax: one pass, key by key", before, rows, "");
  }

  private static OnlineTrace.Step step(PrecisionColumn column, int n) {
    return column.online().steps().get(n);
  }

  private Part weights() {
    int place = table.place();
    if (place < 0) {
      return words("The key is left out: its weight is 0 in every type and form.");
    }
    Lines lines = new Lines();
    lines.add("plain", column -> column.plain().weights().get(place));
    lines.add("stable", column -> column.stable().weights().get(place));
    lines.add("online", column -> column.online().weights().get(place));
    String title = "Weight of " + names.key(table.pair().key()) + ", three ways";
    return new Part(title, List.of(), lines.whole("form"), "");
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
    private final List<String> lineNames = new ArrayList<>();
    private final List<List<String>> cells = new ArrayList<>();

    Lines() {
      table.columns().forEach(column -> cells.add(new ArrayList<>()));
    }

    void add(String name, ToDoubleFunction<PrecisionColumn> number) {
      lineNames.add(name);
      for (int n = 0; n < cells.size(); n++) {
        cells.get(n).add(cell(number.applyAsDouble(table.columns().get(n))));
      }
    }

    /** All that were added. */
    NumberRows whole(String corner) {
      return new NumberRows(corner, lineNames, columns(), -1, 0);
    }

    /** Those of the keys that are shown, with others left out before one of them. */
    NumberRows rows(String corner, int skippedBefore) {
      int skipped = table.keys().size() - shown.size();
      return new NumberRows(corner, lineNames, columns(), skippedBefore, skipped);
    }

    private List<NumberRows.Column> columns() {
      List<NumberRows.Column> columns = new ArrayList<>();
      for (int n = 0; n < cells.size(); n++) {
        String type = table.columns().get(n).rounding().toString();
        columns.add(new NumberRows.Column(type, cells.get(n)));
      }
      return columns;
    }
  }
}
