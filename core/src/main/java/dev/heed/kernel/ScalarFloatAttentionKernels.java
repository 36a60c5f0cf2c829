package dev.heed.kernel;

/** The steps of attention in plain loops; the build derives the float64 form from this source. */
final class ScalarFloatAttentionKernels implements AttentionKernels<float[]> {
  private static final int LANES = 64;

  /**
   * Queries computed together, each a chain of its own. A block may reach into lanes behind the
   * last active one, whose numbers nobody reads.
   */
  private static final int BLOCK = 4;

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
    float factor = FloatMath.rounded(scale);
    for (int j = 0; j < count; j += 2) {
      // An odd last key is paired with itself, and its row written twice.
      int other = Math.min(j + 1, count - 1);
      int key = offset + j * stride;
      int otherKey = offset + other * stride;
      for (int i = 0; i < active; i += BLOCK) {
        float a0 = 0;
        float a1 = 0;
        float a2 = 0;
        float a3 = 0;
        float b0 = 0;
        float b1 = 0;
        float b2 = 0;
        float b3 = 0;
        for (int d = 0, at = i; d < depth; d++, at += LANES) {
          float a = keys[key + d];
          float b = keys[otherKey + d];
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
  public void softcap(double cap, int active, int count, float[] scores) {
    float bound = FloatMath.rounded(cap);
    for (int j = 0; j < count; j++) {
      for (int at = j * LANES; at < j * LANES + active; at++) {
        scores[at] = bound * FloatMath.tanh(scores[at] / bound);
      }
    }
  }

  @Override
  public void addDistance(double slope, int first, int key, int active, int count, float[] scores) {
    float factor = FloatMath.rounded(slope);
    for (int j = 0; j < count; j++) {
      int own = first - key - j;
      for (int i = 0; i < active; i++) {
        scores[j * LANES + i] -= factor * FloatMath.rounded(Math.abs(own + i));
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
    for (int d = 0; d < depth; d++) {
      int to = d * LANES;
      for (int i = 0; i < active; i += BLOCK) {
        float a0 = output[to + i] * rescale[i];
        float a1 = output[to + i + 1] * rescale[i + 1];
        float a2 = output[to + i + 2] * rescale[i + 2];
        float a3 = output[to + i + 3] * rescale[i + 3];
        int from = offset + d;
        for (int j = 0, at = i; j < count; j++, at += LANES) {
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
