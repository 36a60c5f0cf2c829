package dev.heed.kernel;

/** Sums of inspection; the build derives the float64 form from this source. */
final class ScalarFloatSumKernels implements SumKernels<float[]> {
  private static final int LANES = ScalarFloatAttentionKernels.LANES;

  @Override
  public void carry(
      float[] mass,
      float[] moment,
      float[] before,
      float[] maximum,
      float[] rescale,
      int active,
      double[] masses,
      double[] moments) {
    for (int i = 0; i < active; i++) {
      if (masses[i] != 0) {
        double change = before[i];
        change -= maximum[i];
        moments[i] = rescale[i] * Math.fma(masses[i], change, moments[i]);
        masses[i] *= rescale[i];
      }
      masses[i] += mass[i];
      moments[i] += moment[i];
    }
  }

  @Override
  public void rescale(float[] rescale, int active, double[] sums, int at) {
    for (int i = 0; i < active; i++) {
      sums[at + i] *= rescale[i];
    }
  }

  @Override
  public void addTo(float[] numbers, int from, int count, double[] sums, int at) {
    for (int n = 0; n < count; n++) {
      sums[at + n] += numbers[from + n];
    }
  }

  @Override
  public double sumOf(float[] numbers, int from, int to) {
    double total = 0;
    for (int i = from; i < to; i++) {
      total += numbers[i];
    }
    return total;
  }

  @Override
  public double maximumOf(float[] numbers, int from, int to) {
    double largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, numbers[i]);
    }
    return largest;
  }

  @Override
  public double sumOfKeys(float[] weights, int lane, int key, int count) {
    double total = 0;
    for (int j = key; j < key + count; j++) {
      total += weights[j * LANES + lane];
    }
    return total;
  }

  @Override
  public void norms(
      float[] source, int offset, int stride, int rows, int depth, float[] norms, int to) {
    for (int r = 0; r < rows; r++) {
      double total = 0;
      for (int at = offset + r * stride; at < offset + r * stride + depth; at++) {
        total = Math.fma(source[at], source[at], total);
      }
      norms[to + r] = FloatMath.rounded(Math.sqrt(total));
    }
  }
}
