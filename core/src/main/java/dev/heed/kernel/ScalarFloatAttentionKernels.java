package dev.heed.kernel;

import java.util.Arrays;

/**
 * The steps of attention in plain loops; the build derives the float64 form from this source.
 *
 * <p>The compiler makes vectors of a loop where every array in it has the loop's variable as its
 * index. So rows of a tile are copied to arrays of their own before they are used many times.
 */
final class ScalarFloatAttentionKernels implements AttentionKernels<float[]> {
  /** Queries of a tile. */
  static final int LANES = 64;

  /** Sums that are computed together, and steps of each. */
  private static final int BLOCK = ScalarFloatRowSums.BLOCK;

  private final boolean keeps;
  private float[][] kept = new float[0][];

  /** Kernels that any number of threads may share; they make room for rows in each call. */
  ScalarFloatAttentionKernels() {
    this(false);
  }

  private ScalarFloatAttentionKernels(boolean keeps) {
    this.keeps = keeps;
  }

  @Override
  public AttentionKernels<float[]> forThread() {
    return new ScalarFloatAttentionKernels(true);
  }

  @Override
  public int lanes() {
    return LANES;
  }

  /** At least so many rows of lanes, with anything in them. */
  private float[][] rows(int count) {
    float[][] rows = kept;
    if (rows.length < count) {
      rows = Arrays.copyOf(rows, count);
      for (int row = kept.length; row < count; row++) {
        rows[row] = new float[LANES];
      }
      kept = keeps ? rows : kept;
    }
    return rows;
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
    float[][] rows = rows(BLOCK + depth);
    for (int d = 0; d < depth; d++) {
      System.arraycopy(queries, d * LANES + lane, rows[BLOCK + d], 0, active);
    }
    for (int j = key; j < key + count; j += BLOCK) {
      int sums = Math.min(BLOCK, key + count - j);
      for (int r = 0; r < sums; r++) {
        Arrays.fill(rows[r], 0, active, 0);
      }
      ScalarFloatRowSums.add(keys, offset + j * stride, stride, 1, depth, rows, sums, active);
      for (int r = 0; r < sums; r++) {
        ScalarFloatRowSums.multiply(rows[r], factor, active);
        System.arraycopy(rows[r], 0, scores, (j + r) * LANES + lane, active);
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
    if (count < 0) {
      return;
    }
    float[][] rows = rows(4);
    float[] row = rows[0];
    float[] largest = rows[1];
    float[] total = rows[2];
    System.arraycopy(maximum, lane, largest, 0, active);
    System.arraycopy(sum, lane, total, 0, active);
    for (int j = key; j < key + count; j++) {
      System.arraycopy(scores, j * LANES + lane, row, 0, active);
      for (int i = 0; i < active; i++) {
        largest[i] = Math.max(largest[i], row[i]);
      }
    }
    for (int i = 0; i < active; i++) {
      rescale[lane + i] = FloatMath.exp(maximum[lane + i] - largest[i]);
      total[i] *= rescale[lane + i];
    }
    System.arraycopy(largest, 0, maximum, lane, active);
    weights(scores, lane, active, key, count, rows);
    System.arraycopy(total, 0, sum, lane, active);
  }

  /** Scores become weights, which are added to the totals. */
  private static void weights(
      float[] scores, int lane, int active, int key, int count, float[][] rows) {
    float[] row = rows[0];
    float[] largest = rows[1];
    float[] total = rows[2];
    float[] power = rows[3];
    for (int j = key; j < key + count; j++) {
      System.arraycopy(scores, j * LANES + lane, row, 0, active);
      for (int i = 0; i < active; i++) {
        float x = Math.max(row[i] - largest[i], FloatMath.LOWEST);
        float shifted = FloatMath.shifted(x);
        float f = FloatMath.fraction(x, shifted);
        row[i] = Math.fma(FloatMath.slope(f), f, 1);
        power[i] = shifted;
      }
      // Alone, because the compiler makes no vectors of it.
      for (int i = 0; i < active; i++) {
        power[i] = FloatMath.power(power[i]);
      }
      for (int i = 0; i < active; i++) {
        float weight = row[i] * power[i];
        row[i] = weight;
        total[i] += weight;
      }
      System.arraycopy(row, 0, scores, j * LANES + lane, active);
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
    float[][] rows = rows(BLOCK + count + 1);
    for (int j = 0; j < count; j++) {
      System.arraycopy(weights, (key + j) * LANES + lane, rows[BLOCK + j], 0, active);
    }
    float[] factor = rows[BLOCK + count];
    System.arraycopy(rescale, lane, factor, 0, active);
    for (int d = 0; d < depth; d += BLOCK) {
      int sums = Math.min(BLOCK, depth - d);
      for (int r = 0; r < sums; r++) {
        System.arraycopy(output, (d + r) * LANES + lane, rows[r], 0, active);
        ScalarFloatRowSums.multiply(rows[r], factor, active);
      }
      int from = offset + key * stride + d;
      ScalarFloatRowSums.add(values, from, 1, stride, count, rows, sums, active);
      for (int r = 0; r < sums; r++) {
        System.arraycopy(rows[r], 0, output, (d + r) * LANES + lane, active);
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
