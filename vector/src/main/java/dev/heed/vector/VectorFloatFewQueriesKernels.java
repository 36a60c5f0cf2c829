package dev.heed.vector;

import static dev.heed.vector.FloatTileKernels.SPECIES;
import static dev.heed.vector.FloatTileKernels.WIDTH;

import dev.heed.kernel.FewQueriesKernels;
import dev.heed.kernel.HalfQueriesKernels;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * The steps of attention for few queries on vectors of d or of keys; the build derives the float64
 * form from this source. What runs once a row or in rare cases is the scalar set's.
 */
final class VectorFloatFewQueriesKernels implements FewQueriesKernels<float[]> {
  /** Sums for which the machine has registers. */
  private static final int SUMS = SPECIES.vectorBitSize() == 256 ? 8 : 16;

  /** Most queries of a block. */
  private static final int SIDE_BY_SIDE = SUMS / 4;

  /** Numbers of a line of the caches. */
  private static final int LINE = 512 / SPECIES.elementSize();

  /** Keys whose values stay in the first cache for all queries. */
  private static final int NEAR = 32;

  private final FewQueriesKernels<float[]> scalar;
  private final @Nullable HalfQueriesKernels<float[]> halves;

  VectorFloatFewQueriesKernels(
      FewQueriesKernels<float[]> scalar, @Nullable HalfQueriesKernels<float[]> halves) {
    this.scalar = scalar;
    this.halves = halves;
  }

  @Override
  public @Nullable HalfQueriesKernels<float[]> halves() {
    return halves;
  }

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
    float factor = dev.heed.kernel.FloatMath.rounded(scale);
    int most = rows == 1 ? STREAMS : 2;
    if (rows > 1) {
      fetch(keys, offsets, 0, streams, stride, count, depth, scratch);
    }
    for (int t = 0; t < streams; ) {
      int side = block(streams - t, most);
      for (int key = 0; key < count; key += LANES) {
        int some = Math.min(LANES, count - key);
        for (int r = 0; r < rows; ) {
          int size = block(rows - r, SIDE_BY_SIDE);
          products(
              side, size, queries, r, depth, keys, offsets, t, key * stride, stride, some, scratch);
          for (int n = 0; n < size * side; n++) {
            int row = (t + n % side) * rows + r + n / side;
            FloatReduction.sums(scratch, n * LANES * LANES, factor, scores, row * ROW + from + key);
          }
          r += size;
        }
      }
      t += side;
    }
  }

  /** The size of the next block of so many: 4, 2 or 1. */
  private static int block(int left, int most) {
    int size = Math.min(left, most);
    return size >= 4 ? 4 : size >= 2 ? 2 : 1;
  }

  /** The lanes of the sums of up to 16 keys of each stream, for a block of queries. */
  private static void products(
      int streams,
      int size,
      float[] queries,
      int row,
      int depth,
      float[] keys,
      int[] offsets,
      int stream,
      int shift,
      int stride,
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
            offsets,
            stream,
            shift + d + part,
            stride,
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

  @Override
  public void softmax(
      float[] scores, int rows, int columns, float[] maximum, float[] sum, float[] scratch) {
    for (int first = 0; first < rows; first += LANES) {
      int some = Math.min(LANES, rows - first);
      for (int n = 0; n < some; n++) {
        int at = (first + n) * ROW;
        float largest = FloatFewQueries.largest(scores, at, columns, scratch);
        maximum[first + n] = largest;
        FloatFewQueries.weights(scores, at, columns, largest, scratch, LANES + n * LANES);
      }
      FloatReduction.sums(scratch, LANES, 1, sum, first);
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
    int most = most(rows, depth);
    if (rows > 1) {
      fetch(values, offsets, stream, streams, stride, count, depth, scratch);
    }
    for (int j = 0; j < count; j += NEAR) {
      int near = Math.min(NEAR, count - j);
      for (int t = stream; t < stream + streams; ) {
        int side = block(stream + streams - t, most);
        for (int r = 0; r < rows; ) {
          int block = block(rows - r, SIDE_BY_SIDE / side);
          int n = t * rows + r;
          averages(
              side,
              block,
              weights,
              n * ROW + from + j,
              rows,
              near,
              values,
              offsets,
              t,
              j * stride,
              stride,
              depth,
              output,
              n * padded);
          r += block;
        }
        t += side;
      }
    }
  }

  /**
   * Brings tiles near whose rows are taken in strips: memory answers jumps from strip to strip
   * slowly. A sum goes to scratch, so that the compiler does not drop the reads.
   */
  private static void fetch(
      float[] array,
      int[] offsets,
      int stream,
      int streams,
      int stride,
      int count,
      int depth,
      float[] scratch) {
    for (int t = stream; t < stream + streams && depth > 4 * WIDTH; t++) {
      scratch[0] = fetched(array, offsets[t], stride, count, depth);
    }
  }

  /** Reads a number of every line of a tile, in four streams. */
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

  /** Streams of values that are taken at once: few, so that whole rows fit into registers. */
  private static int most(int rows, int depth) {
    if (rows > 1) {
      return 1;
    }
    return depth >= 8 * WIDTH ? SUMS / 8 : SUMS / 4;
  }

  /** Some keys of some streams for a block of queries, in strips of columns. */
  private static void averages(
      int streams,
      int block,
      float[] weights,
      int at,
      int rows,
      int count,
      float[] values,
      int[] offsets,
      int stream,
      int shift,
      int stride,
      int depth,
      float[] output,
      int to) {
    int padded = FewQueriesKernels.padded(depth);
    boolean wide = block == 1 && 8 * streams <= SUMS;
    for (int d = 0; d < depth; ) {
      int left = depth - d;
      int vectors = wide && left >= 8 * WIDTH ? 8 : left >= 4 * WIDTH ? 4 : left / WIDTH;
      vectors = vectors < 4 ? Math.min(1, vectors) : vectors;
      FloatFewQueries.average(
          streams, block, vectors, weights, at, rows, count, values, offsets, stream, shift + d,
          stride, left, output, to + d, padded);
      d += vectors == 0 ? left : vectors * WIDTH;
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
    scalar.accumulateKept(
        weights, marker, stream, rows, from, count, values, offset, stride, depth, output);
  }

  @Override
  public void hide(float[] scores, int from, int to) {
    scalar.hide(scores, from, to);
  }

  @Override
  public void merge(float[] state, int at, float[] total, int to, int depth) {
    float one = state[at];
    float other = total[to];
    boolean larger = one > other;
    float factor = dev.heed.kernel.FloatMath.exp(larger ? other - one : one - other);
    total[to] = larger ? one : other;
    int whole = 2 + SPECIES.loopBound(depth);
    FloatVector factors = FloatVector.broadcast(SPECIES, factor);
    for (int n = 2; n < whole; n += WIDTH) {
      FloatVector mine = FloatVector.fromArray(SPECIES, state, at + n);
      FloatVector its = FloatVector.fromArray(SPECIES, total, to + n);
      FloatVector both = larger ? its.fma(factors, mine) : mine.fma(factors, its);
      both.intoArray(total, to + n);
    }
    total[to + 1] = merged(larger, factor, state[at + 1], total[to + 1]);
    for (int n = whole; n < depth + 2; n++) {
      total[to + n] = merged(larger, factor, state[at + n], total[to + n]);
    }
  }

  private static float merged(boolean larger, float factor, float mine, float its) {
    return larger ? Math.fma(its, factor, mine) : Math.fma(mine, factor, its);
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
