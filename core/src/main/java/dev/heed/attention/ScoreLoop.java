package dev.heed.attention;

/** Applies a {@link ScoreFunction} to a tile; see {@link FunctionLoops}. */
interface ScoreLoop<A> {
  /**
   * Puts the function's result in the place of each score; score(j, i) is {@code scores[j·lanes +
   * i]}.
   *
   * @return whether a result was −∞
   */
  boolean apply(
      ScoreFunction function,
      int sequence,
      int head,
      int first,
      int active,
      int key,
      int count,
      int lanes,
      A scores);
}
