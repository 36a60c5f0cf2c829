package dev.heed.benchmarks.results;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table in Markdown that reads well as plain text, too: columns padded, numbers to the right. */
public final class MarkdownTable {
  private final List<List<String>> rows = new ArrayList<>();
  private final int leftColumns;

  /**
   * @param leftColumns how many columns on the left are words
   * @param header a cell for each column
   */
  public MarkdownTable(int leftColumns, List<String> header) {
    this.leftColumns = leftColumns;
    rows.add(List.copyOf(header));
  }

  /**
   * One more row.
   *
   * @throws IllegalArgumentException if it has other than the header's number of cells
   */
  public void add(List<String> cells) {
    if (cells.size() != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          "%d cells below %d headings: a row has one for each"
              .formatted(cells.size(), rows.getFirst().size()));
    }
    rows.add(List.copyOf(cells));
  }

  /** Whether nothing stands below the header. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** All lines, each ended by a line break. */
  @Override
  public String toString() {
    int[] widths =
        IntStream.range(0, rows.getFirst().size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .map(width -> Math.max(width, 3))
            .toArray();
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows.size(); row++) {
      line(text, rows.get(row), widths);
      if (row == 0) {
        rule(text, widths);
      }
    }
    return text.toString();
  }

  private void line(StringBuilder text, List<String> cells, int[] widths) {
    text.append('|');
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(widths[column] - cell.length());
      text.append(' ').append(column < leftColumns ? cell + padding : padding + cell).append(" |");
    }
    text.append('\n');
  }

  private void rule(StringBuilder text, int[] widths) {
    text.append('|');
    for (int column = 0; column < widths.length; column++) {
      String dashes = "-".repeat(widths[column]);
      text.append(' ').append(dashes).append(column < leftColumns ? " |" : ":|");
    }
    text.append('\n');
  }
}
