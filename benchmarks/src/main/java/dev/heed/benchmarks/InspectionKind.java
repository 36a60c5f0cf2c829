package dev.heed.benchmarks;

import dev.heed.inspection.Inspection;
import java.util.OptionalDouble;

/** What is asked of a call beside its output. */
public enum InspectionKind {
  NONE("log-sum-exp, maximum", 1.1),
  ENTROPY("entropy", 1.1),
  TOP("top 8", 1.25),
  RECEIVED("received", 2),
  MAP("map 512 × 512", 2.1),
  ALL("entropy, top 8, received, map", Double.NaN),
  VALUES("the four, weighted by values too", Double.NaN);

  private static final int KEYS = 8;
  private static final int CELLS = 512;

  private final String words;
  private final double goal;

  InspectionKind(String words, double goal) {
    this.words = words;
    this.goal = goal;
  }

  /** Its name for readers; log-sum-exp and maximum are always there. */
  public String words() {
    return words;
  }

  Inspection inspection() {
    Inspection none = Inspection.none();
    return switch (this) {
      case NONE -> none;
      case ENTROPY -> none.withEntropy();
      case TOP -> none.withTopKeys(KEYS);
      case RECEIVED -> none.withReceived();
      case MAP -> none.withMap(CELLS);
      case ALL -> none.withEntropy().withTopKeys(KEYS).withReceived().withMap(CELLS);
      case VALUES -> ALL.inspection().withValueWeights();
    };
  }

  /** At most so many times as long as the call without; empty where nothing was promised. */
  OptionalDouble goal() {
    return Double.isNaN(goal) ? OptionalDouble.empty() : OptionalDouble.of(goal);
  }
}
