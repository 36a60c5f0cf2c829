package dev.heed.benchmarks.encoder;

import dev.heed.meter.Timing;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/** Figures of the same round beside each other: a machine whose speed drifts favours neither. */
final class RoundRatios {
  private RoundRatios() {}

  /** One figure by the other in each round that has both; empty if none has. */
  static Optional<Timing> of(SortedMap<Integer, Double> one, SortedMap<Integer, Double> other) {
    return timing(both(one, other, (above, below) -> above / below));
  }

  /** The smaller figure of each round that has both. */
  static SortedMap<Integer, Double> least(
      SortedMap<Integer, Double> one, SortedMap<Integer, Double> other) {
    return both(one, other, Math::min);
  }

  /** The middle and the ends of all rounds; empty if there is none. */
  static Optional<Timing> timing(SortedMap<Integer, Double> rounds) {
    return rounds.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Timing.of(rounds.values().stream().mapToDouble(Double::doubleValue).toArray()));
  }

  private static SortedMap<Integer, Double> both(
      SortedMap<Integer, Double> one,
      SortedMap<Integer, Double> other,
      DoubleBinaryOperator operator) {
    SortedMap<Integer, Double> result = new TreeMap<>();
    one.forEach((round, figure) -> {
      Double second = other.get(round);
      if (second != null) {
        result.put(round, operator.applyAsDouble(figure, second));
      }
    });
    return result;
  }
}
