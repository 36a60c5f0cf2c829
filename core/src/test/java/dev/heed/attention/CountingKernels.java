package dev.heed.attention;

import dev.heed.kernel.AttentionKernels;
import dev.heed.kernel.Kernels;

/** A kernel set that counts what it is asked for, for a call on one thread. */
final class CountingKernels<A> implements AttentionKernels<A> {
  private final Kernels<A> kernels;
  private final AttentionKernels<A> inner;
  private long tiles;
  private long partialTiles;
  private long multiplyAdds;
  private boolean masked;
  private int depth;

  CountingKernels(Kernels<A> kernels) {
    this.kernels = kernels;
    this.inner = kernels.attention();
  }

  Kernels<A> kernels() {
    return new Kernels<>(this, kernels.matrix(), kernels.layers(), kernels.rows());
  }

  long tiles() {
    return tiles;
  }

  long partialTiles() {
    return partialTiles;
  }

  long multiplyAdds() {
    return multiplyAdds;
  }

  @Override
  public int lanes() {
    return inner.lanes();
  }

  @Override
  public void scores(
      A queries,
      int active,
      int columns,
      A keys,
      int offset,
      int stride,
      int count,
      double scale,
      A scores) {
    masked = false;
    depth = columns;
    inner.scores(queries, active, columns, keys, offset, stride, count, scale, scores);
  }

  @Override
  public void softcap(double cap, int active, int count, A scores) {
    inner.softcap(cap, active, count, scores);
  }

  @Override
  public void addDistance(double slope, int first, int key, int active, int count, A scores) {
    inner.addDistance(slope, first, key, active, count, scores);
  }

  @Override
  public boolean addBias(
      A bias, int offset, int queryStride, int keyStride, int active, int count, A scores) {
    return inner.addBias(bias, offset, queryStride, keyStride, active, count, scores);
  }

  @Override
  public void hideOutside(int[] from, int[] to, int firstKey, int active, int count, A scores) {
    masked = true;
    inner.hideOutside(from, to, firstKey, active, count, scores);
  }

  @Override
  public void hideFlagged(
      byte[] flags,
      int offset,
      int queryStride,
      int keyStride,
      boolean hidden,
      int active,
      int count,
      A scores) {
    masked = true;
    inner.hideFlagged(flags, offset, queryStride, keyStride, hidden, active, count, scores);
  }

  /** A step of the softmax is a tile: scores alone may be asked for twice. */
  @Override
  public void softmax(A scores, int active, int count, A maximum, A sum, A rescale) {
    tiles++;
    partialTiles += masked ? 1 : 0;
    multiplyAdds += (long) active * count * depth;
    inner.softmax(scores, active, count, maximum, sum, rescale);
  }

  @Override
  public void accumulate(
      A weights,
      int active,
      int count,
      A values,
      int offset,
      int stride,
      int columns,
      A rescale,
      A output) {
    multiplyAdds += (long) active * count * columns;
    inner.accumulate(weights, active, count, values, offset, stride, columns, rescale, output);
  }

  @Override
  public void accumulateKept(
      A weights,
      A marker,
      int active,
      int count,
      A values,
      int offset,
      int stride,
      int columns,
      A rescale,
      A output) {
    multiplyAdds += (long) active * count * columns;
    inner.accumulateKept(
        weights, marker, active, count, values, offset, stride, columns, rescale, output);
  }

  @Override
  public boolean finish(
      A output,
      A sum,
      int active,
      int columns,
      A target,
      int offset,
      int queryStride,
      int depthStride) {
    return inner.finish(output, sum, active, columns, target, offset, queryStride, depthStride);
  }
}
