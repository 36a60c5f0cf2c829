package dev.heed.vector;

import static dev.heed.vector.FloatTileKernels.SPECIES;
import static dev.heed.vector.FloatTileKernels.WIDTH;

import dev.heed.kernel.FewQueriesKernels;
import jdk.incubator.vector.FloatVector;

/**
 * The steps of attention for few queries on vectors of d or of keys; the build derives the float64
 * form from this source. What runs once a row or in rare cases is the scalar set's.
 */
final class VectorFloatFewQueriesKernels implements FewQueriesKernels<float[]> {
  /** Queries of a block: as many as accumulators fit into the machine's registers. */
  private static final int SIDE_BY_SIDE = SPECIES.vectorBitSize() == 256 ? 2 : 4;

  /** Keys whose values stay in the first cache for all queries. */
  private static final int NEAR = 32;

  private final FewQueriesKernels<float[]> scalar;

  VectorFloatFewQueriesKernels(FewQueriesKernels<float[]> scalar) {
    this.scalar = scalar;
  }

  @Override
  public void scores(
      float[] queries,
      int rows,
      int depth,
      float[] keys,
      int offset,
      int stride,
      int from,
      int count,
      double scale,
      float[] scores,
      float[] scratch) {
    float factor = dev.heed.kernel.FloatMath.rounded(scale);
    int padded = FewQueriesKernels.padded(depth);
    for (int key = 0; key < count; key += LANES) {
      for (int r = 0; r < rows; ) {
        int block = block(rows - r);
        products(block, queries, r * padded, depth, keys, offset, stride, key, count - 1, scratch);
        for (int q = 0; q < block; q++) {
          int to = (r + q) * ROW + from + key;
          FloatFewQueries.reduce(scratch, q * LANES * LANES, factor, scores, to);
        }
        r += block;
      }
    }
  }

  /** Rows of the next block of so many. */
  private static int block(int rows) {
    return rows >= SIDE_BY_SIDE ? SIDE_BY_SIDE : rows >= 2 ? 2 : 1;
  }

  /** Sums of 16 keys for a block of queries, lane by lane. */
  private static void products(
      int block,
      float[] queries,
      int query,
      int depth,
      float[] keys,
      int offset,
      int stride,
      int key,
      int last,
      float[] sums) {
    int step = block == 1 || (block == 2 && SIDE_BY_SIDE == 4) ? 8 : 4;
    for (int k = 0; k < LANES && key + k <= last; k += step) {
      int to = k * LANES;
      for (int part = 0; part < LANES; part += WIDTH) {
        if (block == 4) {
          FloatFewQueries.product4x4(
              queries, query, depth, keys, offset, stride, key + k, last, part, sums, to);
        } else if (block == 1) {
          FloatFewQueries.product8x1(
              queries, query, depth, keys, offset, stride, key + k, last, part, sums, to);
        } else if (step == 8) {
          FloatFewQueries.product8x2(
              queries, query, depth, keys, offset, stride, key + k, last, part, sums, to);
        } else {
          FloatFewQueries.product4x2(
              queries, query, depth, keys, offset, stride, key + k, last, part, sums, to);
        }
      }
    }
  }

  @Override
  public void softmax(
      float[] scores,
      int rows,
      int columns,
      float[] maximum,
      float[] sum,
      float[] rescale,
      float[] scratch) {
    for (int r = 0; r < rows; r++) {
      float before = maximum[r];
      float found = FloatFewQueries.largest(scores, r * ROW, columns, scratch);
      float largest = found > before ? found : before;
      maximum[r] = largest;
      rescale[r] = largest == before ? 1 : dev.heed.kernel.FloatMath.exp(before - largest);
      FloatFewQueries.weights(scores, r * ROW, columns, largest, scratch);
      for (int step = LANES / 2; step > 0; step /= 2) {
        for (int lane = 0; lane < step; lane++) {
          scratch[lane] += scratch[lane + step];
        }
      }
      sum[r] = sum[r] * rescale[r] + scratch[0];
    }
  }

