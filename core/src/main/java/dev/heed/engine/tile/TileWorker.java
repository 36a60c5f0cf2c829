package dev.heed.engine.tile;

import dev.heed.engine.call.Call;
import dev.heed.engine.call.SmallWeights;
import dev.heed.engine.operand.KeyReader;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Partition;
import dev.heed.engine.operand.TileWriter;
import dev.heed.kernel.AttentionKernels;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.RowKernels;

/** Attention of one tile of queries after the other against all their keys; one thread's own. */
public final class TileWorker<A> {
  private static final int KEY_TILE = Partition.KEY_TILE;

  private final Call call;
  private final AttentionKernels<A> kernels;
  private final RowKernels<A> rows;
  private final OnlineSoftmax<A> softmax;
  private final KeyReader<A> values;
  private final TileWriter<A> writer;
  private final int lanes;
  private final A output;

  /**
   * @param softmax of the same call, which others may look at
   */
  public TileWorker(Call call, OnlineSoftmax<A> softmax, Kernels<A> kernels) {
    this.call = call;
    this.softmax = softmax;
    this.kernels = kernels.attention();
    this.rows = kernels.rows();
    this.lanes = this.kernels.lanes();
    Operands operands = call.operands();
    this.values = new KeyReader<>(operands.value(), operands, call.sequences(), KEY_TILE, rows);
    this.writer = new TileWriter<>(call.output(), operands.computed(), kernels);
    this.output = rows.borrow(operands.valueDepth() * lanes);
  }

  /** Gives its memory back; nobody may use it or its softmax any more. */
  public void release() {
    rows.giveBack(output);
    softmax.release();
  }

  /** Writes the output, or the states, of a tile of queries of one head of one sequence. */
  public void attend(int sequence, int head, int first) {
    attend(sequence, head, first, lanes);
  }

  /** The same with at most so many queries, to the same bits. */
  public void attend(int sequence, int head, int first, int most) {
    softmax.begin(sequence, head, first, most);
    int row = call.sequences().queryStart(sequence) + first;
    writer.locate(call.sequences().entry(sequence), head, row, softmax.active());
    pass(1);
    if (call.states() != null) {
      writer.finish(output, ones());
      writeStates();
      return;
    }
    if (!writer.finish(output, softmax.sum())) {
      mendOverflow();
    }
    writeUndefinedRowsAndSums();
    writer.flush();
  }

  /** All keys of this tile of queries; weights times {@code factor} go into the output. */
  private void pass(double factor) {
    softmax.start(factor == 1);
    rows.fill(output, 0, call.operands().valueDepth() * lanes, 0);
    for (int tile = softmax.firstTile(); tile < softmax.endTile(); tile++) {
      if (softmax.look(tile)) {
        step(factor);
      }
    }
  }

  private void step(double factor) {
    boolean hidden = softmax.step();
    int count = softmax.count();
    if (factor != 1) {
      rows.scale(softmax.scores(), 0, count * lanes, factor);
    }
    int keyHead = call.operands().keyHead(softmax.head());
    values.locate(softmax.sequence(), keyHead, softmax.key(), count);
    if (hidden && !values.allFinite(count)) {
      accumulateKept();
    } else {
      accumulate();
    }
  }

  private void accumulateKept() {
    kernels.accumulateKept(
        softmax.scores(),
        softmax.marked(),
        softmax.active(),
        softmax.count(),
        values.array(),
        values.offset(),
        values.rowStride(),
        call.operands().valueDepth(),
        softmax.rescale(),
        output);
  }

  private void accumulate() {
    Bands bands = softmax.bands();
    A rescale = softmax.rescale();
    int depth = call.operands().valueDepth();
    for (int n = 0; n < bands.size(); n++) {
      int lane = bands.lane(n);
      int width = bands.lanes(n);
      kernels.accumulate(
          softmax.scores(),
          lane,
          width,
          bands.key(n),
          bands.keys(n),
          values.array(),
          values.offset(),
          values.rowStride(),
          depth,
          rescale,
          output);
      if (n + 1 < bands.size()) {
        // What a later band adds to is rescaled already; a product with 1 changes nothing.
        rows.fill(rescale, lane, lane + width, 1);
      }
    }
  }

  /**
   * Σ p·v may overflow where the average that it stands for does not: computes the tile again with
   * small weights, and takes those numbers where the first ones are not finite.
   */
  private void mendOverflow() {
    pass(SmallWeights.SHRINK);
    int depth = call.operands().valueDepth();
    int active = softmax.active();
    A again = rows.allocate(active * depth);
    kernels.finish(output, softmax.sum(), active, depth, again, 0, depth, 1);
    for (int i = 0; i < active; i++) {
      for (int d = 0; d < depth; d++) {
        double small = rows.get(again, i * depth + d);
        if (!Double.isNaN(small) && !Double.isFinite(writer.get(i, d))) {
          writer.set(SmallWeights.enlarged(small, -rows.lowest()), i, d);
        }
      }
    }
  }

  /** A row whose keys all have a score of −∞ though none is left out has no average. */
  private void writeUndefinedRowsAndSums() {
    boolean empties = softmax.anyEmpty();
    if (!empties && call.logSumExp() == null) {
      return;
    }
    boolean[] left = empties ? softmax.leavesAny() : null;
    for (int i = 0; i < softmax.active(); i++) {
      double total = rows.get(softmax.sum(), i);
      boolean leaves = left == null || left[i];
      boolean undefined = total == 0 && leaves;
      for (int d = 0; undefined && d < call.operands().valueDepth(); d++) {
        writer.set(Double.NaN, i, d);
      }
      double logarithm =
          undefined ? Double.NaN : rows.get(softmax.maximum(), i) + StrictMath.log(total);
      double written = leaves ? logarithm : Double.NEGATIVE_INFINITY;
      call.writeSum(softmax.sequence(), softmax.head(), softmax.first() + i, written);
    }
  }

  /** What sums are divided by where they stay sums. */
  private A ones() {
    rows.fill(softmax.rescale(), 0, lanes, 1);
    return softmax.rescale();
  }

  private void writeStates() {
    boolean[] left = softmax.anyEmpty() ? softmax.leavesAny() : null;
    for (int i = 0; i < softmax.active(); i++) {
      double largest = rows.get(softmax.maximum(), i);
      double total = rows.get(softmax.sum(), i);
      boolean leaves = left == null || left[i];
      call.writeState(
          softmax.sequence(), softmax.head(), softmax.first() + i, largest, total, leaves);
    }
  }
}
