package dev.heed.kernel;

/**
 * The steps of attention on one tile: {@code active} queries in {@link #lanes()} lanes against
 * {@code count} keys.
 *
 * <p>Element (d, i) of a query tile is {@code queries[d·lanes + i]}, element (j, i) of a score tile
 * is {@code scores[j·lanes + i]}. Rows of keys and values have elements side by side and lie {@code
 * stride} apart from {@code offset} on.
 */
public interface AttentionKernels<A> {
  /** Queries side by side in a tile, a constant of the set. It changes no bit of a result. */
  int lanes();

  /**
   * scores(j, i) = scale · Σ_d key(j, d) · query(d, i): from +0, d in order, one fma each. The tile
   * has room for a multiple of 8 keys; rows behind the last key may be written, and nobody reads
   * them.
   */
  void scores(
      A queries,
      int active,
      int depth,
      A keys,
      int offset,
      int stride,
      int count,
      double scale,
      A scores);

  /** score = cap · tanh(score / cap). */
  void softcap(double cap, int active, int count, A scores);

  /**
   * score(j, i) = score − slope · |first + i − key − j|, the product rounded by itself.
   *
   * @param first the key that stands where query 0 of the tile does
   * @param key the first key of the tile
   */
  void addDistance(double slope, int first, int key, int active, int count, A scores);

  /**
   * Adds bias(i, j) = {@code bias[offset + i·queryStride + j·keyStride]}; where it is −∞ the score
   * becomes −∞ whatever it was.
   *
   * @return whether a bias was −∞
   */
  boolean addBias(
      A bias, int offset, int queryStride, int keyStride, int active, int count, A scores);

  /** Makes scores −∞ outside of each query's keys {@code from[i]} (inclusive) to {@code to[i]}. */
  void hideOutside(int[] from, int[] to, int firstKey, int active, int count, A scores);

  /**
   * Makes scores −∞ where flag(i, j) = {@code flags[offset + i·queryStride + j·keyStride]}, read as
   * a truth value, equals {@code hidden}.
   */
  void hideFlagged(
      byte[] flags,
      int offset,
      int queryStride,
      int keyStride,
      boolean hidden,
      int active,
      int count,
      A scores);

  /**
   * One step of the online softmax (Milakov and Gimelshein 2018): the running maximum takes in the
   * tile; rescale = exp(old − new); sum = sum·rescale, then each weight exp(score − maximum) is
   * added in the order of the keys. The scores become the weights.
   */
  void softmax(A scores, int active, int count, A maximum, A sum, A rescale);

  /** output(d, i) = output·rescale, then one fma(value(j, d), weight(j, i), ·) a key in order. */
  void accumulate(
      A weights,
      int active,
      int count,
      A values,
      int offset,
      int stride,
      int depth,
      A rescale,
      A output);

  /**
   * {@link #accumulate} that does not touch the value of a key that is left out, which is where
   * {@code marker(j, i)} is −∞: the form for values that may be NaN or infinite there.
   */
  void accumulateKept(
      A weights,
      A marker,
      int active,
      int count,
      A values,
      int offset,
      int stride,
      int depth,
      A rescale,
      A output);

  /**
   * Writes output(d, i)·(1/sum(i)) + 0, or 0 where the sum is 0, to {@code target[offset +
   * i·queryStride + d·depthStride]}.
   *
   * @return whether all that was written is finite
   */
  boolean finish(
      A output,
      A sum,
      int active,
      int depth,
      A target,
      int offset,
      int queryStride,
      int depthStride);
}
