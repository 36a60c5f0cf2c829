package dev.heed.engine.rule;

import dev.heed.mask.ScoreFunction;

/** Applies a {@link ScoreFunction} to a tile; see {@link FunctionLoops}. */
interface ScoreLoop<A> {
  /**
   * Puts the function's result in the place of each score; score (i, j) is {@code
   * scores[i·queryStep + j·keyStep]}, and one of the steps is 1.
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
      int queryStep,
      int keyStep,
      A scores);
}
