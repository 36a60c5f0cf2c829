package dev.heed.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * The online softmax (Milakov and Gimelshein 2018, algorithm 3) key by key, every operation
 * rounded: one pass finds maximum and sum together, and what was summed is rescaled where the
 * maximum grows.
 *
 * @param steps one for each key
 * @param maximum after the last key
 * @param sum after the last key
 * @param weights exp(score − maximum)/sum of each key, in a second pass
 */
public record OnlineTrace(List<Step> steps, double maximum, double sum, List<Double> weights) {
  /** Copies the lists. */
  public OnlineTrace {
    steps = List.copyOf(steps);
    weights = List.copyOf(weights);
  }

  /**
   * What one key changed.
   *
   * @param maximum the largest score so far
   * @param rescale exp(maximum before − maximum), with which the sum before was multiplied; 0 at
   *     the first key, 1 where the maximum stayed
   * @param sum sum before·rescale + exp(score − maximum)
   */
  public record Step(double maximum, double rescale, double sum) {}

  /**
   * Follows the keys in their order.
   *
   * @param scores rounded already
   * @param sink a logit that is there before the first key; −∞ for none
   */
  public static OnlineTrace of(List<Double> scores, double sink, Rounding rounding) {
    double maximum = rounding.of(sink);
    double sum = maximum == Double.NEGATIVE_INFINITY ? 0 : 1;
    List<Step> steps = new ArrayList<>();
    for (double score : scores) {
      double larger = Math.max(maximum, score);
      double rescale = rounding.power(maximum, larger);
      sum = rounding.of(rounding.of(sum * rescale) + rounding.power(score, larger));
      maximum = larger;
      steps.add(new Step(maximum, rescale, sum));
    }
    double whole = sum;
    double largest = maximum;
    List<Double> weights =
        scores.stream().map(score -> rounding.of(rounding.power(score, largest) / whole)).toList();
    return new OnlineTrace(steps, maximum, sum, weights);
  }
}
