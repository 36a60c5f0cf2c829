package dev.heed.kernel;

/** What stands between matrix products; the build derives the float64 form from this source. */
final class ScalarFloatLayerKernels implements LayerKernels<float[]> {
  private static final int CHAINS = 16;

  @Override
  public void add(float[] source, int offset, int count, float[] target, int targetOffset) {
    for (int i = 0; i < count; i++) {
      target[targetOffset + i] += source[offset + i];
    }
  }

  @Override
  public void max(float[] source, int offset, int count, float[] target, int targetOffset) {
    for (int i = 0; i < count; i++) {
      target[targetOffset + i] = Math.max(target[targetOffset + i], source[offset + i]);
    }
  }

  @Override
  public void normalize(
      float[] source,
      int offset,
      int rows,
      int columns,
      float[] weight,
      float[] bias,
      double epsilon,
      float[] target) {
    float added = FloatMath.rounded(epsilon);
    float[] chains = new float[CHAINS];
    for (int row = 0; row < rows; row++) {
      int from = offset + row * columns;
      float mean = sum(source, from, columns, chains) / columns;
      float variance = squares(source, from, columns, mean, chains) / columns;
      float inverse = 1 / FloatMath.rounded(Math.sqrt(variance + added));
      for (int i = 0; i < columns; i++) {
        target[from + i] = Math.fma((source[from + i] - mean) * inverse, weight[i], bias[i]);
      }
    }
  }

  @Override
  public void gelu(float[] source, int offset, int count, float[] target, int targetOffset) {
    for (int i = 0; i < count; i++) {
      target[targetOffset + i] = FloatGelu.gelu(source[offset + i]);
    }
  }

  @Override
  public void scaleToUnitLength(float[] row, int offset, int columns) {
    float total = squares(row, offset, columns, 0, new float[CHAINS]);
    float length = FloatMath.rounded(Math.sqrt(total));
    for (int i = offset; length != 0 && i < offset + columns; i++) {
      row[i] /= length;
    }
  }

  private static float sum(float[] row, int offset, int columns, float[] chains) {
    java.util.Arrays.fill(chains, 0);
    for (int i = 0; i < columns; i++) {
      chains[i % CHAINS] += row[offset + i];
    }
    return total(chains);
  }

  /** Σ (x − mean)². */
  private static float squares(float[] row, int offset, int columns, float mean, float[] chains) {
    java.util.Arrays.fill(chains, 0);
    for (int i = 0; i < columns; i++) {
      float distance = row[offset + i] - mean;
      chains[i % CHAINS] = Math.fma(distance, distance, chains[i % CHAINS]);
    }
    return total(chains);
  }

  private static float total(float[] chains) {
    for (int step = CHAINS / 2; step > 0; step /= 2) {
      for (int i = 0; i < step; i++) {
        chains[i] += chains[i + step];
      }
    }
    return chains[0];
  }

  @Override
  public double dot(float[] left, int offset, float[] right, int rightOffset, int count) {
    float[] chains = new float[CHAINS];
    for (int i = 0; i < count; i++) {
      chains[i % CHAINS] = Math.fma(left[offset + i], right[rightOffset + i], chains[i % CHAINS]);
    }
    return total(chains);
  }
}
