package dev.heed.kernel;

/** The steps of attention in plain loops; the build derives the float64 form from this source. */
final class ScalarFloatAttentionKernels implements AttentionKernels<float[]> {
  private static final int LANES = 64;

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void scores(
      float[] queries,
      int active,
      int depth,
      float[] keys,
      int offset,
      int stride,
      int count,
      double scale,
      float[] scores) {
    float[] row = new float[LANES];
    float factor = FloatMath.rounded(scale);
    for (int j = 0; j < count; j++) {
      java.util.Arrays.fill(row, 0);
      int from = offset + j * stride;
      for (int d = 0; d < depth; d++) {
        float key = keys[from + d];
        int at = d * LANES;
        for (int i = 0; i < active; i++) {
          row[i] = Math.fma(key, queries[at + i], row[i]);
        }
      }
      int to = j * LANES;
      for (int i = 0; i < active; i++) {
        scores[to + i] = row[i] * factor;
      }
    }
  }

  @Override
  public boolean addBias(
      float[] bias,
      int offset,
      int queryStride,
      int keyStride,
      int active,
      int count,
      float[] scores) {
    boolean leftOut = false;
    for (int i = 0; i < active; i++) {
      for (int j = 0; j < count; j++) {
        float added = bias[offset + i * queryStride + j * keyStride];
        boolean hides = added == Float.NEGATIVE_INFINITY;
        int at = j * LANES + i;
        scores[at] = hides ? Float.NEGATIVE_INFINITY : scores[at] + added;
        leftOut |= hides;
      }
    }
    return leftOut;
  }

  @Override
  public void hideOutside(
      int[] from, int[] to, int firstKey, int active, int count, float[] scores) {
    for (int j = 0; j < count; j++) {
      int key = firstKey + j;
      for (int i = 0; i < active; i++) {
        if (key < from[i] || key >= to[i]) {
          scores[j * LANES + i] = Float.NEGATIVE_INFINITY;
        }
      }
    }
  }

  @Override
  public void hideFlagged(
      byte[] flags,
      int offset,
      int queryStride,
      int keyStride,
      boolean hidden,
      int active,
      int count,
      float[] scores) {
    for (int i = 0; i < active; i++) {
      for (int j = 0; j < count; j++) {
        if ((flags[offset + i * queryStride + j * keyStride] != 0) == hidden) {
          scores[j * LANES + i] = Float.NEGATIVE_INFINITY;
        }
      }
    }
  }

  @Override
  public void softmax(
      float[] scores, int active, int count, float[] maximum, float[] sum, float[] rescale) {
    for (int i = 0; i < active; i++) {
      rescale[i] = maximum[i];
    }
    for (int j = 0; j < count; j++) {
      int at = j * LANES;
      for (int i = 0; i < active; i++) {
        maximum[i] = Math.max(maximum[i], scores[at + i]);
      }
    }
    for (int i = 0; i < active; i++) {
      rescale[i] = FloatMath.exp(rescale[i] - maximum[i]);
      sum[i] *= rescale[i];
    }
    for (int j = 0; j < count; j++) {
      int at = j * LANES;
      for (int i = 0; i < active; i++) {
        float weight = FloatMath.exp(scores[at + i] - maximum[i]);
        scores[at + i] = weight;
        sum[i] += weight;
      }
    }
  }

  @Override
  public void accumulate(
      float[] weights,
      int active,
      int count,
      float[] values,
      int offset,
      int stride,
      int depth,
      float[] rescale,
      float[] output) {
    float[] row = new float[LANES];
    for (int d = 0; d < depth; d++) {
      int to = d * LANES;
      for (int i = 0; i < active; i++) {
        row[i] = output[to + i] * rescale[i];
      }
      for (int j = 0; j < count; j++) {
        float value = values[offset + j * stride + d];
        int at = j * LANES;
        for (int i = 0; i < active; i++) {
          row[i] = Math.fma(value, weights[at + i], row[i]);
        }
      }
      System.arraycopy(row, 0, output, to, active);
    }
  }

  @Override
  public void accumulateKept(
      float[] weights,
      float[] marker,
      int active,
      int count,
      float[] values,
      int offset,
      int stride,
      int depth,
      float[] rescale,
      float[] output) {
    for (int d = 0; d < depth; d++) {
      for (int i = 0; i < active; i++) {
        float total = output[d * LANES + i] * rescale[i];
        for (int j = 0; j < count; j++) {
          if (marker[j * LANES + i] != Float.NEGATIVE_INFINITY) {
            total = Math.fma(values[offset + j * stride + d], weights[j * LANES + i], total);
          }
        }
        output[d * LANES + i] = total;
      }
    }
  }

  @Override
  public boolean finish(
      float[] output,
      float[] sum,
      int active,
      int depth,
      float[] target,
      int offset,
      int queryStride,
      int depthStride) {
    float zero = 0;
    for (int i = 0; i < active; i++) {
      float inverse = sum[i] == 0 ? 0 : 1 / sum[i];
      int to = offset + i * queryStride;
      for (int d = 0; d < depth; d++) {
        float written = output[d * LANES + i] * inverse + 0;
        target[to + d * depthStride] = written;
        zero = Math.fma(written, 0, zero);
      }
    }
    return zero == 0;
  }
}
