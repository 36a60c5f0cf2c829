package dev.heed.attention;

import dev.heed.kernel.AttentionKernels;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.RowKernels;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread's share of a call: query tiles against all their keys, by the online softmax. An item
 * is one tile of queries of one head of one sequence.
 */
final class TileWorker<A> implements IntConsumer {
  /** Keys in a tile, counted from key 0. A part of the contract on bits. */
  static final int KEY_TILE = 64;

  /** Keeps Σ p·v of any number of keys below overflow; see {@link #mendOverflow}. */
  private static final double SHRINK = 0x1p-32;

  private final Call call;
  private final AttentionKernels<A> kernels;
  private final RowKernels<A> rows;
  private final TileReader<A> queries;
  private final TileReader<A> keys;
  private final TileReader<A> values;
  private final @Nullable TileReader<A> bias;
  private final List<TileReader<byte[]>> flags = new ArrayList<>();
  private final int lanes;
  private final A query;
  private final A scores;
  private final A output;
  private final A maximum;
  private final A sum;
  private final A rescale;
  private final A target;
  private final int[] from;
  private final int[] to;
  private @Nullable A marker;
  private int sequence;
  private int head;
  private int first;
  private int active;

  TileWorker(Call call, Kernels<A> kernels) {
    this.call = call;
    this.kernels = kernels.attention();
    this.rows = kernels.rows();
    this.lanes = this.kernels.lanes();
    Operands operands = call.operands();
    this.queries = TileReader.of(operands.query(), lanes, operands.depth(), false);
    this.keys = TileReader.of(operands.key(), KEY_TILE, operands.depth(), true);
    this.values = TileReader.of(operands.value(), KEY_TILE, operands.valueDepth(), true);
    Tensor added = call.mask().bias();
    this.bias = added == null ? null : TileReader.of(added, lanes, KEY_TILE, false);
    for (Mask.Flags one : call.mask().flags()) {
      flags.add(TileReader.of(one.flags(), lanes, KEY_TILE, false));
    }
    this.query = rows.allocate(operands.depth() * lanes);
    this.scores = rows.allocate(KEY_TILE * lanes);
    this.output = rows.allocate(operands.valueDepth() * lanes);
    this.maximum = rows.allocate(lanes);
    this.sum = rows.allocate(lanes);
    this.rescale = rows.allocate(lanes);
    this.from = new int[lanes];
    this.to = new int[lanes];
    this.target = rows.cast(Objects.requireNonNull(call.output().heapArray()));
  }

  @Override
  public void accept(int item) {
    Operands operands = call.operands();
    int tiles = call.queryTiles(lanes);
    sequence = item / tiles / operands.heads();
    head = item / tiles % operands.heads();
    // Late queries first: under a causal mask they have the most keys, and the short ones fill up.
    first = (tiles - 1 - item % tiles) * lanes;
    active = Math.min(lanes, operands.queries() - first);
    queries.locate(sequence, head, first, active, 0, operands.depth());
    rows.transpose(
        queries.array(),
        queries.offset(),
        queries.rowStride(),
        queries.columnStride(),
        active,
        operands.depth(),
        query,
        lanes);
    call.mask().intervals(sequence, first, active, from, to);
    pass(1);
    if (!write(target, call.output().heapOffset(), call.output())) {
      mendOverflow();
    }
    writeEmptyRowsAndSums();
  }

  /** All keys of this tile of queries; weights times {@code factor} go into the output. */
  private void pass(double factor) {
    rows.fill(maximum, 0, lanes, rows.lowest());
    rows.fill(sum, 0, lanes, 0);
    rows.fill(output, 0, rows.length(output), 0);
    int start = Integer.MAX_VALUE;
    int end = 0;
    for (int i = 0; i < active; i++) {
      if (from[i] < to[i]) {
        start = Math.min(start, from[i]);
        end = Math.max(end, to[i]);
      }
    }
    for (int key = start / KEY_TILE * KEY_TILE; key < end; key += KEY_TILE) {
      int count = Math.min(KEY_TILE, end - key);
      if (anyReaches(key, count) && anyFlagged(key, count)) {
        step(key, count, factor);
      }
    }
  }

