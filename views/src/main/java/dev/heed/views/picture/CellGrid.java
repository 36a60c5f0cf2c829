package dev.heed.views.picture;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A matrix to draw: numbers, which of them are left out, and the range of the ramp. */
final class CellGrid {
  private final double[][] numbers;
  private final boolean @Nullable [][] kept;
  private final Range range;

  CellGrid(double[][] numbers, boolean @Nullable [][] kept, Range range) {
    this.numbers = numbers;
    this.kept = kept;
    this.range = range;
  }

  /** All finite numbers and 0 as the range. */
  static CellGrid of(double[][] numbers, boolean @Nullable [][] kept) {
    double low = 0;
    double high = 0;
    for (double[] row : numbers) {
      for (double number : row) {
        low = Double.isFinite(number) ? Math.min(low, number) : low;
        high = Double.isFinite(number) ? Math.max(high, number) : high;
      }
    }
    return new CellGrid(numbers, kept, new Range(low, high, false));
  }

  int rows() {
    return numbers.length;
  }

  int columns() {
    return numbers[0].length;
  }

  Range range() {
    return range;
  }

  double number(int row, int column) {
    return numbers[row][column];
  }

  boolean isKept(int row, int column) {
    return kept == null || kept[row][column];
  }

  /** A step of the ramp, or what {@link Raster} has for cells without one. */
  int step(int row, int column) {
    double number = numbers[row][column];
    return !isKept(row, column)
        ? Raster.LEFT_OUT
        : Double.isFinite(number) ? ColourRamp.step(range.share(number)) : Raster.UNKNOWN;
  }

  Raster raster() {
    Raster raster = new Raster(rows(), columns());
    for (int row = 0; row < rows(); row++) {
      for (int column = 0; column < columns(); column++) {
        raster.set(row, column, step(row, column));
      }
    }
    return raster;
  }

  /** Whether a cell has this step. */
  boolean has(int step) {
    for (int row = 0; row < rows(); row++) {
      for (int column = 0; column < columns(); column++) {
        if (step(row, column) == step) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The same with a range that ends where nine rows of ten have their largest number: of many rows,
   * a few with all their weight in one place would leave the others without colour.
   */
  CellGrid capped() {
    double[] largest = new double[rows()];
    for (int row = 0; row < rows(); row++) {
      for (int column = 0; column < columns(); column++) {
        double number = numbers[row][column];
        boolean counts = isKept(row, column) && Double.isFinite(number);
        largest[row] = counts ? Math.max(largest[row], number) : largest[row];
      }
    }
    Arrays.sort(largest);
    double usual = largest[(int) Math.ceil(0.9 * rows()) - 1];
    return usual > 0 && usual < range.high()
        ? new CellGrid(numbers, kept, new Range(range.low(), usual, true))
        : this;
  }

  /**
   * At most so many rows and columns, each cell the mean of what it stands for, with 0 for what is
   * left out; a cell is left out when all of it is. The range is that of the means.
   */
  CellGrid pooled(int most) {
    if (rows() <= most && columns() <= most) {
      return this;
    }
    int height = Math.min(rows(), most);
    int width = Math.min(columns(), most);
    double[][] means = new double[height][width];
    int[][] counts = new int[height][width];
    boolean[][] live = new boolean[height][width];
    for (int row = 0; row < rows(); row++) {
      int i = (int) ((long) row * height / rows());
      for (int column = 0; column < columns(); column++) {
        int j = (int) ((long) column * width / columns());
        counts[i][j]++;
        if (isKept(row, column)) {
          means[i][j] += numbers[row][column];
          live[i][j] = true;
        }
      }
    }
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        means[i][j] /= counts[i][j];
      }
    }
    return of(means, live);
  }
}
