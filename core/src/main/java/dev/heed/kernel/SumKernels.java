package dev.heed.kernel;

/**
 * Sums of inspection that are kept in float64 from tile to tile. They take a few numbers a lane or
 * a key, where tiles take thousands: every set has the same loops.
 */
public interface SumKernels<A> {
  /**
   * Takes the moments of a step into those of all steps before, which belong to an older maximum:
   * with r = rescale(i) and Δ = before(i) − maximum(i), moments = r·(moments + masses·Δ) + moment
   * and masses = r·masses + mass.
   */
  void carry(
      A mass,
      A moment,
      A before,
      A maximum,
      A rescale,
      int active,
      double[] masses,
      double[] moments);

  /** sums[at + i] = sums·rescale(i). */
  void rescale(A rescale, int active, double[] sums, int at);

  /** sums[at + n] += numbers[from + n] for {@code count} numbers. */
  void addTo(A numbers, int from, int count, double[] sums, int at);

  /** Σ numbers[i] from {@code from} to {@code to} (exclusive), in order, in float64. */
  double sumOf(A numbers, int from, int to);

  /**
   * The largest number from {@code from} to {@code to} (exclusive), at least 0; NaN where one is.
   */
  double maximumOf(A numbers, int from, int to);

  /** Σ_j weight(j, lane), keys in order, in float64. */
  double sumOfKeys(A weights, int lane, int key, int count);

  /**
   * norms[to + r] = √Σ_d row(r, d)², each row summed in order in float64.
   *
   * @param source rows with elements side by side, {@code stride} apart from {@code offset} on
   */
  void norms(A source, int offset, int stride, int rows, int depth, A norms, int to);
}
