package dev.heed.lessons;

import dev.heed.tensor.Tensor;

/**
 * Equations A·Y = B with a square A, solved by Gaussian elimination with row exchange, in float64.
 *
 * @param matrix A {@code [n, n]}
 */
record LinearSystem(Tensor matrix) {
  LinearSystem {
    if (matrix.rank() != 2 || matrix.size(0) != matrix.size(1)) {
      throw new IllegalArgumentException(
          "%s: only a square matrix can be inverted".formatted(matrix));
    }
  }

  /**
   * The Y {@code [n, m]} with A·Y = B.
   *
   * @param right B {@code [n, m]}
   * @throws ArithmeticException if no single Y fits
   */
  Tensor solve(Tensor right) {
    Tensor left = matrix.copy();
    Tensor solution = right.copy();
    int size = left.size(0);
    for (int column = 0; column < size; column++) {
      int pivot = pivot(left, column);
      exchange(left, column, pivot);
      exchange(solution, column, pivot);
      for (int row = 0; row < size; row++) {
        double factor = left.get(row, column) / left.get(column, column);
        if (row != column && factor != 0) {
          subtract(left, row, factor, column);
          subtract(solution, row, factor, column);
        }
      }
    }
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < solution.size(1); column++) {
        solution.set(solution.get(row, column) / left.get(row, row), row, column);
      }
    }
    return solution;
  }

  private static int pivot(Tensor left, int column) {
    int best = column;
    for (int row = column + 1; row < left.size(0); row++) {
      if (Math.abs(left.get(row, column)) > Math.abs(left.get(best, column))) {
        best = row;
      }
    }
    if (left.get(best, column) == 0) {
      throw new ArithmeticException("the matrix cannot be inverted: its rows are not independent");
    }
    return best;
  }

  private static void exchange(Tensor rows, int one, int other) {
    for (int column = 0; column < rows.size(1); column++) {
      double kept = rows.get(one, column);
      rows.set(rows.get(other, column), one, column);
      rows.set(kept, other, column);
    }
  }

  private static void subtract(Tensor rows, int row, double factor, int from) {
    for (int column = 0; column < rows.size(1); column++) {
      rows.set(rows.get(row, column) - factor * rows.get(from, column), row, column);
    }
  }
}
