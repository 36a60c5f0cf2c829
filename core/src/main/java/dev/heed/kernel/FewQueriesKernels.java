package dev.heed.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The steps of attention for few queries against tiles of keys, with d or keys in lanes. A sum
 * across lanes has {@link #LANES} virtual lanes whatever the width of the machine's vectors: number
 * n goes to lane n mod 16 in order, each from +0; then lane i takes in lane i + 8, i + 4, i + 2, i
 * + 1, in this order.
 *
 * <p>Several tiles of keys may be taken at once, which memory answers faster than one after the
 * other; they are called streams. Row r of the queries begins at {@code r·padded(D)}, and is filled
 * up with 0. What belongs to row r and stream t is row n = t·rows + r: of scores, which begin at
 * {@code n·}{@link #ROW}, and of the output, at {@code n·padded(Dv)}. Rows of keys and values have
 * elements side by side; the first one of stream t begins at {@code offsets[t]}, the next ones
 * {@code stride} apart, and belongs to column {@code from} of the scores.
 */
public interface FewQueriesKernels<A> {
  /** Virtual lanes of a sum. */
  int LANES = 16;

  /** Keys of a tile. */
  int TILE = 256;

  /** From one row of scores to the next: a tile and room for one block more. */
  int ROW = TILE + LANES;

  /** Most streams. */
  int STREAMS = 4;

  /** Numbers of scratch that a step needs. */
  int SCRATCH = 8 * LANES * LANES;

  /** A number of columns made up to whole blocks of lanes. */
  static int padded(int columns) {
    return Math.ceilDiv(columns, LANES) * LANES;
  }

  /**
   * score(n, from + j) = scale · Σ_d key(t, j, d) · query(r, d), one fma each, where both have 0
   * behind the last d up to a whole block. Up to 15 scores behind the last key may be written, and
   * nobody reads them.
   */
  void scores(
      A queries,
      int rows,
      int depth,
      A keys,
      int[] offsets,
      int streams,
      int stride,
      int from,
      int count,
      double scale,
      A scores,
      A scratch);

  /**
   * Softmax without the division, of {@code rows} rows of scores, streams times queries: maximum(n)
   * of the first {@code columns} scores, a multiple of 16; the scores become the weights exp(score
   * − maximum); sum(n) of them, with keys in lanes. Both arrays have room for whole blocks of 16.
   */
  void softmax(A scores, int rows, int columns, A maximum, A sum, A scratch);

  /**
   * output(n, d) + one fma(value(t, j, d), weight(n, from + j), ·) a key in order, for the streams
   * from {@code stream} on.
   */
  void accumulate(
      A weights,
      int stream,
      int streams,
      int rows,
      int from,
      int count,
      A values,
      int[] offsets,
      int stride,
      int depth,
      A output,
      A scratch);

  /**
   * {@link #accumulate} of one stream that does not touch the value of a key that is left out of a
   * row, which is where {@code marker(r, from + j)} is −∞.
   */
  void accumulateKept(
      A weights,
      A marker,
      int stream,
      int rows,
      int from,
      int count,
      A values,
      int offset,
      int stride,
      int depth,
      A output);

  /** The same for one query on 16-bit numbers as they lie; null where these are widened first. */
  default @Nullable HalfQueriesKernels<A> halves() {
    return null;
  }

  /** Leaves out the scores from {@code from} to {@code to} (exclusive): they become −∞. */
  void hide(A scores, int from, int to);

  /**
   * Takes one state of a query, (maximum, sum, sums of weighted values), into another. The side
   * with the larger maximum stays as it is, and the smaller one is added to it by one fma.
   */
  void merge(A state, int at, A total, int to, int depth);

  /**
   * Writes the averages of {@code rows} states, {@code stride} apart: each sum of values·(1/sum of
   * weights) + 0, or 0 where that sum is 0, to {@code target[offset + r·queryStride +
   * d·depthStride]}.
   *
   * @return whether all that was written is finite
   */
  boolean finish(
      A states,
      int at,
      int stride,
      int rows,
      int depth,
      A target,
      int offset,
      int queryStride,
      int depthStride);
}
