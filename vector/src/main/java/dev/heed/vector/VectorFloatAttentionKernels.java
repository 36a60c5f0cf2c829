package dev.heed.vector;

import static dev.heed.vector.FloatMicroKernels.WIDTH;

import dev.heed.kernel.AttentionKernels;
import dev.heed.kernel.FloatMath;

/**
 * The steps of attention on vectors of queries; the build derives the float64 form from this
 * source. Products run in blocks of 8 rows by two vectors. What is not worth a vector is left to
 * the scalar set, whose tiles have the same form.
 */
final class VectorFloatAttentionKernels implements AttentionKernels<float[]> {
  private static final int ROWS = 8;

  private final AttentionKernels<float[]> scalar;
  private final int lanes;

  VectorFloatAttentionKernels(AttentionKernels<float[]> scalar) {
    this.scalar = scalar;
    this.lanes = scalar.lanes();
  }

  @Override
  public int lanes() {
    return lanes;
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
    int i = 0;
    for (; i + WIDTH < active; i += 2 * WIDTH) {
      for (int j = 0; j < count; j += ROWS) {
        FloatMicroKernels.scores8x2(
            queries, i, lanes, depth, keys, offset, stride, j, count - 1, factor, scores);
      }
    }
    for (; i < active; i += WIDTH) {
      for (int j = 0; j < count; j += ROWS) {
        FloatMicroKernels.scores8x1(
            queries, i, lanes, depth, keys, offset, stride, j, count - 1, factor, scores);
      }
    }
  }

  @Override
  public void softcap(double cap, int active, int count, float[] scores) {
    scalar.softcap(cap, active, count, scores);
  }

  @Override
  public void addDistance(double slope, int first, int key, int active, int count, float[] scores) {
    scalar.addDistance(slope, first, key, active, count, scores);
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
    return scalar.addBias(bias, offset, queryStride, keyStride, active, count, scores);
  }

  @Override
  public void hideOutside(
      int[] from, int[] to, int firstKey, int active, int count, float[] scores) {
    scalar.hideOutside(from, to, firstKey, active, count, scores);
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
    scalar.hideFlagged(flags, offset, queryStride, keyStride, hidden, active, count, scores);
  }

  @Override
  public void softmax(
      float[] scores, int active, int count, float[] maximum, float[] sum, float[] rescale) {
    for (int i = 0; i < active; i += WIDTH) {
      FloatSoftmax.step(scores, i, lanes, count, maximum, sum, rescale);
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
    int whole = depth - depth % ROWS;
    int i = 0;
    for (; i + WIDTH < active; i += 2 * WIDTH) {
      for (int d = 0; d < whole; d += ROWS) {
        FloatMicroKernels.accumulate8x2(
            weights, i, lanes, count, values, offset, stride, d, rescale, output);
      }
    }
    for (; i < active; i += WIDTH) {
      for (int d = 0; d < whole; d += ROWS) {
        FloatMicroKernels.accumulate8x1(
            weights, i, lanes, count, values, offset, stride, d, rescale, output);
      }
    }
    for (int d = whole; d < depth; d++) {
      for (i = 0; i < active; i += WIDTH) {
        FloatMicroKernels.accumulate1x1(
            weights, i, lanes, count, values, offset, stride, d, rescale, output);
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
    scalar.accumulateKept(
        weights, marker, active, count, values, offset, stride, depth, rescale, output);
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
    return scalar.finish(output, sum, active, depth, target, offset, queryStride, depthStride);
  }
}