  private void step(int key, int count, double factor) {
    Operands operands = call.operands();
    int keyHead = operands.keyHead(head);
    keys.locate(sequence, keyHead, key, count, 0, operands.depth());
    kernels.scores(
        query,
        active,
        operands.depth(),
        keys.array(),
        keys.offset(),
        keys.rowStride(),
        count,
        call.scale(),
        scores);
    boolean hidden = mask(scores, key, count);
    kernels.softmax(scores, active, count, maximum, sum, rescale);
    if (factor != 1) {
      rows.scale(scores, count * lanes, factor);
    }
    int depth = operands.valueDepth();
    values.locate(sequence, keyHead, key, count, 0, depth);
    A array = values.array();
    int offset = values.offset();
    int stride = values.rowStride();
    if (hidden && !rows.allFinite(array, offset, stride, count, depth)) {
      marker = marker == null ? rows.allocate(KEY_TILE * lanes) : marker;
      rows.fill(marker, 0, rows.length(marker), 0);
      mask(marker, key, count);
      kernels.accumulateKept(
          scores, marker, active, count, array, offset, stride, depth, rescale, output);
    } else {
      kernels.accumulate(scores, active, count, array, offset, stride, depth, rescale, output);
    }
  }

  /** Bias and masks onto a score tile; returns whether a key may have been left out. */
  private boolean mask(A tile, int key, int count) {
    boolean hidden = false;
    if (bias != null) {
      bias.locate(sequence, head, first, active, key, count);
      hidden =
          kernels.addBias(
              bias.array(),
              bias.offset(),
              bias.rowStride(),
              bias.columnStride(),
              active,
              count,
              tile);
    }
    if (!allReach(key, count)) {
      kernels.hideOutside(from, to, key, active, count, tile);
      hidden = true;
    }
    for (int n = 0; n < flags.size(); n++) {
      TileReader<byte[]> one = flags.get(n);
      one.locate(sequence, head, first, active, key, count);
      kernels.hideFlagged(
          one.array(),
          one.offset(),
          one.rowStride(),
          one.columnStride(),
          !call.mask().flags().get(n).keep(),
          active,
          count,
          tile);
      hidden = true;
    }
    return hidden;
  }

  private boolean anyReaches(int key, int count) {
    for (int i = 0; i < active; i++) {
      if (Math.max(from[i], key) < Math.min(to[i], key + count)) {
        return true;
      }
    }
    return false;
  }

  private boolean allReach(int key, int count) {
    for (int i = 0; i < active; i++) {
      if (from[i] > key || to[i] < key + count) {
        return false;
      }
    }
    return true;
  }

  /** Whether every flag tensor leaves some key of this tile to some query. */
  private boolean anyFlagged(int key, int count) {
    for (int n = 0; n < flags.size(); n++) {
      TileReader<byte[]> one = flags.get(n);
      one.locate(sequence, head, first, active, key, count);
      boolean keep = call.mask().flags().get(n).keep();
      boolean any = false;
      for (int i = 0; i < active && !any; i++) {
        int at = one.offset() + i * one.rowStride();
        for (int j = 0; j < count && !any; j++) {
          any = (one.array()[at + j * one.columnStride()] != 0) == keep;
        }
      }
      if (!any) {
        return false;
      }
    }
    return true;
  }

  private boolean write(A into, int offset, Tensor layout) {
    long at =
        offset + sequence * layout.stride(0) + head * layout.stride(1) + first * layout.stride(2);
    return kernels.finish(
        output,
        sum,
        active,
        call.operands().valueDepth(),
        into,
        Math.toIntExact(at),
        (int) layout.stride(2),
        (int) layout.stride(3));
  }

  /**
   * Σ p·v may overflow where the average that it stands for does not: computes the tile again with
   * small weights, and takes those numbers where the first ones are not finite.
   */
  private void mendOverflow() {
    pass(SHRINK);
    int depth = call.operands().valueDepth();
    A again = rows.allocate(active * depth);
    kernels.finish(output, sum, active, depth, again, 0, depth, 1);
    Tensor result = call.output();
    for (int i = 0; i < active; i++) {
      for (int d = 0; d < depth; d++) {
        double small = rows.get(again, i * depth + d);
        if (!Double.isNaN(small) && !Double.isFinite(result.get(sequence, head, first + i, d))) {
          result.set(enlarged(small), sequence, head, first + i, d);
        }
      }
    }
  }

  /** An average of finite numbers is finite, though rounding may carry it past the largest one. */
  private double enlarged(double small) {
    double largest = -rows.lowest();
    return Double.isInfinite(small) ? small : Math.clamp(small / SHRINK, -largest, largest);
  }

  private void writeEmptyRowsAndSums() {
    Tensor sums = call.logSumExp();
    for (int i = 0; i < active; i++) {
      double total = rows.get(sum, i);
      boolean undefined = total == 0 && call.mask().leavesAny(sequence, head, first + i);
      for (int d = 0; undefined && d < call.operands().valueDepth(); d++) {
        call.output().set(Double.NaN, sequence, head, first + i, d);
      }
      if (sums != null) {
        double value = undefined ? Double.NaN : rows.get(maximum, i) + StrictMath.log(total);
        sums.set(
            total == 0 && !undefined ? Double.NEGATIVE_INFINITY : value, sequence, head, first + i);
      }
    }
  }
}
