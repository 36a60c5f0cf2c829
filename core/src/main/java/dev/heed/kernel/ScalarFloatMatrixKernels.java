package dev.heed.kernel;

import java.util.Arrays;

/**
 * Matrix products in plain loops; the build derives the float64 form from this source.
 *
 * <p>A block of rows of B goes over all rows of A before the next one. The compiler makes vectors
 * of the innermost loops because every array there has the same index.
 */
final class ScalarFloatMatrixKernels implements MatrixKernels<float[]> {
  private static final int STEPS = 4;

  @Override
  public int panel(int columns) {
    return Math.max(1, columns);
  }

  @Override
  public void multiply(
      float[] a,
      int aOffset,
      int aStride,
      int rows,
      int depth,
      float[] b,
      int bOffset,
      int columns,
      float[] bias,
      int biasOffset,
      float[] c,
      int cOffset,
      int cStride) {
    float[][] sums = new float[rows][columns];
    float[][] steps = new float[STEPS][columns];
    int step = 0;
    do {
      int end = Math.min(depth, step + BLOCK);
      boolean first = step == 0;
      for (; step < end; step += STEPS) {
        int count = Math.min(STEPS, end - step);
        for (int k = 0; k < count; k++) {
          System.arraycopy(b, bOffset + (step + k) * columns, steps[k], 0, columns);
        }
        multiply(a, aOffset + step, aStride, count, steps, sums);
      }
      step = end;
      for (int row = 0; row < rows; row++) {
        addBlock(sums[row], first, c, cOffset + row * cStride);
      }
    } while (step < depth);
    for (int row = 0; row < rows && bias.length != 0; row++) {
      int at = cOffset + row * cStride;
      for (int column = 0; column < columns; column++) {
        c[at + column] += bias[biasOffset + column];
      }
    }
  }

  /** The sums of a block go to the result, and the next ones start at 0. */
  private static void addBlock(float[] sums, boolean first, float[] c, int offset) {
    for (int column = 0; column < sums.length; column++) {
      c[offset + column] = first ? sums[column] : c[offset + column] + sums[column];
    }
    Arrays.fill(sums, 0);
  }

  /** Some steps of every row's sums. */
  private static void multiply(
      float[] a, int offset, int stride, int count, float[][] steps, float[][] sums) {
    int whole = count == STEPS ? sums.length - sums.length % 4 : 0;
    for (int row = 0; row < whole; row += 4) {
      multiplyFourRows(a, offset + row * stride, stride, steps, sums, row);
    }
    for (int row = whole; row < sums.length; row++) {
      for (int k = 0; k < count; k++) {
        addScaled(a[offset + row * stride + k], steps[k], sums[row]);
      }
    }
  }

  private static void addScaled(float factor, float[] step, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = Math.fma(factor, step[i], sums[i]);
    }
  }

  private static void multiplyFourRows(
      float[] a, int offset, int stride, float[][] steps, float[][] sums, int row) {
    float[] b0 = steps[0];
    float[] b1 = steps[1];
    float[] b2 = steps[2];
    float[] b3 = steps[3];
    float[] c0 = sums[row];
    float[] c1 = sums[row + 1];
    float[] c2 = sums[row + 2];
    float[] c3 = sums[row + 3];
    int r0 = offset;
    int r1 = offset + stride;
    int r2 = offset + 2 * stride;
    int r3 = offset + 3 * stride;
    float a00 = a[r0], a01 = a[r0 + 1], a02 = a[r0 + 2], a03 = a[r0 + 3];
    float a10 = a[r1], a11 = a[r1 + 1], a12 = a[r1 + 2], a13 = a[r1 + 3];
    float a20 = a[r2], a21 = a[r2 + 1], a22 = a[r2 + 2], a23 = a[r2 + 3];
    float a30 = a[r3], a31 = a[r3 + 1], a32 = a[r3 + 2], a33 = a[r3 + 3];
    for (int i = 0; i < c0.length; i++) {
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
}