  @Override
  public void accumulate(
      float[] weights,
      int rows,
      int from,
      int count,
      float[] values,
      int offset,
      int stride,
      int depth,
      float[] rescale,
      float[] output) {
    int padded = FewQueriesKernels.padded(depth);
    rescale(output, rows, padded, rescale);
    for (int j = 0; j < count; j += NEAR) {
      int near = Math.min(NEAR, count - j);
      int value = offset + j * stride;
      for (int r = 0; r < rows; ) {
        int block = block(rows - r);
        int at = r * ROW + from + j;
        averages(block, weights, at, near, values, value, stride, depth, output, r * padded);
        r += block;
      }
    }
  }

  private static void rescale(float[] output, int rows, int padded, float[] rescale) {
    for (int r = 0; r < rows; r++) {
      if (rescale[r] != 1) {
        for (int d = r * padded; d < (r + 1) * padded; d += WIDTH) {
          FloatVector.fromArray(SPECIES, output, d).mul(rescale[r]).intoArray(output, d);
        }
      }
    }
  }

  /** Some keys for a block of queries, in strips of columns. */
  private static void averages(
      int block,
      float[] weights,
      int at,
      int count,
      float[] values,
      int offset,
      int stride,
      int depth,
      float[] output,
      int to) {
    int padded = FewQueriesKernels.padded(depth);
    int d = 0;
    if (block == 1) {
      for (; d + 8 * WIDTH <= depth; d += 8 * WIDTH) {
        FloatFewQueries.average1x8(
            weights, at, count, values, offset + d, stride, output, to + d, padded);
      }
    }
    for (; d + 4 * WIDTH <= depth; d += 4 * WIDTH) {
      switch (block) {
        case 4 ->
            FloatFewQueries.average4x4(
                weights, at, count, values, offset + d, stride, output, to + d, padded);
        case 2 ->
            FloatFewQueries.average2x4(
                weights, at, count, values, offset + d, stride, output, to + d, padded);
        default ->
            FloatFewQueries.average1x4(
                weights, at, count, values, offset + d, stride, output, to + d, padded);
      }
    }
    for (; d + WIDTH <= depth; d += WIDTH) {
      switch (block) {
        case 4 ->
            FloatFewQueries.average4x1(
                weights, at, count, values, offset + d, stride, output, to + d, padded);
        case 2 ->
            FloatFewQueries.average2x1(
                weights, at, count, values, offset + d, stride, output, to + d, padded);
        default ->
            FloatFewQueries.average1x1(
                weights, at, count, values, offset + d, stride, output, to + d, padded);
      }
    }
    if (d < depth) {
      last(block, weights, at, count, values, offset + d, stride, depth - d, output, to + d, padded);
    }
  }

  /** Columns that fill no vector. */
  private static void last(
      int block,
      float[] weights,
      int at,
      int count,
      float[] values,
      int offset,
      int stride,
      int columns,
      float[] output,
      int to,
      int padded) {
    switch (block) {
      case 4 ->
          FloatFewQueries.last4(
              weights, at, count, values, offset, stride, columns, output, to, padded);
      case 2 ->
          FloatFewQueries.last2(
              weights, at, count, values, offset, stride, columns, output, to, padded);
      default ->
          FloatFewQueries.last1(
              weights, at, count, values, offset, stride, columns, output, to, padded);
    }
  }

  @Override
  public void accumulateKept(
      float[] weights,
      float[] marker,
      int rows,
      int from,
      int count,
      float[] values,
      int offset,
      int stride,
      int depth,
      float[] rescale,
      float[] output) {
    scalar.accumulateKept(
        weights, marker, rows, from, count, values, offset, stride, depth, rescale, output);
  }

  @Override
  public void hide(float[] scores, int from, int to) {
    scalar.hide(scores, from, to);
  }

  @Override
  public void merge(float[] state, int at, float[] total, int to, int depth) {
    scalar.merge(state, at, total, to, depth);
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
    return scalar.finish(
        states, at, stride, rows, depth, target, offset, queryStride, depthStride);
  }
}
