package dev.heed.engine.call;

/**
 * Σ p·v may overflow where the average that it stands for does not; with weights that are all
 * smaller by one factor it does not.
 */
public final class SmallWeights {
  /** Keeps Σ p·v of any number of keys below overflow. */
  public static final double SHRINK = 0x1p-32;

  private SmallWeights() {}

  /**
   * What an average is whose weights were shrunk. One of finite numbers is finite, though rounding
   * may carry it past the largest one.
   *
   * @param largest finite number of the dtype
   */
  public static double enlarged(double small, double largest) {
    return Double.isInfinite(small) ? small : Math.clamp(small / SHRINK, -largest, largest);
  }
}
