package dev.heed.views;

import dev.heed.inspection.Findings;
import dev.heed.inspection.InspectionResult;
import dev.heed.inspection.TopKeys;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What an inspection found of one head, as text: its rows, its columns, its map. */
public final class InspectionText {
  private static final int MOST_ROWS = 24;
  private static final int COLUMN = 11;
  private static final int WIDEST_NAME = 16;

  private final InspectionResult result;
  private final Labels labels;
  private final Terminal terminal;
  private final TextBlock text;
  private final int queries;

  private InspectionText(InspectionResult result, Labels labels, Terminal terminal) {
    this.result = result;
    this.labels = labels;
    this.terminal = terminal;
    this.text = new TextBlock(terminal);
    this.queries = result.logSumExp().size(0);
  }

  /**
   * Everything that was found, lines ended by newlines and none wider than the terminal.
   *
   * @param result of one head of one sequence: log-sum-exp {@code [L]}
   * @param keys S
   * @throws IllegalArgumentException if there are other axes or the labels do not fit
   */
  public static String render(InspectionResult result, int keys, Labels labels, Terminal terminal) {
    if (result.logSumExp().rank() != 1) {
      throw new IllegalArgumentException(
          "log-sum-exp %s: this view shows one head of one sequence, [L]"
              .formatted(result.logSumExp().shape()));
    }
    labels.requireSizes(result.logSumExp().size(0), keys);
    return new InspectionText(result, labels, terminal).text(keys);
  }

  private String text(int keys) {
    rows();
    top("Top keys", result.weights());
    if (result.valueWeighted() != null) {
      top("Top keys of weight " + text.spelled("× ‖v‖", "x |v|"), result.valueWeighted());
    }
    if (result.entropy() != null && queries > 0) {
      text.blank().lines(BarsText.render(TokenNumbers.entropy(result.entropy(), labels), terminal));
    }
    Tensor received = result.weights().received();
    if (received != null && keys > 0) {
      text.blank().lines(BarsText.render(TokenNumbers.received(received, labels), terminal));
    }
    Tensor map = result.weights().map();
    if (map != null) {
      text.blank().heading("Map");
      text.lines(PooledText.render(map, queries, keys, terminal));
    }
    return text.toString();
  }

  /** A line a query, with its numbers. */
  private void rows() {
    Map<String, Tensor> columns = new LinkedHashMap<>();
    columns.put("row max", result.rowMaximum());
    columns.put("log-sum-exp", result.logSumExp());
    if (result.entropy() != null) {
      columns.put("entropy", result.entropy());
    }
    if (result.distance() != null) {
      columns.put("distance", result.distance());
    }
    columns.putAll(result.masses());
    int most = Math.max(1, (terminal.width() - margin()) / (COLUMN + 1));
    List<String> shown = columns.keySet().stream().limit(most).toList();
    List<Tensor> numbers = columns.values().stream().limit(most).toList();
    text.heading("Queries");
    StringBuilder line = new StringBuilder(padded("query"));
    shown.forEach(name -> line.append(right(name)));
    text.lines(line.toString());
    for (int i = 0; i < Math.min(queries, MOST_ROWS); i++) {
      StringBuilder row = new StringBuilder(padded(labels.query(i)));
      for (Tensor column : numbers) {
        row.append(right(number(column.get(i))));
      }
      text.lines(row.toString());
    }
    List<String> left = new ArrayList<>(columns.keySet());
    left.removeAll(shown);
    if (!left.isEmpty()) {
      text.paragraph("", "no room for " + String.join(", ", left) + ": they are in --out");
    }
    more();
  }

  private void top(String title, Findings findings) {
    TopKeys top = findings.topKeys();
    if (top == null) {
      return;
    }
    text.blank().heading(title);
    for (int i = 0; i < Math.min(queries, MOST_ROWS); i++) {
      int row = i;
      List<String> keys = new ArrayList<>();
      for (int place = 0; place < top.keys().size(1) && top.keys().get(row, place) >= 0; place++) {
        int key = (int) top.keys().get(row, place);
        keys.add(spelled(labels.key(key)) + " " + TextBlock.share(top.weights().get(row, place)));
      }
      text.paragraph(padded(labels.query(i)), fitted(keys));
    }
    more();
  }

  /** As many keys as fit a line. */
  private String fitted(List<String> keys) {
    if (keys.isEmpty()) {
      return text.spelled("–", "-");
    }
    int room = terminal.width() - margin();
    int columns = 0;
    int count = 0;
    for (String key : keys) {
      columns += SafeText.columns(key) + 2;
      count += columns <= room + 2 ? 1 : 0;
    }
    return keys.stream().limit(Math.max(1, count)).collect(Collectors.joining("  "));
  }

  private void more() {
    if (queries > MOST_ROWS) {
      text.paragraph("", "and %,d more rows: they are in --out".formatted(queries - MOST_ROWS));
    }
  }

  private int margin() {
    int widest = 5;
    for (int i = 0; i < Math.min(queries, MOST_ROWS); i++) {
      widest = Math.max(widest, SafeText.columns(spelled(labels.query(i))));
    }
    return Math.min(widest, WIDEST_NAME) + 1;
  }

  private String padded(String name) {
    return LabelText.padded(spelled(name), margin(), terminal.unicode());
  }

  private String spelled(String label) {
    return terminal.unicode() ? label : SafeText.ascii(label);
  }

  private static String right(String words) {
    return " ".repeat(Math.max(1, COLUMN + 1 - SafeText.columns(words))) + words;
  }

  private String number(double number) {
    if (number == Double.NEGATIVE_INFINITY) {
      return text.spelled("−∞", "-inf");
    }
    boolean plain = Math.abs(number) < 1e5;
    return Double.isNaN(number)
        ? "NaN"
        : String.format(Locale.ROOT, plain ? "%.4f" : "%.4g", number);
  }
}
