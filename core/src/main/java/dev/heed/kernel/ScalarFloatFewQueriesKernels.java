package dev.heed.kernel;

import java.util.Arrays;

/**
 * The steps of attention for few queries in plain loops; the build derives the float64 form from
 * this source.
 */
final class ScalarFloatFewQueriesKernels implements FewQueriesKernels<float[]> {
  @Override
  public void scores(
      float[] queries,
      int rows,
      int depth,
      float[] keys,
      int[] offsets,
      int streams,
      int stride,
      int from,
      int count,
      double scale,
      float[] scores,
      float[] scratch) {
    float factor = FloatMath.rounded(scale);
    int padded = FewQueriesKernels.padded(depth);
    int rest = depth % LANES;
    Arrays.fill(scratch, 0, LANES, 0);
    for (int n = 0; n < streams * count; n++) {
      int stream = n / count;
      int j = n % count;
      int key = offsets[stream] + j * stride;
      System.arraycopy(keys, key + depth - rest, scratch, 0, rest);
      for (int r = 0; r < rows; r++) {
        float sum = product(queries, r * padded, depth, keys, key, scratch);
        scores[(stream * rows + r) * ROW + from + j] = sum * factor;
      }
    }
  }

  /** q·k, each lane a chain of its own; {@code last} is the key's last block, filled up with 0. */
  private static float product(
      float[] queries, int query, int depth, float[] keys, int key, float[] last) {
    float a0 = 0;
    float a1 = 0;
    float a2 = 0;
    float a3 = 0;
    float a4 = 0;
    float a5 = 0;
    float a6 = 0;
    float a7 = 0;
    float a8 = 0;
    float a9 = 0;
    float a10 = 0;
    float a11 = 0;
    float a12 = 0;
    float a13 = 0;
    float a14 = 0;
    float a15 = 0;
    int whole = depth - depth % LANES;
    for (int d = 0; d < depth; d += LANES) {
      float[] row = d < whole ? keys : last;
      int at = d < whole ? key + d : 0;
      a0 = Math.fma(row[at + 0], queries[query + d + 0], a0);
      a1 = Math.fma(row[at + 1], queries[query + d + 1], a1);
      a2 = Math.fma(row[at + 2], queries[query + d + 2], a2);
      a3 = Math.fma(row[at + 3], queries[query + d + 3], a3);
      a4 = Math.fma(row[at + 4], queries[query + d + 4], a4);
      a5 = Math.fma(row[at + 5], queries[query + d + 5], a5);
      a6 = Math.fma(row[at + 6], queries[query + d + 6], a6);
      a7 = Math.fma(row[at + 7], queries[query + d + 7], a7);
      a8 = Math.fma(row[at + 8], queries[query + d + 8], a8);
      a9 = Math.fma(row[at + 9], queries[query + d + 9], a9);
      a10 = Math.fma(row[at + 10], queries[query + d + 10], a10);
      a11 = Math.fma(row[at + 11], queries[query + d + 11], a11);
      a12 = Math.fma(row[at + 12], queries[query + d + 12], a12);
      a13 = Math.fma(row[at + 13], queries[query + d + 13], a13);
      a14 = Math.fma(row[at + 14], queries[query + d + 14], a14);
      a15 = Math.fma(row[at + 15], queries[query + d + 15], a15);
    }
    a0 += a8;
    a1 += a9;
    a2 += a10;
    a3 += a11;
    a4 += a12;
    a5 += a13;
    a6 += a14;
    a7 += a15;
    a0 += a4;
    a1 += a5;
    a2 += a6;
    a3 += a7;
    return (a0 + a2) + (a1 + a3);
  }

  @Override
  public void softmax(
      float[] scores, int rows, int columns, float[] maximum, float[] sum, float[] scratch) {
    for (int n = 0; n < rows; n++) {
      int at = n * ROW;
      float largest = -Float.MAX_VALUE;
      for (int c = at; c < at + columns; c++) {
        largest = Math.max(largest, scores[c]);
      }
      maximum[n] = largest;
      Arrays.fill(scratch, 0, LANES, 0);
      for (int c = 0; c < columns; c++) {
        float weight = FloatMath.exp(scores[at + c] - largest);
        scores[at + c] = weight;
        scratch[c % LANES] += weight;
      }
      for (int step = LANES / 2; step > 0; step /= 2) {
        for (int lane = 0; lane < step; lane++) {
          scratch[lane] += scratch[lane + step];
        }
      }
      sum[n] = scratch[0];
    }
  }

  @Override
  public void accumulate(
      float[] weights,
      int stream,
      int streams,
      int rows,
      int from,
      int count,
      float[] values,
      int[] offsets,
      int stride,
      int depth,
      float[] output,
      float[] scratch) {
    int padded = FewQueriesKernels.padded(depth);
    for (int n = stream * rows; n < (stream + streams) * rows; n++) {
      int value = offsets[n / rows];
      for (int j = 0; j < count; j++) {
        add(weights[n * ROW + from + j], values, value + j * stride, depth, output, n * padded);
      }
    }
  }

  @Override
  public void accumulateKept(
      float[] weights,
      float[] marker,
      int stream,
      int rows,
      int from,
      int count,
      float[] values,
      int offset,
      int stride,
      int depth,
      float[] output) {
    int padded = FewQueriesKernels.padded(depth);
    for (int r = 0; r < rows; r++) {
      int n = stream * rows + r;
      for (int j = 0; j < count; j++) {
        if (marker[r * ROW + from + j] != Float.NEGATIVE_INFINITY) {
          float weight = weights[n * ROW + from + j];
          add(weight, values, offset + j * stride, depth, output, n * padded);
        }
      }
    }
  }

  private static void add(
      float weight, float[] values, int value, int depth, float[] output, int to) {
    for (int d = 0; d < depth; d++) {
      output[to + d] = Math.fma(values[value + d], weight, output[to + d]);
    }
  }

  @Override
  public void hide(float[] scores, int from, int to) {
    Arrays.fill(scores, from, to, Float.NEGATIVE_INFINITY);
  }

  @Override
  public void merge(float[] state, int at, float[] total, int to, int depth) {
    float one = state[at];
    float other = total[to];
    if (one > other) {
      float factor = FloatMath.exp(other - one);
      total[to] = one;
      for (int n = 1; n < depth + 2; n++) {
        total[to + n] = Math.fma(total[to + n], factor, state[at + n]);
      }
    } else {
      float factor = FloatMath.exp(one - other);
      for (int n = 1; n < depth + 2; n++) {
        total[to + n] = Math.fma(state[at + n], factor, total[to + n]);
      }
    }
  }

  @Override
  public boolean finish(
      float[] states,
      int at,
      int stride,
      int rows,
      int depth,
      float[] target,
      int offset,
      int queryStride,
      int depthStride) {
    float zero = 0;
    for (int r = 0; r < rows; r++) {
      int from = at + r * stride + 2;
      float sum = states[from - 1];
      float inverse = sum == 0 ? 0 : 1 / sum;
      for (int d = 0; d < depth; d++) {
        float written = states[from + d] * inverse + 0;
        target[offset + r * queryStride + d * depthStride] = written;
        zero = Math.fma(written, 0, zero);
      }
    }
    return zero == 0;
  }
}
