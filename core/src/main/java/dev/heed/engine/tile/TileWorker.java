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
import dev.heed.mask.Kept;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread's share of a call: query tiles against all their keys, by the online softmax. An item
 * is one tile of queries of one head of one sequence.
 */
public final class TileWorker<A> implements IntConsumer {
  private static final int KEY_TILE = Partition.KEY_TILE;
  private static final int BLOCK = AttentionKernels.BLOCK;

  private final Call call;
  private final QueryTiles tiles;
  private final AttentionKernels<A> kernels;
  private final RowKernels<A> rows;
  private final TileScores<A> scorer;
  private final KeyReader<A> values;
  private final TileWriter<A> writer;
  private final int lanes;
  private final A scores;
  private final A output;
  private final A maximum;
  private final A sum;
  private final A rescale;
  private @Nullable A marker;
  private int sequence;
  private int head;
  private int first;
  private int active;

  /** One thread's own. */
  public TileWorker(Call call, QueryTiles tiles, Kernels<A> kernels) {
    this.call = call;
    this.tiles = tiles;
    this.kernels = kernels.attention();
    this.rows = kernels.rows();
    this.lanes = this.kernels.lanes();
    Operands operands = call.operands();
    int depth = operands.valueDepth();
    this.scorer = new TileScores<>(call, kernels);
    this.values = new KeyReader<>(operands.value(), operands, call.sequences(), KEY_TILE, rows);
    this.writer = new TileWriter<>(call.output(), operands.computed(), kernels);
    this.scores = scorer.newTile();
    this.output = rows.allocate(depth * lanes);
    this.maximum = rows.allocate(lanes);
    this.sum = rows.allocate(lanes);
    this.rescale = rows.allocate(lanes);
  }

  @Override
  public void accept(int item) {
    sequence = tiles.sequence(item);
    head = tiles.head(item, sequence);
    first = tiles.first(item, sequence);
    active = Math.min(lanes, call.sequences().queries(sequence) - first);
    scorer.begin(sequence, head, first, active);
    int row = call.sequences().queryStart(sequence) + first;
    writer.locate(call.sequences().entry(sequence), head, row, active);
    pass(1);
    if (call.states() != null) {
      writer.finish(output, ones());
      writeStates();
      return;
    }
    if (!writer.finish(output, sum)) {
      mendOverflow();
    }
    writeUndefinedRowsAndSums();
    writer.flush();
  }

  /** All keys of this tile of queries; weights times {@code factor} go into the output. */
  private void pass(double factor) {
    double sink = call.sink(head);
    boolean sinks = sink != Double.NEGATIVE_INFINITY;
    rows.fill(maximum, 0, lanes, sinks ? sink : rows.lowest());
    rows.fill(sum, 0, lanes, sinks ? 1 : 0);
    rows.fill(output, 0, rows.length(output), 0);
    TileMask mask = scorer.mask();
    int end = mask.end();
    // Counted in tiles: the key behind the last one may be beyond an int.
    for (int tile = mask.start() / KEY_TILE; tile < Math.ceilDiv(end, KEY_TILE); tile++) {
      int key = tile * KEY_TILE;
      int count = Math.min(KEY_TILE, end - key);
      if (mask.look(key, count) != Kept.NONE) {
        step(key, count, factor);
      }
    }
  }

  private void step(int key, int count, double factor) {
    boolean hidden = scorer.compute(key, count, scores);
    softmax();
    if (factor != 1) {
      rows.scale(scores, count * lanes, factor);
    }
    int depth = call.operands().valueDepth();
    values.locate(sequence, call.operands().keyHead(head), key, count);
    A array = values.array();
    int offset = values.offset();
    int stride = values.rowStride();
    if (hidden && !values.allFinite(count)) {
      kernels.accumulateKept(
          scores, marked(key, count), active, count, array, offset, stride, depth, rescale, output);
    } else {
      accumulate(array, offset, stride);
    }
  }

