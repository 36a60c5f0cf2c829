package dev.heed.views;

import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A matrix of weights as a picture of text: a row a query, a column a key, the more weight the
 * lighter (in colour) or denser (in characters), with a legend. In colour, cells that are wide
 * enough also show their number.
 *
 * <p>What does not fit is pooled: a cell then shows the mean of the weights it stands for, and a
 * line says so.
 */
public final class HeatMap {
  private static final int MOST_ROWS = 48;
  private static final int WIDEST_CELL = 10;
  private static final int TALLEST_LABEL = 8;
  private static final int NARROWEST_NUMBER = 5;

  private final Tensor weights;
  private final Labels labels;
  private final Terminal terminal;
  private final Ramp ramp;
  private final int rowsPooled;
  private final int columnsPooled;
  private final int margin;
  private final int cellWidth;
  private final double[][] cells;
  private final double lowest;
  private final double highest;
  private final boolean capped;

  private HeatMap(Tensor weights, Labels labels, Terminal terminal, IntPredicate apart) {
    this.weights = weights;
    this.labels = labels;
    this.terminal = terminal;
    this.ramp = Ramp.of(terminal);
    int rows = weights.size(0);
    int columns = weights.size(1);
    this.rowsPooled = Math.ceilDiv(rows, MOST_ROWS);
    this.margin = margin();
    int room = terminal.width() - margin - 2;
    this.columnsPooled = Math.ceilDiv(columns, room);
    this.cellWidth = cellWidth(room / Math.ceilDiv(columns, columnsPooled));
    this.cells = pooled();
    this.lowest = extreme(Math::min, position -> false);
    double greatest = extreme(Math::max, position -> false);
    double usual = extreme(Math::max, apart);
    this.capped = usual > 0 && usual < greatest;
    this.highest = capped ? usual : greatest;
  }

  /** The extreme of 0 and all finite cells in which no position is left out. */
  private double extreme(DoubleBinaryOperator choice, IntPredicate leftOut) {
    double extreme = 0;
    for (int row = 0; row < cells.length; row++) {
      boolean rowCounts = noneOf(leftOut, row * rowsPooled, rowsPooled, weights.size(0));
      for (int column = 0; column < cells[row].length && rowCounts; column++) {
        boolean counts = noneOf(leftOut, column * columnsPooled, columnsPooled, weights.size(1));
        if (counts && Double.isFinite(cells[row][column])) {
          extreme = choice.applyAsDouble(extreme, cells[row][column]);
        }
      }
    }
    return extreme;
  }

  private static boolean noneOf(IntPredicate leftOut, int from, int count, int size) {
    return IntStream.range(from, Math.min(size, from + count)).noneMatch(leftOut);
  }

  /**
   * The picture, its lines ended by newlines and none wider than the terminal.
   *
   * @param weights {@code [L, S]}
   * @param labels names of the L queries and S keys; long ones are cut
   * @throws IllegalArgumentException if the weights are no matrix or the labels do not fit it
   */
  public static String render(Tensor weights, Labels labels, Terminal terminal) {
    return render(weights, labels, terminal, position -> false);
  }

  /**
   * The picture with a ramp that ends at the largest cell without a query or key that stands apart:
   * cells above look like those at its end, and the legend says so. This keeps the large weights of
   * a few from hiding the differences among the rest.
   *
   * @param apart tells positions that stand apart, as queries and as keys
   * @throws IllegalArgumentException as {@link #render(Tensor, Labels, Terminal)}
   */
  public static String render(
      Tensor weights, Labels labels, Terminal terminal, IntPredicate apart) {
    if (weights.rank() != 2) {
      throw new IllegalArgumentException(
          "weights of shape %s: a heat map shows a matrix, [queries, keys]"
              .formatted(weights.shape()));
    }
    labels.requireSizes(weights.size(0), weights.size(1));
    if (weights.shape().elements() == 0) {
      return "no weights: shape " + weights.shape() + "\n";
    }
    return new HeatMap(weights, labels, terminal, apart).text();
  }

  private String text() {
    TextBlock text = new TextBlock(terminal);
    columnLabels().forEach(text::lines);
    String edge = text.spelled("│", "|");
    for (int row = 0; row < cells.length; row++) {
      StringBuilder line = new StringBuilder(padded(queryLabel(row * rowsPooled), margin));
      line.append(edge);
      for (double cell : cells[row]) {
        line.append(cell(cell));
      }
      text.lines(line.append(edge).toString());
    }
    legend(text);
    return text.toString();
  }

