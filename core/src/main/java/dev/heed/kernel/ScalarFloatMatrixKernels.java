package dev.heed.kernel;

/** Matrix products in plain loops; the build derives the float64 form from this source. */
final class ScalarFloatMatrixKernels implements MatrixKernels<float[]> {
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
    float[] row = new float[columns];
    for (int r = 0; r < rows; r++) {
      java.util.Arrays.fill(row, 0);
      for (int k = 0; k < depth; k++) {
        float factor = a[aOffset + r * aStride + k];
        int from = bOffset + k * columns;
        for (int column = 0; column < columns; column++) {
          row[column] = Math.fma(factor, b[from + column], row[column]);
        }
      }
      for (int column = 0; column < bias.length; column++) {
        row[column] += bias[column];
      }
      System.arraycopy(row, 0, c, cOffset + r * cStride, columns);
    }
  }
}
