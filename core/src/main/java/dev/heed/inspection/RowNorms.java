package dev.heed.inspection;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;

/** How long queries, keys and values are. */
public final class RowNorms {
  private RowNorms() {}

  /**
   * ‖row‖₂ of every row: the squares are added in float64, in the order of the columns.
   *
   * @param matrix {@code [rows, columns]} of floating-point numbers
   * @return {@code [rows]} float64
   * @throws IllegalArgumentException if it is no matrix
   */
  public static Tensor of(Tensor matrix) {
    if (matrix.rank() != 2) {
      throw new IllegalArgumentException(
          "norms of the rows of %s: a matrix has rows".formatted(matrix));
    }
    Tensor norms = Tensor.zeros(DType.FLOAT64, Shape.of(matrix.size(0)));
    for (int row = 0; row < matrix.size(0); row++) {
      double sum = 0;
      for (double number : matrix.select(0, row).toDoubleArray()) {
        sum += number * number;
      }
      norms.set(Math.sqrt(sum), row);
    }
    return norms;
  }
}
