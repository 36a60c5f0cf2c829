package dev.heed.explain;

import java.util.List;

/**
 * A query's row with every operation rounded to one type: queries, keys and all constants first,
 * products and sums apart, each sum in index order.
 *
 * @param rounding the type
 * @param score q·k of the pair
 * @param scaled scale·score
 * @param capped c·tanh(scaled/c); scaled itself without a cap
 * @param biased after all biases; capped itself for a key of another packed sequence
 * @param scores the same number, biased, of every key that is left, in the order of the keys
 * @param plain their softmax as the formula stands
 * @param stable with the maximum taken out first
 * @param online in one pass
 */
public record PrecisionColumn(
    Rounding rounding,
    double score,
    double scaled,
    double capped,
    double biased,
    List<Double> scores,
    SoftmaxTrace plain,
    SoftmaxTrace stable,
    OnlineTrace online) {
  /** Copies the list. */
  public PrecisionColumn {
    scores = List.copyOf(scores);
  }
}
