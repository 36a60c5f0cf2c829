package dev.heed.vector;

import static dev.heed.vector.FloatMicroKernels.WIDTH;

import dev.heed.kernel.MatrixKernels;

/**
 * Matrix products in blocks of up to eight rows by two vectors of columns; the build derives the
 * float64 form from this source.
 */
final class VectorFloatMatrixKernels implements MatrixKernels<float[]> {
  private static final int ROWS = 8;

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
      float[] c,
      int cOffset,
      int cStride) {
    int whole = columns - columns % (2 * WIDTH);
    float[] panel = new float[depth * 2 * WIDTH];
    for (int column = 0; column < whole; column += 2 * WIDTH) {
      for (int k = 0; k < depth; k++) {
        System.arraycopy(b, bOffset + k * columns + column, panel, k * 2 * WIDTH, 2 * WIDTH);
      }
      for (int row = 0; row < rows; ) {
        int block = block(rows - row);
        int from = aOffset + row * aStride;
        int to = cOffset + row * cStride + column;
        multiply(block, a, from, aStride, depth, panel, c, to, cStride);
        row += block;
      }
    }
    for (int row = 0; row < rows; row++) {
      rest(
          a,
          aOffset + row * aStride,
          depth,
          b,
          bOffset,
          columns,
          whole,
          c,
          cOffset + row * cStride);
      for (int column = 0; column < bias.length; column++) {
        c[cOffset + row * cStride + column] += bias[column];
      }
    }
  }

  /**
   * Rows of the next block, so that no small one is left at the end: 9 are 5 and 4, not 8 and 1.
   */
  private static int block(int rows) {
    return rows <= ROWS ? rows : rows >= 2 * ROWS ? ROWS : (rows + 1) / 2;
  }

  private static void multiply(
      int rows,
      float[] a,
      int offset,
      int stride,
      int depth,
      float[] panel,
      float[] c,
      int to,
      int cStride) {
    int lanes = 2 * WIDTH;
    switch (rows) {
      case 8 ->
          FloatMicroKernels.multiply8x2(a, offset, stride, depth, panel, 0, lanes, c, to, cStride);
      case 7 ->
          FloatMicroKernels.multiply7x2(a, offset, stride, depth, panel, 0, lanes, c, to, cStride);
      case 6 ->
          FloatMicroKernels.multiply6x2(a, offset, stride, depth, panel, 0, lanes, c, to, cStride);
      case 5 ->
          FloatMicroKernels.multiply5x2(a, offset, stride, depth, panel, 0, lanes, c, to, cStride);
      case 4 ->
          FloatMicroKernels.multiply4x2(a, offset, stride, depth, panel, 0, lanes, c, to, cStride);
      case 3 ->
          FloatMicroKernels.multiply3x2(a, offset, stride, depth, panel, 0, lanes, c, to, cStride);
      case 2 ->
          FloatMicroKernels.multiply2x2(a, offset, stride, depth, panel, 0, lanes, c, to, cStride);
      default ->
          FloatMicroKernels.multiply1x2(a, offset, stride, depth, panel, 0, lanes, c, to, cStride);
    }
  }

  /** The columns behind the last whole block, of one row. */
  private static void rest(
      float[] a,
      int from,
      int depth,
      float[] b,
      int bOffset,
      int columns,
      int first,
      float[] c,
      int to) {
    for (int column = first; column < columns; column++) {
      float sum = 0;
      for (int k = 0; k < depth; k++) {
        sum = Math.fma(a[from + k], b[bOffset + k * columns + column], sum);
      }
      c[to + column] = sum;
    }
  }
}
