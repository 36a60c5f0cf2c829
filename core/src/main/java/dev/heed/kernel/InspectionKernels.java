package dev.heed.kernel;

/**
 * What looks into attention while it is computed, on tiles of scores and weights that lie as in
 * {@link AttentionKernels}: element (j, i) of key j and query i is number {@code j·lanes + i}, and
 * a step works on {@code active} lanes from {@code lane} and {@code count} keys from {@code key}
 * on.
 */
public interface InspectionKernels<A> {
  /** These kernels, with memory of their own for what they do in between: for one thread. */
  default InspectionKernels<A> forThread() {
    return this;
  }

  /**
   * {@link AttentionKernels#softmax}, with its bits, and the moments of the step by itself: mass(i)
   * = Σ weight(j, i) and moment(i) = Σ weight(j, i)·(score(j, i) − maximum(i)), keys in order from
   * +0. A weight of 0 has no moment.
   */
  void softmax(
      A scores,
      int lane,
      int active,
      int key,
      int count,
      A maximum,
      A sum,
      A rescale,
      A mass,
      A moment);

  /** The scores become weights: exp(score(j, i) − maximum(i))·factor(i). */
  void weigh(A scores, int lane, int active, int key, int count, A maximum, A factor);

  /**
   * Takes keys into lists of the largest numbers: place p of lane i is element {@code p·lanes + i},
   * in descending order, and holds −∞ and key −1 where there is none. A number goes before those
   * that it is larger than; of equal ones the first to come stays before. NaN and −∞ go nowhere.
   *
   * @param firstKey the key that row 0 of the tile is
   * @param most places of a list, at least 1
   */
  void keepLargest(
      A tile,
      int lane,
      int active,
      int key,
      int count,
      int firstKey,
      A largest,
      int[] keys,
      int most);

  /** target(i) = Σ_j weight(j, i), keys in order from +0. */
  void sumKeys(A weights, int lane, int active, int key, int count, A target);

  /** target(i) = the largest weight(j, i), at least 0; NaN where one is. */
  void maximumOfKeys(A weights, int lane, int active, int key, int count, A target);

  /**
   * target(j) = Σ_i weight(j, i) over the lanes i whose {@code chosen} is not 0, of all lanes of
   * the tile: lane i adds to virtual lane i mod 16 in order, each from +0, then as in {@link
   * FewQueriesKernels}. The target has room for a multiple of 16 keys.
   */
  void sumQueries(A weights, int key, int count, A chosen, A target);

  /** target(i) = Σ_j weight(j, i)·|own + i − j|, one fma a key in order from +0. */
  void distances(A weights, int lane, int active, int key, int count, int own, A target);

  /**
   * scaled(j, i) = weight(j, i)·factors[from + j], and 0 where the weight is 0, whatever the
   * factor.
   */
  void scaleKeys(
      A weights, int lane, int active, int key, int count, A factors, int from, A scaled);
}
