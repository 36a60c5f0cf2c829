package dev.heed.kernel;

/**
 * The steps of attention for few queries against tiles of keys, with d or keys in lanes. A sum
 * across lanes has {@link #LANES} virtual lanes whatever the width of the machine's vectors: number
 * n goes to lane n mod 16 in order, each from +0; then lane i takes in lane i + 8, i + 4, i + 2, i
 * + 1, in this order.
 *
 * <p>Row r of the queries begins at {@code r·padded(D)}, and is filled up with 0; row r of the
 * output at {@code r·padded(Dv)}; row r of scores at {@code r·}{@link #ROW}. Rows of keys and
 * values have elements side by side; the first one begins at {@code offset}, the next ones {@code
 * stride} apart, and belongs to column {@code from} of the scores.
 */
public interface FewQueriesKernels<A> {
  /** Virtual lanes of a sum. */
  int LANES = 16;

  /** Keys of a tile. */
  int TILE = 256;

  /** From one row of scores to the next: a tile and room for one block more. */
  int ROW = TILE + LANES;

  /** Numbers of scratch that a step needs. */
  int SCRATCH = 8 * LANES * LANES;

  /** A number of columns made up to whole blocks of lanes. */
  static int padded(int columns) {
    return Math.ceilDiv(columns, LANES) * LANES;
  }

  /**
   * score(r, from + j) = scale · Σ_d key(j, d) · query(r, d), one fma each, where both have 0
   * behind the last d up to a whole block. Up to 15 scores behind the last key may be written, and
   * nobody reads them.
   */
  void scores(
      A queries,
      int rows,
      int depth,
      A keys,
      int offset,
      int stride,
      int from,
      int count,
      double scale,
      A scores,
      A scratch);

  /**
   * One step of the online softmax on the first {@code columns} scores of each row, a multiple of
   * 16: the running maximum takes them in; rescale = exp(old − new); sum = sum·rescale + the sum of
   * the weights exp(score − maximum), with keys in lanes. The scores become the weights.
   */
  void softmax(A scores, int rows, int columns, A maximum, A sum, A rescale, A scratch);

  /**
   * output(r, d) = output·rescale, then one fma(value(j, d), weight(r, from + j), ·) a key in
   * order. What rescale holds afterwards is not said.
   */
  void accumulate(
      A weights,
      int rows,
      int from,
      int count,
      A values,
      int offset,
      int stride,
      int depth,
      A rescale,
      A output);

  /**
   * {@link #accumulate} that does not touch the value of a key that is left out of a row, which is
   * where {@code marker(r, from + j)} is −∞.
   */
  void accumulateKept(
      A weights,
      A marker,
      int rows,
      int from,
      int count,
      A values,
      int offset,
      int stride,
      int depth,
      A rescale,
      A output);

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