  private void legend(TextBlock text) {
    StringBuilder shown = new StringBuilder();
    for (int level = 0; level < ramp.levels(); level++) {
      shown.append(ramp.cell(level, terminal.width() < 60 ? 1 : 2));
    }
    String edge = text.spelled("│", "|");
    String low = TextBlock.rounded(lowest);
    String end = TextBlock.rounded(highest) + (capped ? " or more" : "");
    text.lines(low + " " + edge + shown + edge + " " + end);
    text.paragraph("", "rows: queries, columns: keys");
    if (rowsPooled > 1 || columnsPooled > 1) {
      text.paragraph(
          "",
          "pooled: %d%s%d weights, each cell the mean of up to %d%s%d, labelled by its first"
              .formatted(
                  weights.size(0),
                  text.spelled("×", "x"),
                  weights.size(1),
                  rowsPooled,
                  text.spelled("×", "x"),
                  columnsPooled));
    }
    if (hasNonFinite()) {
      text.paragraph("", "?: NaN or infinite");
    }
  }

  private boolean hasNonFinite() {
    for (double[] row : cells) {
      for (double cell : row) {
        if (!Double.isFinite(cell)) {
          return true;
        }
      }
    }
    return false;
  }

  private String cell(double number) {
    if (!Double.isFinite(number)) {
      return "?".repeat(cellWidth);
    }
    double span = highest - lowest;
    int level = ramp.level(span > 0 ? (number - lowest) / span : 0);
    boolean share = number >= 0 && number <= 1;
    return terminal.colour() && share && cellWidth >= NARROWEST_NUMBER
        ? ramp.cell(level, " " + TextBlock.share(number), cellWidth)
        : ramp.cell(level, cellWidth);
  }

  private double[][] pooled() {
    int rows = weights.size(0);
    int columns = weights.size(1);
    double[][] means =
        new double[Math.ceilDiv(rows, rowsPooled)][Math.ceilDiv(columns, columnsPooled)];
    for (int row = 0; row < means.length; row++) {
      int endRow = Math.min(rows, (row + 1) * rowsPooled);
      for (int column = 0; column < means[row].length; column++) {
        int endColumn = Math.min(columns, (column + 1) * columnsPooled);
        means[row][column] =
            mean(
                weights
                    .slice(0, row * rowsPooled, endRow)
                    .slice(1, column * columnsPooled, endColumn));
      }
    }
    return means;
  }

  private static double mean(Tensor part) {
    double sum = 0;
    for (int i = 0; i < part.size(0); i++) {
      for (int j = 0; j < part.size(1); j++) {
        sum += part.get(i, j);
      }
    }
    return sum / part.shape().elements();
  }

  /** Columns of the row labels with a blank behind them, at most a quarter of the terminal. */
  private int margin() {
    int widest = 0;
    for (int row = 0; row < weights.size(0); row += rowsPooled) {
      widest = Math.max(widest, SafeText.columns(queryLabel(row)));
    }
    return Math.min(widest, terminal.width() / 4) + 1;
  }

  private int cellWidth(int room) {
    int wanted = widestKeyLabel() + 1;
    return wanted <= Math.min(room, WIDEST_CELL)
        ? Math.max(2, wanted)
        : Math.min(room, NARROWEST_NUMBER);
  }

  private int widestKeyLabel() {
    int widest = 0;
    for (int column = 0; column < weights.size(1); column += columnsPooled) {
      widest = Math.max(widest, SafeText.columns(keyLabel(column)));
    }
    return widest;
  }

  private List<String> columnLabels() {
    String start = " ".repeat(margin + 1);
    List<String> lines = new ArrayList<>();
    int widest = widestKeyLabel();
    int height = widest <= Math.max(1, cellWidth - 1) ? 1 : Math.min(widest, TALLEST_LABEL);
    for (int line = 0; line < height; line++) {
      StringBuilder text = new StringBuilder(start);
      for (int column = 0; column < weights.size(1); column += columnsPooled) {
        String label = keyLabel(column);
        text.append(padded(height == 1 ? label : letter(label, line, height), cellWidth));
      }
      lines.add(text.toString().stripTrailing());
    }
    return lines;
  }

  /** The letter of an upright label that stands in one of its lines, the label resting below. */
  private String letter(String label, int line, int height) {
    List<String> letters = LabelText.letters(label);
    if (letters.size() > height) {
      letters.set(height - 1, terminal.unicode() ? "…" : ".");
    }
    int from = height - Math.min(height, letters.size());
    String letter = line < from ? "" : letters.get(line - from);
    return SafeText.columns(letter) > cellWidth ? "?" : letter;
  }

  private String queryLabel(int i) {
    return spelled(labels.query(i));
  }

  private String keyLabel(int j) {
    return spelled(labels.key(j));
  }

  private String spelled(String label) {
    return terminal.unicode() ? label : SafeText.ascii(label);
  }

  private String padded(String label, int columns) {
    return LabelText.padded(label, columns, terminal.unicode());
  }
}
