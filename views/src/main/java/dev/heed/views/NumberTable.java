package dev.heed.views;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Columns of numbers under their headers behind a column of names, each as wide as it needs; in
 * parts one below the other where they are wider than the terminal.
 */
final class NumberTable {
  private static final String GAP = "  ";
  private static final String SKIPPED = "...";

  private final Terminal terminal;
  private final String corner;
  private final List<String> names;
  private final List<String> headers = new ArrayList<>();
  private final List<List<String>> columns = new ArrayList<>();
  private int skipped;
  private int skippedBefore = -1;

  /**
   * @param corner header of the names
   * @param names one a row
   */
  NumberTable(String corner, List<String> names, Terminal terminal) {
    this.corner = corner;
    this.names = names;
    this.terminal = terminal;
  }

  /** Adds a column of cells. */
  NumberTable column(String header, List<String> cells) {
    headers.add(header);
    columns.add(cells);
    return this;
  }

  /** Adds a column of numbers in one notation, as NumPy chooses it. */
  NumberTable column(String header, double[] numbers, boolean single) {
    NumberColumn column = NumberColumn.of(numbers, single);
    List<String> cells = new ArrayList<>();
    for (double number : numbers) {
      cells.add(column.text(number));
    }
    return column(header, cells);
  }

  /** Says before a row how many rows are left out there. */
  NumberTable skip(int before, int count) {
    skippedBefore = before;
    skipped = count;
    return this;
  }

  /** All lines, with newlines between them. */
  String lines() {
    List<String> lines = new ArrayList<>();
    int nameWidth = Math.max(width(corner, names), skipped > 0 ? SKIPPED.length() : 0);
    int from = 0;
    while (from < columns.size()) {
      int used = nameWidth;
      int to = from;
      while (to < columns.size() && (to == from || used + widthOf(to) <= terminal.width())) {
        used += widthOf(to);
        to++;
      }
      part(lines, nameWidth, from, to);
      from = to;
    }
    return String.join("\n", lines);
  }

  private void part(List<String> lines, int nameWidth, int from, int to) {
    lines.add(line(padded(corner, nameWidth), from, to, headers::get));
    for (int row = 0; row < names.size(); row++) {
      if (row == skippedBefore && skipped > 0) {
        lines.add(padded(SKIPPED, nameWidth) + GAP + skipped + " left out; --all shows them");
      }
      int shown = row;
      String name = padded(names.get(row), nameWidth);
      lines.add(line(name, from, to, column -> columns.get(column).get(shown)));
    }
  }

  private String line(String name, int from, int to, IntFunction<String> cells) {
    StringBuilder line = new StringBuilder(name);
    for (int column = from; column < to; column++) {
      String cell = cells.apply(column);
      line.append(" ".repeat(widthOf(column) - SafeText.columns(cell))).append(cell);
    }
    return line.toString().stripTrailing();
  }

  /** Columns of the terminal that a column takes, its gap among them. */
  private int widthOf(int column) {
    return GAP.length() + width(headers.get(column), columns.get(column));
  }

  private static int width(String header, List<String> cells) {
    int widest = SafeText.columns(header);
    for (String cell : cells) {
      widest = Math.max(widest, SafeText.columns(cell));
    }
    return widest;
  }

  private static String padded(String name, int width) {
    return name + " ".repeat(width - SafeText.columns(name));
  }
}
