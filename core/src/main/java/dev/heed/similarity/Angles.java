package dev.heed.similarity;

import dev.heed.kernel.LayerKernels;

/**
 * Cosines between one vector and others on plain arrays. Sums are taken in float32 by the kernels;
 * where their squares would leave its range, the pair is computed again in float64.
 */
final class Angles {
  /** Between them no square and no product is lost to float32's range. */
  private static final double SMALLEST = 0x1p-100;

  private static final double LARGEST = 0x1p100;

  private final LayerKernels<float[]> kernels;
  private final float[] query;
  private final int offset;
  private final int columns;
  private final double querySquares;

  /**
   * @param offset where the vector begins in {@code query}
   */
  Angles(LayerKernels<float[]> kernels, float[] query, int offset, int columns) {
    this.kernels = kernels;
    this.query = query;
    this.offset = offset;
    this.columns = columns;
    this.querySquares = kernels.dot(query, offset, query, offset, columns);
  }

  /** The cosine to the vector that begins at {@code at}. */
  double to(float[] rows, int at) {
    double squares = kernels.dot(rows, at, rows, at, columns);
    if (!isSafe(squares) || !isSafe(querySquares)) {
      return inFloat64(rows, at);
    }
    double product = kernels.dot(query, offset, rows, at, columns);
    // The product of two float32 is exact, so a vector has similarity 1 to itself.
    return clamped(product / Math.sqrt(squares * querySquares));
  }

  private static boolean isSafe(double squares) {
    return squares >= SMALLEST && squares <= LARGEST;
  }

  private double inFloat64(float[] rows, int at) {
    double left = 0;
    double right = 0;
    double product = 0;
    for (int i = 0; i < columns; i++) {
      double x = query[offset + i];
      double y = rows[at + i];
      left = Math.fma(x, x, left);
      right = Math.fma(y, y, right);
      product = Math.fma(x, y, product);
    }
    double squares = left * right;
    return squares == 0 ? 0 : clamped(product / Math.sqrt(squares));
  }

  /** Rounding may lead past 1; NaN stays. */
  private static double clamped(double cosine) {
    return Math.max(-1, Math.min(1, cosine));
  }
}
