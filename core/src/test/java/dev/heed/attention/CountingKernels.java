package dev.heed.attention;

import dev.heed.kernel.AttentionKernels;
import dev.heed.kernel.FewQueriesKernels;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.ScoreKernels;
import org.jspecify.annotations.Nullable;

/** A kernel set that counts what it is asked for, for a call on one thread. */
final class CountingKernels<A> implements AttentionKernels<A> {
  private final Kernels<A> kernels;
  private final AttentionKernels<A> inner;
  private long tiles;
  private long partialTiles;
  private long multiplyAdds;
  private long pairs;
  private @Nullable A begun;
  private @Nullable A masked;
  private int depth;

  CountingKernels(Kernels<A> kernels) {
    this.kernels = kernels;
    this.inner = kernels.attention();
  }

  Kernels<A> kernels() {
    return new Kernels<>(
        this,
        new Few(),
        kernels.inspection(),
        kernels.sums(),
        new Masks(),
        kernels.matrix(),
        kernels.layers(),
        kernels.rows());
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
      int lane,
      int active,
      int columns,
      A keys,
      int offset,
      int stride,
      int key,
      int count,
      double scale,
      A scores) {
    if (begun != scores) {
      begun = scores;
      masked = null;
    }
    depth = columns;
    inner.scores(queries, lane, active, columns, keys, offset, stride, key, count, scale, scores);
  }

  /** The first step of the softmax after scores is a tile: scores alone may be asked for twice. */
  @Override
  public void softmax(
      A scores, int lane, int active, int key, int count, A maximum, A sum, A rescale) {
    if (begun == scores) {
      tiles++;
      partialTiles += masked == scores ? 1 : 0;
      begun = null;
      pairs = 0;
    }
    pairs += (long) active * count;
    multiplyAdds += (long) active * count * depth;
    inner.softmax(scores, lane, active, key, count, maximum, sum, rescale);
  }

  @Override
  public void accumulate(
      A weights,
      int lane,
      int active,
      int key,
      int count,
      A values,
      int offset,
      int stride,
      int columns,
      A rescale,
      A output) {
    multiplyAdds += (long) active * count * columns;
    inner.accumulate(
        weights, lane, active, key, count, values, offset, stride, columns, rescale, output);
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
    multiplyAdds += pairs * columns;
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

  /** Counts the tiles of sequences of few queries. */
  private final class Few implements FewQueriesKernels<A> {
    private final FewQueriesKernels<A> few = kernels.fewQueries();
    private int keys;
    private int round;

    @Override
    public void scores(
        A queries,
        int rows,
        int columns,
        A rowsOfKeys,
        int[] offsets,
        int streams,
        int stride,
        int from,
        int count,
        double scale,
        A scores,
        A scratch) {
      begun = scores;
      masked = null;
      depth = columns;
      keys = count;
      round = streams;
      few.scores(
          queries,
          rows,
          columns,
          rowsOfKeys,
          offsets,
          streams,
          stride,
          from,
          count,
          scale,
          scores,
          scratch);
    }

    @Override
    public void softmax(A scores, int rows, int columns, A maximum, A sum, A scratch) {
      tiles += round;
      partialTiles += masked != null ? round : 0; // flags go into a tile of each head
      multiplyAdds += (long) rows * keys * depth;
      few.softmax(scores, rows, columns, maximum, sum, scratch);
    }

    @Override
    public void accumulate(
        A weights,
        int stream,
        int streams,
        int rows,
        int from,
        int count,
        A values,
        int[] offsets,
        int stride,
        int columns,
        A output,
        A scratch) {
      multiplyAdds += (long) streams * rows * count * columns;
      few.accumulate(
          weights, stream, streams, rows, from, count, values, offsets, stride, columns, output,
          scratch);
    }

    @Override
    public void accumulateKept(
        A weights,
        A marker,
        int stream,
        int rows,
        int from,
        int count,
        A values,
        int offset,
        int stride,
        int columns,
        A output) {
      multiplyAdds += (long) rows * count * columns;
      few.accumulateKept(
          weights, marker, stream, rows, from, count, values, offset, stride, columns, output);
    }

    @Override
    public void hide(A scores, int from, int to) {
      masked = scores;
      few.hide(scores, from, to);
    }

    @Override
    public void merge(A state, int at, A total, int to, int columns) {
      few.merge(state, at, total, to, columns);
    }

    @Override
    public boolean finish(
        A states,
        int at,
        int stride,
        int rows,
        int columns,
        A target,
        int offset,
        int queryStride,
        int depthStride) {
      return few.finish(
          states, at, stride, rows, columns, target, offset, queryStride, depthStride);
    }
  }

  /** Notices that a tile is masked in part. */
  private final class Masks implements ScoreKernels<A> {
    private final ScoreKernels<A> scores = kernels.scores();

    @Override
    public void softcap(double cap, int rows, int columns, int stride, A tile) {
      scores.softcap(cap, rows, columns, stride, tile);
    }

    @Override
    public void addDistance(double slope, int own, int rows, int columns, int stride, A tile) {
      scores.addDistance(slope, own, rows, columns, stride, tile);
    }

    @Override
    public boolean addBias(
        A bias,
        int offset,
        int rowStep,
        int columnStep,
        int rows,
        int columns,
        int stride,
        A tile) {
      return scores.addBias(bias, offset, rowStep, columnStep, rows, columns, stride, tile);
    }

    @Override
    public void hideFlagged(
        byte[] flags,
        int offset,
        int rowStep,
        int columnStep,
        boolean hidden,
        int rows,
        int columns,
        int stride,
        A tile) {
      masked = tile;
      scores.hideFlagged(flags, offset, rowStep, columnStep, hidden, rows, columns, stride, tile);
    }

    @Override
    public void hideOutside(
        int[] from,
        int[] to,
        int key,
        int row,
        int rows,
        int column,
        int columns,
        int stride,
        A tile) {
      masked = tile;
      scores.hideOutside(from, to, key, row, rows, column, columns, stride, tile);
    }
  }
}
