package dev.heed.benchmarks.encoder;

import dev.heed.meter.Timing;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Figures of the same round beside each other: a machine whose speed drifts favours neither. */
final class RoundRatios {
  private RoundRatios() {}

  /** One figure by the other in each round that has both; empty if none has. */
  static Optional<Timing> of(SortedMap<Integer, Double> one, SortedMap<Integer, Double> other) {
    double[] ratios =
        one.entrySet().stream()
            .filter(entry -> other.containsKey(entry.getKey()))
            .mapToDouble(entry -> entry.getValue() / other.get(entry.getKey()))
            .toArray();
    return ratios.length == 0 ? Optional.empty() : Optional.of(Timing.of(ratios));
  }

  /** The smaller figure of each round that has both. */
  static SortedMap<Integer, Double> least(
      SortedMap<Integer, Double> one, SortedMap<Integer, Double> other) {
    SortedMap<Integer, Double> least = new TreeMap<>(one);
    least.keySet().retainAll(other.keySet());
    least.replaceAll((round, figure) -> Math.min(figure, other.get(round)));
    return least;
  }

  /** The middle and the ends of all rounds; empty if there is none. */
  static Optional<Timing> timing(SortedMap<Integer, Double> rounds) {
    return rounds.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Timing.of(rounds.values().stream().mapToDouble(Double::doubleValue).toArray()));
  }
}
