package dev.heed.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * A softmax that passes over the keys twice, every operation rounded.
 *
 * @param maximum what is taken out of every score first; 0 in the plain form
 * @param powers exp(score − maximum) of each key
 * @param sum the powers in the order of the keys, the sink's first
 * @param weights power/sum of each key
 */
public record SoftmaxTrace(double maximum, List<Double> powers, double sum, List<Double> weights) {
  /** Copies the lists. */
  public SoftmaxTrace {
    powers = List.copyOf(powers);
    weights = List.copyOf(weights);
  }

  /**
   * exp(s)/Σ exp(s), as the formula stands: infinite powers and NaN where scores are large.
   *
   * @param scores of the keys, rounded already
   * @param sink a logit that has no weight of its own; −∞ for none
   */
  public static SoftmaxTrace plain(List<Double> scores, double sink, Rounding rounding) {
    return of(scores, sink, rounding, 0);
  }

  /** exp(s − m)/Σ exp(s − m) with m the largest score: no power is above 1. */
  public static SoftmaxTrace stable(List<Double> scores, double sink, Rounding rounding) {
    double maximum = rounding.of(sink);
    for (double score : scores) {
      maximum = Math.max(maximum, score);
    }
    return of(scores, sink, rounding, maximum);
  }

  private static SoftmaxTrace of(
      List<Double> scores, double sink, Rounding rounding, double maximum) {
    double sum = rounding.power(rounding.of(sink), maximum);
    List<Double> powers = new ArrayList<>();
    for (double score : scores) {
      double power = rounding.power(score, maximum);
      powers.add(power);
      sum = rounding.of(sum + power);
    }
    double whole = sum;
    List<Double> weights = powers.stream().map(power -> rounding.of(power / whole)).toList();
    return new SoftmaxTrace(maximum, powers, sum, weights);
  }
}
