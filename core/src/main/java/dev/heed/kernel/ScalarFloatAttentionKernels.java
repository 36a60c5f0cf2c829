package dev.heed.kernel;

/** The steps of attention in plain loops; the build derives the float64 form from this source. */
final class ScalarFloatAttentionKernels implements AttentionKernels<float[]> {
  private static final int LANES = 64;

  /**
   * Queries computed together, each a chain of its own. A block may reach into lanes behind the
   * last active one, whose numbers nobody reads.
   */
  private static final int CHAINS = 4;

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void scores(
      float[] queries,
      int lane,
      int active,
      int depth,
      float[] keys,
      int offset,
      int stride,
      int key,
      int count,
      double scale,
      float[] scores) {
    float factor = FloatMath.rounded(scale);
    for (int j = key; j < key + count; j += 2) {
      // An odd last key is paired with itself, and its row written twice.
      int other = Math.min(j + 1, key + count - 1);
      int row = offset + j * stride;
      int otherRow = offset + other * stride;
      for (int i = lane; i < lane + active; i += CHAINS) {
        float a0 = 0;
        float a1 = 0;
        float a2 = 0;
        float a3 = 0;
        float b0 = 0;
        float b1 = 0;
        float b2 = 0;
        float b3 = 0;
        for (int d = 0, at = i; d < depth; d++, at += LANES) {
          float a = keys[row + d];
          float b = keys[otherRow + d];
          a0 = Math.fma(a, queries[at], a0);
          b0 = Math.fma(b, queries[at], b0);
          a1 = Math.fma(a, queries[at + 1], a1);
          b1 = Math.fma(b, queries[at + 1], b1);
          a2 = Math.fma(a, queries[at + 2], a2);
          b2 = Math.fma(b, queries[at + 2], b2);
          a3 = Math.fma(a, queries[at + 3], a3);
          b3 = Math.fma(b, queries[at + 3], b3);
        }
        int to = j * LANES + i;
        scores[to] = a0 * factor;
        scores[to + 1] = a1 * factor;
        scores[to + 2] = a2 * factor;
        scores[to + 3] = a3 * factor;
        int otherTo = other * LANES + i;
        scores[otherTo] = b0 * factor;
        scores[otherTo + 1] = b1 * factor;
        scores[otherTo + 2] = b2 * factor;
        scores[otherTo + 3] = b3 * factor;
      }
    }
  }

  @Override
  public void softmax(
      float[] scores,
      int lane,
      int active,
      int key,
      int count,
      float[] maximum,
      float[] sum,
      float[] rescale) {
    int end = lane + active;
    for (int i = lane; i < end; i++) {
      rescale[i] = maximum[i];
    }
    for (int j = key; j < key + count; j++) {
      int at = j * LANES;
      for (int i = lane; i < end; i++) {
        maximum[i] = Math.max(maximum[i], scores[at + i]);
      }
    }
    for (int i = lane; i < end; i++) {
      rescale[i] = FloatMath.exp(rescale[i] - maximum[i]);
      sum[i] *= rescale[i];
    }
    for (int j = key; j < key + count; j++) {
      int at = j * LANES;
      for (int i = lane; i < end; i++) {
        float weight = FloatMath.exp(scores[at + i] - maximum[i]);
        scores[at + i] = weight;
        sum[i] += weight;
      }
    }
  }

  @Override
  public void accumulate(
      float[] weights,
      int lane,
      int active,
      int key,
      int count,
      float[] values,
      int offset,
      int stride,
      int depth,
      float[] rescale,
      float[] output) {
    for (int d = 0; d < depth; d++) {
      int to = d * LANES;
      for (int i = lane; i < lane + active; i += CHAINS) {
        float a0 = output[to + i] * rescale[i];
        float a1 = output[to + i + 1] * rescale[i + 1];
        float a2 = output[to + i + 2] * rescale[i + 2];
        float a3 = output[to + i + 3] * rescale[i + 3];
        int from = offset + d;
        for (int j = key, at = key * LANES + i; j < key + count; j++, at += LANES) {
          float value = values[from + j * stride];
          a0 = Math.fma(value, weights[at], a0);
          a1 = Math.fma(value, weights[at + 1], a1);
          a2 = Math.fma(value, weights[at + 2], a2);
          a3 = Math.fma(value, weights[at + 3], a3);
        }
        output[to + i] = a0;
        output[to + i + 1] = a1;
        output[to + i + 2] = a2;
        output[to + i + 3] = a3;
      }
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
