package dev.heed.views;

import dev.heed.tensor.Tensor;

/**
 * A pooled map as a square of text, its axes counting tokens: in colour and Unicode two rows of
 * cells share a line, else a cell is two columns wide. What does not fit is pooled further.
 */
public final class PooledText {
  private static final int MOST_CELLS = 64;

  private final Tensor map;
  private final Terminal terminal;
  private final Ramp ramp;
  private final boolean halves;
  private final double[][] cells;
  private final int margin;
  private double lowest;
  private double highest;
  private boolean unknown;

  private PooledText(Tensor map, long queries, Terminal terminal) {
    this.map = map;
    this.terminal = terminal;
    this.ramp = Ramp.of(terminal);
    this.halves = terminal.colour() && terminal.unicode();
    this.margin = Long.toString(queries).length() + 1;
    int room = terminal.width() - margin - 2;
    int most = Math.min(MOST_CELLS, halves ? room : room / 2);
    this.cells = new double[Math.min(map.size(0), most)][Math.min(map.size(1), most)];
    pool();
  }

  /**
   * The map, its lines ended by newlines and none wider than the terminal.
   *
   * @param map {@code [N, M]}
   * @param queries L, at least N
   * @param keys S, at least M
   * @throws IllegalArgumentException if the map is no matrix, has no cells, or more than there are
   *     queries or keys
   */
  public static String render(Tensor map, long queries, long keys, Terminal terminal) {
    if (map.rank() != 2
        || map.shape().elements() == 0
        || map.size(0) > queries
        || map.size(1) > keys) {
      throw new IllegalArgumentException(
          "a map of shape %s for %d queries and %d keys: it is a matrix with at most as many cells"
              .formatted(map.shape(), queries, keys));
    }
    return new PooledText(map, queries, terminal).text(queries, keys);
  }

  private void pool() {
    int[][] counts = new int[cells.length][cells[0].length];
    for (int row = 0; row < map.size(0); row++) {
      int i = (int) ((long) row * cells.length / map.size(0));
      for (int column = 0; column < map.size(1); column++) {
        int j = (int) ((long) column * cells[0].length / map.size(1));
        cells[i][j] += map.get(row, column);
        counts[i][j]++;
      }
    }
    for (int i = 0; i < cells.length; i++) {
      for (int j = 0; j < cells[i].length; j++) {
        cells[i][j] /= counts[i][j];
        unknown |= !Double.isFinite(cells[i][j]);
        if (Double.isFinite(cells[i][j])) {
          lowest = Math.min(lowest, cells[i][j]);
          highest = Math.max(highest, cells[i][j]);
        }
      }
    }
  }

  private String text(long queries, long keys) {
    TextBlock text = new TextBlock(terminal);
    String edge = text.spelled("│", "|");
    int width = cells[0].length * (halves ? 1 : 2);
    String last = Long.toString(keys - 1);
    String blanks = " ".repeat(Math.max(1, width - 1 - last.length()));
    text.lines(" ".repeat(margin + 1) + "0" + (keys > 1 ? blanks + last : ""));
    int step = halves ? 2 : 1;
    for (int row = 0; row < cells.length; row += step) {
      boolean labelled = row / step % 4 == 0;
      String first = Long.toString(Math.ceilDiv(row * queries, cells.length));
      StringBuilder line = new StringBuilder();
      line.append(" ".repeat(margin - 1 - (labelled ? first.length() : 0)));
      line.append(labelled ? first : "").append(' ').append(edge);
      for (int column = 0; column < cells[0].length; column++) {
        line.append(cell(row, column));
      }
      text.lines(line.append(edge).toString());
    }
    legend(text);
    text.paragraph(
        "",
        "rows: %d queries, columns: %d keys, by position; a cell is the mean of its part"
            .formatted(queries, keys));
    if (unknown) {
      text.paragraph("", "?: NaN or infinite");
    }
    return text.toString();
  }

  private void legend(TextBlock text) {
    StringBuilder shown = new StringBuilder();
    for (int level = 0; level < ramp.levels(); level++) {
      shown.append(ramp.cell(level, terminal.width() < 60 ? 1 : 2));
    }
    String edge = text.spelled("│", "|");
    text.lines(
        TextBlock.rounded(lowest) + " " + edge + shown + edge + " " + TextBlock.rounded(highest));
  }

  private String cell(int row, int column) {
    double number = cells[row][column];
    if (!halves) {
      return Double.isFinite(number) ? ramp.cell(level(number), 2) : "??";
    }
    // The last of an odd number of rows has nothing below it.
    double below = row + 1 < cells.length ? cells[row + 1][column] : lowest;
    return Double.isFinite(number) && Double.isFinite(below)
        ? ramp.halves(level(number), level(below))
        : "?";
  }

  private int level(double number) {
    double span = highest - lowest;
    return ramp.level(span > 0 ? (number - lowest) / span : 0);
  }
}
