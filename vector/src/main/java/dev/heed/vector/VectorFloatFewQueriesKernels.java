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

  /** Numbers of a line of the caches. */
  private static final int LINE = 512 / SPECIES.elementSize();

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
    int streams = rows == 1 ? 4 : 2;
    int gap = count / (streams * LANES) * LANES;
    for (int key = 0; key < gap; key += LANES) {
      int at = offset + key * stride;
      for (int r = 0; r < rows; r += block(rows - r)) {
        int size = block(rows - r);
        products(streams, size, queries, r, depth, keys, at, stride, gap, LANES, scratch);
        reduce(streams, size, factor, scratch, scores, r * ROW + from + key, gap);
      }
    }
    for (int key = streams * gap; key < count; key += LANES) {
      int some = Math.min(LANES, count - key);
      int at = offset + key * stride;
      for (int r = 0; r < rows; r += block(rows - r)) {
        int size = block(rows - r);
        products(1, size, queries, r, depth, keys, at, stride, 0, some, scratch);
        reduce(1, size, factor, scratch, scores, r * ROW + from + key, 0);
      }
    }
  }

  /** Rows of the next block of so many. */
  private static int block(int rows) {
    return rows >= SIDE_BY_SIDE ? SIDE_BY_SIDE : rows >= 2 ? 2 : 1;
  }

  /** The lanes of the sums of up to 16 keys of each stream, for a block of queries. */
  private static void products(
      int streams,
      int size,
      float[] queries,
      int row,
      int depth,
      float[] keys,
      int offset,
      int stride,
      int gap,
      int count,
      float[] sums) {
    int padded = FewQueriesKernels.padded(depth);
    for (int part = 0; part < LANES; part += WIDTH) {
      int query = row * padded + part;
      for (int d = 0; d < depth; ) {
        int left = depth - d;
        int vectors = left < LANES ? 0 : vectors(streams, size, left / LANES);
        FloatFewQueries.add(
            streams,
            size,
            vectors,
            d == 0,
            queries,
            query + d,
            padded,
            left - part,
            keys,
            offset + d + part,
            stride,
            gap,
            count,
            sums,
            part);
        d += vectors == 0 ? left : vectors * LANES;
      }
    }
  }

  /** Vectors of a key that are taken at once. */
  private static int vectors(int streams, int size, int left) {
    return left >= 8 && streams == 4 && size == 1 ? 8 : left >= 4 ? 4 : 1;
  }

  private static void reduce(
      int streams, int size, float factor, float[] sums, float[] scores, int to, int gap) {
    for (int q = 0; q < size; q++) {
      for (int stream = 0; stream < streams; stream++) {
        int from = (q * streams + stream) * LANES * LANES;
        FloatFewQueries.reduce(sums, from, factor, scores, to + q * ROW + stream * gap);
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
    if (depth > 4 * WIDTH) {
      // Kept, so that the compiler does not drop the reads.
      rescale[0] = fetched(values, offset, stride, count, depth);
    }
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

  /**
   * Reads a number of every line of rows that are about to be taken in strips, in four streams:
   * memory answers them faster than one, and much faster than jumps from strip to strip.
   */
  private static float fetched(float[] values, int offset, int stride, int count, int depth) {
    int gap = count / 4 * stride;
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    for (int j = 0; j < count / 4; j++) {
      int row = offset + j * stride;
      for (int d = row; d < row + depth; d += LINE) {
        sum0 += values[d];
        sum1 += values[d + gap];
        sum2 += values[d + 2 * gap];
        sum3 += values[d + 3 * gap];
      }
    }
    return sum0 + sum1 + sum2 + sum3;
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
      last(
          block, weights, at, count, values, offset + d, stride, depth - d, output, to + d, padded);
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
    return scalar.finish(states, at, stride, rows, depth, target, offset, queryStride, depthStride);
  }
}
