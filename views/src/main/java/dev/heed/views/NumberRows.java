package dev.heed.views;

import java.util.Arrays;
import java.util.List;

/**
 * Columns of numbers as they are written, with a name for each row; of many rows some may be left
 * out.
 *
 * @param corner what the names are
 * @param names one for each row that is shown
 * @param columns their headers and cells
 * @param skippedBefore the shown row before which others are left out
 * @param skipped how many are left out there
 */
public record NumberRows(
    String corner, List<String> names, List<Column> columns, int skippedBefore, int skipped) {
  /** Copies the lists. */
  public NumberRows {
    names = List.copyOf(names);
    columns = List.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param header what its numbers are
   * @param cells one for each row; blanks at their ends keep the points in line
   */
  public record Column(String header, List<String> cells) {
    /** Copies the cells. */
    public Column {
      cells = List.copyOf(cells);
    }

    /** Numbers in one notation, as NumPy chooses it. */
    static Column of(String header, double[] numbers, boolean single) {
      NumberColumn column = NumberColumn.of(numbers, single);
      return new Column(header, Arrays.stream(numbers).mapToObj(column::text).toList());
    }
  }
}
