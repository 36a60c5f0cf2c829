package dev.heed.engine.rule;

import dev.heed.mask.ScoreFunction;

/**
 * The loop that is copied for each class of functions; the build derives the float64 form from this
 * source.
 */
final class FloatScoreLoop implements ScoreLoop<float[]> {
  @Override
  public boolean apply(
      ScoreFunction function,
      int sequence,
      int head,
      int first,
      int active,
      int key,
      int count,
      int queryStep,
      int keyStep,
      float[] scores) {
    // The inner loop steps by 1, so that the compiler can turn a function that it inlines into
    // vectors.
    boolean leftOut = false;
    if (queryStep == 1) {
      for (int j = 0; j < count; j++) {
        for (int i = 0; i < active; i++) {
          int at = j * keyStep + i;
          scores[at] = (float) function.apply(scores[at], sequence, head, first + i, key + j);
          leftOut |= scores[at] == Float.NEGATIVE_INFINITY;
        }
      }
      return leftOut;
    }
    for (int i = 0; i < active; i++) {
      for (int j = 0; j < count; j++) {
        int at = i * queryStep + j;
        scores[at] = (float) function.apply(scores[at], sequence, head, first + i, key + j);
        leftOut |= scores[at] == Float.NEGATIVE_INFINITY;
      }
    }
    return leftOut;
  }
}
