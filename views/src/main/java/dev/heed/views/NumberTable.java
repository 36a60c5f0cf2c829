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
  private final NumberRows rows;

  private NumberTable(NumberRows rows, Terminal terminal) {
    this.rows = rows;
    this.terminal = terminal;
  }

  /** All lines, with newlines between them. */
  static String lines(NumberRows rows, Terminal terminal) {
    return new NumberTable(rows, terminal).lines();
  }

  private String lines() {
    List<String> lines = new ArrayList<>();
    int nameWidth =
        Math.max(width(rows.corner(), rows.names()), rows.skipped() > 0 ? SKIPPED.length() : 0);
    int from = 0;
    while (from < rows.columns().size()) {
      int used = nameWidth;
      int to = from;
      while (to < rows.columns().size() && (to == from || used + widthOf(to) <= terminal.width())) {
        used += widthOf(to);
        to++;
      }
      part(lines, nameWidth, from, to);
      from = to;
    }
    return String.join("\n", lines);
  }

  private void part(List<String> lines, int nameWidth, int from, int to) {
    lines.add(line(padded(rows.corner(), nameWidth), from, to, column -> at(column).header()));
    for (int row = 0; row < rows.names().size(); row++) {
      if (row == rows.skippedBefore() && rows.skipped() > 0) {
        lines.add(
            padded(SKIPPED, nameWidth) + GAP + rows.skipped() + " left out; --all shows them");
      }
      int shown = row;
      String name = padded(rows.names().get(row), nameWidth);
      lines.add(line(name, from, to, column -> at(column).cells().get(shown)));
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
    return GAP.length() + width(at(column).header(), at(column).cells());
  }

  private NumberRows.Column at(int column) {
    return rows.columns().get(column);
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
