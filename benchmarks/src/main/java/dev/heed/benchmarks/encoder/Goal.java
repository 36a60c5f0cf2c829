package dev.heed.benchmarks.encoder;

import dev.heed.benchmarks.results.Figures;

/**
 * What a figure should come to.
 *
 * @param bound that it should keep; NaN where nothing was promised
 * @param least whether it should be the bound or more, rather than the bound or less
 */
record Goal(double bound, boolean least) {
  static final Goal NONE = new Goal(Double.NaN, true);

  static Goal least(double bound) {
    return new Goal(bound, true);
  }

  static Goal most(double bound) {
    return new Goal(bound, false);
  }

  boolean isThere() {
    return !Double.isNaN(bound);
  }

  boolean isReachedBy(double figure) {
    return least ? figure >= bound : figure <= bound;
  }

  String words() {
    return isThere() ? Figures.number(least ? "≥ %.2f" : "≤ %.2f", bound) : Figures.NONE;
  }
}
