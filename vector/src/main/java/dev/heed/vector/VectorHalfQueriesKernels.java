package dev.heed.vector;

import static dev.heed.vector.FloatTileKernels.SPECIES;
import static dev.heed.vector.FloatTileKernels.WIDTH;

import dev.heed.kernel.FewQueriesKernels;
import dev.heed.kernel.FloatMath;
import dev.heed.kernel.HalfQueriesKernels;

/** One query on keys and values of 16 bits, by vectors of d. */
final class VectorHalfQueriesKernels implements HalfQueriesKernels<float[]> {
  private static final int LANES = FewQueriesKernels.LANES;
  private static final int ROW = FewQueriesKernels.ROW;
  private static final int STREAMS = FewQueriesKernels.STREAMS;

  /** Sums for which the machine has registers. */
  private static final int SUMS = SPECIES.vectorBitSize() == 256 ? 8 : 16;

  /** Keys whose values are taken strip by strip. */
  private static final int NEAR = 32;

  @Override
  public void scores(
      float[] query,
      int depth,
      short[] keys,
      boolean bfloat16,
      int[] offsets,
      int streams,
      int stride,
      int from,
      int count,
      double scale,
      float[] scores,
      float[] scratch) {
    float factor = FloatMath.rounded(scale);
    for (int t = 0; t < streams; ) {
      int side = block(streams - t, STREAMS);
      for (int key = 0; key < count; key += LANES) {
        int some = Math.min(LANES, count - key);
        int shift = key * stride;
        products(bfloat16, side, query, depth, keys, offsets, t, shift, stride, some, scratch);
        for (int n = 0; n < side; n++) {
          int to = (t + n) * ROW + from + key;
          FloatReduction.sums(scratch, n * LANES * LANES, factor, scores, to);
        }
      }
      t += side;
    }
  }

  private static int block(int left, int most) {
    int size = Math.min(left, most);
    return size >= 4 ? 4 : size >= 2 ? 2 : 1;
  }

  private static void products(
      boolean bfloat16,
      int side,
      float[] query,
      int depth,
      short[] keys,
      int[] offsets,
      int stream,
      int shift,
      int stride,
      int count,
      float[] sums) {
    for (int part = 0; part < LANES; part += WIDTH) {
      for (int d = 0; d < depth; ) {
        int left = depth - d;
        int whole = left / LANES;
        int vectors = whole >= 8 && side == 4 ? 8 : whole >= 4 ? 4 : Math.min(1, whole);
        int at = d + part;
        int from = shift + at;
        if (bfloat16) {
          Bfloat16Queries.add(
              side,
              1,
              vectors,
              d == 0,
              query,
              at,
              0,
              left - part,
              keys,
              offsets,
              stream,
              from,
              stride,
              count,
              sums,
              part);
        } else {
          Binary16Queries.add(
              side,
              1,
              vectors,
              d == 0,
              query,
              at,
              0,
              left - part,
              keys,
              offsets,
              stream,
              from,
              stride,
              count,
              sums,
              part);
        }
        d += vectors == 0 ? left : vectors * LANES;
      }
    }
  }

  @Override
  public void accumulate(
      float[] weights,
      int streams,
      int from,
      int count,
      short[] values,
      boolean bfloat16,
      int[] offsets,
      int stride,
      int depth,
      float[] output) {
    int padded = FewQueriesKernels.padded(depth);
    int most = depth >= 8 * WIDTH ? SUMS / 8 : SUMS / 4;
    for (int j = 0; j < count; j += NEAR) {
      int near = Math.min(NEAR, count - j);
      for (int t = 0; t < streams; ) {
        int side = block(streams - t, most);
        int at = t * ROW + from + j;
        int shift = j * stride;
        averages(
            bfloat16,
            side,
            weights,
            at,
            near,
            values,
            offsets,
            t,
            shift,
            stride,
            depth,
            output,
            t * padded);
        t += side;
      }
    }
  }

  private static void averages(
      boolean bfloat16,
      int side,
      float[] weights,
      int at,
      int count,
      short[] values,
      int[] offsets,
      int stream,
      int shift,
      int stride,
      int depth,
      float[] output,
      int to) {
    int padded = FewQueriesKernels.padded(depth);
    for (int d = 0; d < depth; ) {
      int left = depth - d;
      int whole = left / WIDTH;
      int vectors = whole >= 8 && 8 * side <= SUMS ? 8 : whole >= 4 ? 4 : Math.min(1, whole);
      if (bfloat16) {
        Bfloat16Queries.average(
            side, 1, vectors, weights, at, 1, count, values, offsets, stream, shift + d, stride,
            left, output, to + d, padded);
      } else {
        Binary16Queries.average(
            side, 1, vectors, weights, at, 1, count, values, offsets, stream, shift + d, stride,
            left, output, to + d, padded);
      }
      d += vectors == 0 ? left : vectors * WIDTH;
    }
  }
}