  /** A step of the softmax for each run of blocks of queries that have the same bands. */
  private void softmax() {
    Bands bands = scorer.mask().bands();
    for (int lane = 0; lane < active; ) {
      int begin = bands.firstOf(lane);
      int last = bands.endOf(lane, begin) - 1;
      int next = lane + BLOCK;
      while (next < active
          && bands.firstOf(next) == begin
          && bands.endOf(next, begin) - 1 == last) {
        next += BLOCK;
      }
      int width = Math.min(next, active) - lane;
      if (begin <= last) {
        int key = bands.key(begin);
        int count = bands.key(last) + bands.keys(last) - key;
        kernels.softmax(scores, lane, width, key, count, maximum, sum, rescale);
      } else {
        rows.fill(rescale, lane, lane + width, 1);
      }
      lane = next;
    }
  }

  private void accumulate(A array, int offset, int stride) {
    Bands bands = scorer.mask().bands();
    int depth = call.operands().valueDepth();
    for (int n = 0; n < bands.size(); n++) {
      int lane = bands.lane(n);
      int width = bands.lanes(n);
      kernels.accumulate(
          scores,
          lane,
          width,
          bands.key(n),
          bands.keys(n),
          array,
          offset,
          stride,
          depth,
          rescale,
          output);
      if (n + 1 < bands.size()) {
        // What a later band adds to is rescaled already; a product with 1 changes nothing.
        rows.fill(rescale, lane, lane + width, 1);
      }
    }
  }

  private A marked(int key, int count) {
    A tile = marker == null ? scorer.newTile() : marker;
    marker = tile;
    scorer.mark(key, count, tile);
    return tile;
  }

  /**
   * Σ p·v may overflow where the average that it stands for does not: computes the tile again with
   * small weights, and takes those numbers where the first ones are not finite.
   */
  private void mendOverflow() {
    pass(SmallWeights.SHRINK);
    int depth = call.operands().valueDepth();
    A again = rows.allocate(active * depth);
    kernels.finish(output, sum, active, depth, again, 0, depth, 1);
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
    boolean empties = anyEmpty();
    if (!empties && call.logSumExp() == null) {
      return;
    }
    boolean[] left = empties ? leavesAny() : null;
    for (int i = 0; i < active; i++) {
      double total = rows.get(sum, i);
      boolean leaves = left == null || left[i];
      boolean undefined = total == 0 && leaves;
      for (int d = 0; undefined && d < call.operands().valueDepth(); d++) {
        writer.set(Double.NaN, i, d);
      }
      double logarithm = undefined ? Double.NaN : rows.get(maximum, i) + StrictMath.log(total);
      call.writeSum(sequence, head, first + i, leaves ? logarithm : Double.NEGATIVE_INFINITY);
    }
  }

  /** What sums are divided by where they stay sums. */
  private A ones() {
    rows.fill(rescale, 0, lanes, 1);
    return rescale;
  }

  private void writeStates() {
    boolean[] left = anyEmpty() ? leavesAny() : null;
    for (int i = 0; i < active; i++) {
      double largest = rows.get(maximum, i);
      boolean leaves = left == null || left[i];
      call.writeState(sequence, head, first + i, largest, rows.get(sum, i), leaves);
    }
  }

  /** Whether a row's sum is that of no key, or of its sink alone. */
  private boolean anyEmpty() {
    double sink = call.sink(head);
    for (int i = 0; i < active; i++) {
      double total = rows.get(sum, i);
      if (total == 0 || (total == 1 && rows.get(maximum, i) == sink)) {
        return true;
      }
    }
    return false;
  }

  /** Which queries of the tile masks and biases leave any key (S3). */
  private boolean[] leavesAny() {
    boolean[] leaves = new boolean[active];
    TileMask mask = scorer.mask();
    int end = mask.end();
    for (int tile = mask.start() / KEY_TILE; tile < Math.ceilDiv(end, KEY_TILE); tile++) {
      int key = tile * KEY_TILE;
      int count = Math.min(KEY_TILE, end - key);
      if (mask.look(key, count) != Kept.NONE) {
        A marks = marked(key, count);
        for (int j = 0; j < count; j++) {
          for (int i = 0; i < active; i++) {
            leaves[i] |= rows.get(marks, j * lanes + i) != Double.NEGATIVE_INFINITY;
          }
        }
      }
    }
    return leaves;
  }
}
