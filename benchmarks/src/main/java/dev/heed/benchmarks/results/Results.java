package dev.heed.benchmarks.results;

import dev.heed.meter.Timing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * All that was measured, and what follows from it.
 *
 * @param measured in the order in which it was measured
 */
public record Results(List<Measured> measured) {
  /** The name of this library among engines. */
  public static final String HEED = "Heed";

  /** Copies the list. */
  public Results {
    measured = List.copyOf(measured);
  }

  /** The id of the multiply-add peak, in GF/s. */
  public static String peakId(int threads) {
    return "peak, threads " + threads;
  }

  /** The id of the read speed, in GB/s. */
  public static String readId(int threads) {
    return "read, threads " + threads;
  }

  /** The engines that were measured beside Heed, in the order of their first result. */
  public List<String> peers() {
    List<String> none = List.of(HEED, "Java", "C");
    return measured.stream()
        .map(Measured::engine)
        .distinct()
        .filter(name -> !none.contains(name))
        .toList();
  }

  /** An engine's medians of a case, their middle and ends over the rounds; empty if it has none. */
  public Optional<Timing> of(String engine, String id) {
    double[] rounds =
        measured.stream()
            .filter(one -> one.counts() && one.engine().equals(engine) && one.id().equals(id))
            .mapToDouble(one -> one.timing().median())
            .toArray();
    return rounds.length == 0 ? Optional.empty() : Optional.of(Timing.of(rounds));
  }

  /** An engine's median of a case in each round that has one; empty if none has. */
  public SortedMap<Integer, Double> rounds(String engine, String id) {
    SortedMap<Integer, Double> rounds = new TreeMap<>();
    measured.stream()
        .filter(one -> one.counts() && one.engine().equals(engine) && one.id().equals(id))
        .forEach(one -> rounds.put(one.round(), one.timing().median()));
    return rounds;
  }

  /** {@link #of(String, String)} for Heed. */
  public Optional<Timing> heed(String id) {
    return of(HEED, id);
  }

  /** How many times as long as Heed a peer takes; empty where one of them has no time. */
  public OptionalDouble speedUp(String peer, String id) {
    return speedUp(of(peer, id), id);
  }

  /** How many times as long as Heed the fastest peer takes. */
  public OptionalDouble speedUpOverBest(String id) {
    Optional<Timing> best =
        peers().stream()
            .flatMap(peer -> of(peer, id).stream())
            .min(java.util.Comparator.comparingDouble(Timing::median));
    return speedUp(best, id);
  }

  private OptionalDouble speedUp(Optional<Timing> peer, String id) {
    Optional<Timing> own = heed(id);
    return peer.isEmpty() || own.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(peer.get().median() / own.get().median());
  }

  /**
   * A limit of the machine: in each round the higher of all loops, then the middle of the rounds.
   */
  public OptionalDouble limit(String id) {
    double[] rounds =
        measured.stream()
            .filter(one -> one.id().equals(id))
            .mapToInt(Measured::round)
            .distinct()
            .mapToDouble(round -> highest(id, round))
            .toArray();
    return rounds.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Timing.median(rounds));
  }

  private double highest(String id, int round) {
    return measured.stream()
        .filter(one -> one.id().equals(id) && one.round() == round)
        .mapToDouble(one -> one.timing().median())
        .max()
        .orElseThrow();
  }

  /** Scores that Heed computes in a case, by its own plan; 0 if it was not measured. */
  public double scores(String id) {
    return measured.stream()
        .filter(one -> one.engine().equals(HEED) && one.id().equals(id))
        .mapToDouble(Measured::scores)
        .findFirst()
        .orElse(0);
  }

  /** What went wrong, a sentence each, without repetition. */
  public List<String> problems() {
    return measured.stream()
        .filter(one -> !one.counts())
        .map(one -> "%s, %s: %s".formatted(one.engine(), one.id(), one.problem()))
        .distinct()
        .toList();
  }

  /** The geometric mean of the numbers that are there; empty if none is. */
  public static OptionalDouble geometricMean(List<OptionalDouble> numbers) {
    double[] there = numbers.stream().flatMapToDouble(OptionalDouble::stream).toArray();
    double mean = DoubleStream.of(there).map(StrictMath::log).average().orElse(Double.NaN);
    return there.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(StrictMath.exp(mean));
  }
}
