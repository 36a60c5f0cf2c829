package dev.heed.kernel;

/**
 * The steps of attention on a tile of queries in {@link #lanes()} lanes and a tile of keys.
 *
 * <p>Element (d, i) of a query tile is {@code queries[d·lanes + i]}, element (j, i) of a score tile
 * is {@code scores[j·lanes + i]}. Rows of keys and values have elements side by side; row 0 of the
 * tile begins at {@code offset}, the next ones {@code stride} apart. A step works on a band of the
 * tile: {@code active} lanes from {@code lane}, a multiple of {@link #BLOCK}, and {@code count}
 * keys from {@code key} on. Lanes up to the end of a block may be computed with whatever is there.
 */
public interface AttentionKernels<A> {
  /** Lanes that are begun together, and keys that bands are counted in. */
  int BLOCK = 16;

  /** These kernels, with memory of their own for what they do in between: for one thread. */
  default AttentionKernels<A> forThread() {
    return this;
  }

  /** Queries side by side in a tile, a multiple of the block. It changes no bit of a result. */
  int lanes();

  /**
   * scores(j, i) = scale · Σ_d key(j, d) · query(d, i): from +0, d in order, one fma each. The tile
   * has room for a multiple of 8 keys; rows behind the last key may be written, and nobody reads
   * them.
   */
  void scores(
      A queries,
      int lane,
      int active,
      int depth,
      A keys,
      int offset,
      int stride,
      int key,
      int count,
      double scale,
      A scores);

  /**
   * One step of the online softmax (Milakov and Gimelshein 2018): the running maximum takes in the
   * tile; rescale = exp(old − new); sum = sum·rescale, then each weight exp(score − maximum) is
   * added in the order of the keys. The scores become the weights.
   *
   * @param count keys; below 0 the call does nothing, see {@link KernelCalls}
   */
  void softmax(A scores, int lane, int active, int key, int count, A maximum, A sum, A rescale);

  /** output(d, i) = output·rescale, then one fma(value(j, d), weight(j, i), ·) a key in order. */
  void accumulate(
      A weights,
      int lane,
      int active,
      int key,
      int count,
      A values,
      int offset,
      int stride,
      int depth,
      A rescale,
      A output);

  /**
   * {@link #accumulate} of all lanes and keys of a tile that does not touch the value of a key that
   * is left out, which is where {@code marker(j, i)} is −∞: the form for values that may be NaN or
   * infinite there.
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
