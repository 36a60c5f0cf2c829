package dev.heed.meter;

/**
 * Work and what it is compared with, measured in turns.
 *
 * @param work its times
 * @param base times of what it is compared with, each right before one of the work
 * @param ratio the median of work to base, each with its neighbour
 */
public record Comparison(Timing work, Timing base, double ratio) {
  /**
   * Takes times in the order in which they were measured.
   *
   * @throws IllegalArgumentException if there are none, or not as many of one as of the other
   */
  public static Comparison of(double[] work, double[] base) {
    if (work.length != base.length) {
      throw new IllegalArgumentException(
          "%d times beside %d of the base: each has its neighbour"
              .formatted(work.length, base.length));
    }
    double[] ratios = new double[work.length];
    for (int n = 0; n < ratios.length; n++) {
      ratios[n] = work[n] / base[n];
    }
    return new Comparison(Timing.of(work), Timing.of(base), Timing.median(ratios));
  }
}
