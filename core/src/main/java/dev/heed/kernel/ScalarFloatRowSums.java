package dev.heed.kernel;

/**
 * Sums of rows times numbers. The first {@link #BLOCK} of some rows are sums, the others are what
 * is added. The build derives the float64 form from this source.
 */
final class ScalarFloatRowSums {
  /** Sums side by side, and steps of each that are taken together. */
  static final int BLOCK = 4;

  private ScalarFloatRowSums() {}

  /**
   * Adds to sum r, step by step, {@code numbers[offset + r·rowStep + s·step]} times row BLOCK + s:
   * one fma an element.
   */
  static void add(
      float[] numbers,
      int offset,
      int rowStep,
      int step,
      int steps,
      float[][] rows,
      int sums,
      int width) {
    int whole = sums == BLOCK ? steps - steps % BLOCK : 0;
    for (int s = 0; s < whole; s += BLOCK) {
      addBlock(numbers, offset + s * step, rowStep, step, rows, BLOCK + s, width);
    }
    for (int r = 0; r < sums; r++) {
      for (int s = whole; s < steps; s++) {
        addScaled(numbers[offset + r * rowStep + s * step], rows[BLOCK + s], rows[r], width);
      }
    }
  }

  /** Every array has the same index, and so the compiler makes vectors of the loop. */
  private static void addBlock(
      float[] numbers, int offset, int rowStep, int step, float[][] rows, int row, int width) {
    float[] b0 = rows[row];
    float[] b1 = rows[row + 1];
    float[] b2 = rows[row + 2];
    float[] b3 = rows[row + 3];
    float[] c0 = rows[0];
    float[] c1 = rows[1];
    float[] c2 = rows[2];
    float[] c3 = rows[3];
    int s0 = offset;
    int s1 = offset + step;
    int s2 = offset + 2 * step;
    int s3 = offset + 3 * step;
    float a00 = numbers[s0], a01 = numbers[s1], a02 = numbers[s2], a03 = numbers[s3];
    int r = rowStep;
    float a10 = numbers[s0 + r],
        a11 = numbers[s1 + r],
        a12 = numbers[s2 + r],
        a13 = numbers[s3 + r];
    r += rowStep;
    float a20 = numbers[s0 + r],
        a21 = numbers[s1 + r],
        a22 = numbers[s2 + r],
        a23 = numbers[s3 + r];
    r += rowStep;
    float a30 = numbers[s0 + r],
        a31 = numbers[s1 + r],
        a32 = numbers[s2 + r],
        a33 = numbers[s3 + r];
    for (int i = 0; i < width; i++) {
      float x0 = b0[i];
      float x1 = b1[i];
      float x2 = b2[i];
      float x3 = b3[i];
      c0[i] = Math.fma(a03, x3, Math.fma(a02, x2, Math.fma(a01, x1, Math.fma(a00, x0, c0[i]))));
      c1[i] = Math.fma(a13, x3, Math.fma(a12, x2, Math.fma(a11, x1, Math.fma(a10, x0, c1[i]))));
      c2[i] = Math.fma(a23, x3, Math.fma(a22, x2, Math.fma(a21, x1, Math.fma(a20, x0, c2[i]))));
      c3[i] = Math.fma(a33, x3, Math.fma(a32, x2, Math.fma(a31, x1, Math.fma(a30, x0, c3[i]))));
    }
  }

  private static void addScaled(float factor, float[] row, float[] sums, int width) {
    for (int i = 0; i < width; i++) {
      sums[i] = Math.fma(factor, row[i], sums[i]);
    }
  }

  /** Multiplies a row by a number. */
  static void multiply(float[] row, float factor, int width) {
    for (int i = 0; i < width; i++) {
      row[i] *= factor;
    }
  }

  /** Multiplies a row by another, element by element. */
  static void multiply(float[] row, float[] factors, int width) {
    for (int i = 0; i < width; i++) {
      row[i] *= factors[i];
    }
  }
}
