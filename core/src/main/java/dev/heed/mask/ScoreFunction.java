package dev.heed.mask;

/**
 * A rule of the caller's own for scores: step 4 of attention. It must be a function of its
 * arguments alone and safe to call from several threads; the order of calls is not promised, and
 * scores that a mask leaves out may be asked for as well.
 */
@FunctionalInterface
public interface ScoreFunction {
  /**
   * The score that takes the place of {@code score}, rounded to the dtype of the computation. −∞
   * leaves the key out; NaN or +∞ make the query's row NaN.
   *
   * @param score after scale, cap and the biases before this one
   * @param b sequence
   * @param h query head
   * @param i query, counted within its sequence
   * @param j key, counted within its sequence
   */
  double apply(double score, int b, int h, int i, int j);
}
