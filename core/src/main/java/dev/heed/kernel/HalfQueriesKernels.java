package dev.heed.kernel;

/**
 * The products of {@link FewQueriesKernels} for one query on keys and values of 16 bits, which are
 * widened in registers: half the memory is read, and the result has the bits of the widened
 * numbers.
 *
 * @param <A> array of queries, scores and outputs
 */
public interface HalfQueriesKernels<A> {
  /**
   * {@link FewQueriesKernels#scores} of one query.
   *
   * @param bfloat16 whether keys are bfloat16; else float16, of which all are finite
   */
  void scores(
      A query,
      int depth,
      short[] keys,
      boolean bfloat16,
      int[] offsets,
      int streams,
      int stride,
      int from,
      int count,
      double scale,
      A scores,
      A scratch);

  /**
   * {@link FewQueriesKernels#accumulate} of one query, for all streams.
   *
   * @param bfloat16 whether values are bfloat16; else float16, of which all are finite
   */
  void accumulate(
      A weights,
      int streams,
      int from,
      int count,
      short[] values,
      boolean bfloat16,
      int[] offsets,
      int stride,
      int depth,
      A output);
}
