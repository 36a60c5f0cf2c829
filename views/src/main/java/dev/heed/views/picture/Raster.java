package dev.heed.views.picture;

import java.util.Arrays;

/** A matrix of steps of the {@link ColourRamp}, a byte a cell. */
public final class Raster {
  /** A cell that shows what lies behind it. */
  public static final int LEFT_OUT = -1;

  /** A cell whose number is NaN or infinite. */
  public static final int UNKNOWN = -2;

  private final int rows;
  private final int columns;
  private final byte[] cells;

  /**
   * Every cell left out.
   *
   * @param rows at least 1
   * @param columns at least 1
   */
  Raster(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    this.cells = new byte[Math.multiplyExact(rows, columns)];
    Arrays.fill(cells, (byte) LEFT_OUT);
  }

  /** Rows of cells. */
  public int rows() {
    return rows;
  }

  /** Columns of cells. */
  public int columns() {
    return columns;
  }

  /** A step, {@link #LEFT_OUT} or {@link #UNKNOWN}. */
  public int at(int row, int column) {
    return cells[row * columns + column];
  }

  void set(int row, int column, int step) {
    cells[row * columns + column] = (byte) step;
  }

  /** The colour of a cell as 0xAARRGGBB: a cell that is left out has none. */
  public int argb(Theme theme, int row, int column) {
    int step = at(row, column);
    return switch (step) {
      case LEFT_OUT -> 0;
      case UNKNOWN -> 0xff000000 | theme.rgb(Paint.Role.UNKNOWN);
      default -> 0xff000000 | ColourRamp.rgb(theme, step);
    };
  }
}
