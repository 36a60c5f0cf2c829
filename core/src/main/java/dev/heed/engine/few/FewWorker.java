package dev.heed.engine.few;

import dev.heed.engine.call.Call;
import dev.heed.engine.call.SmallWeights;
import dev.heed.engine.operand.KeyReader;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.TileWriter;
import dev.heed.kernel.FewQueriesKernels;
import dev.heed.kernel.HalfQueriesKernels;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.RowKernels;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread's share of the sequences of few queries: an item is one split of the keys for all
 * query heads that read it, so that keys and values come from memory once. Each query has a state:
 * maximum, sum of weights, sums of weighted values. Who ends the last split of a group merges them
 * in the order of the splits.
 */
public final class FewWorker<A> implements IntConsumer {
  private static final int ROW = FewQueriesKernels.ROW;

  private final Call call;
  private final FewItems items;
  private final FewStates<A> states;
  private final FewQueriesKernels<A> kernels;
  private final RowKernels<A> rows;
  private final FewScores<A> scorer;
  private final KeyReader<A> values;
  private final TileWriter<A> writer;
  private final int depth;
  private final int size;
  private final A scores;
  private final A output;
  private final A maximum;
  private final A sum;
  private final A partial;
  private final A state;
  private final A total;
  private final int[] offsets = new int[FewQueriesKernels.STREAMS];
  private @Nullable A marker;
  private int sequence;
  private int group;
  private int firstHead;
  private int heads;
  private int active;

  /**
   * One thread's own.
   *
   * @param states shared by all threads of the call
   */
  public FewWorker(Call call, FewItems items, FewStates<A> states, Kernels<A> kernels) {
    this.call = call;
    this.items = items;
    this.states = states;
    this.kernels = kernels.fewQueries();
    this.rows = kernels.rows();
    Operands operands = call.operands();
    this.depth = operands.valueDepth();
    this.size = stateSize(operands);
    int most = items.rows();
    this.values =
        new KeyReader<>(operands.value(), operands, call.sequences(), FewQueriesKernels.TILE, rows);
    this.scorer = new FewScores<>(call, most, values, kernels);
    this.writer = new TileWriter<>(call.output(), operands.computed(), kernels);
    int round = FewScores.mostRows(most);
    this.scores = rows.allocate(round * ROW);
    this.output = rows.allocate(round * FewQueriesKernels.padded(depth));
    this.maximum = rows.allocate(FewQueriesKernels.padded(round));
    this.sum = rows.allocate(FewQueriesKernels.padded(round));
    this.partial = rows.allocate(most * size);
    this.state = rows.allocate(size);
    this.total = rows.allocate(most * size);
  }

  /** Numbers of a state. */
  public static int stateSize(Operands operands) {
    return operands.valueDepth() + 2;
  }

  @Override
  public void accept(int item) {
    sequence = items.sequence(item);
    group = items.group(item, sequence);
    firstHead = items.firstHead(group, sequence);
    heads = items.heads(group, sequence);
    active = call.sequences().queries(sequence);
    int split = items.split(item, sequence);
    scorer.begin(sequence, firstHead, heads);
    pass(split, 1);
    if (items.splits(sequence) == 1) {
      beginTotals();
      mergePass();
      finish();
      return;
    }
    for (int r = 0; r < scorer.rows(); r++) {
      int at = states.at(group, sequence, r, split);
      System.arraycopy(partial, r * size, states.array(), at, size);
    }
    if (states.isLast(group, sequence)) {
      beginTotals();
      mergeStates();
      finish();
    }
  }

  /** The state of a split of the keys for each query; weights times {@code factor} go into it. */
  private void pass(int split, double factor) {
    empty(partial);
    int last = items.lastTile(sequence, split);
    for (int tile = items.firstTile(sequence, split); tile < last; ) {
      tile = scorer.look(tile, last);
      if (scorer.streams() > 0) {
        step(factor);
      }
    }
  }

  /** A state of each tile of the round, merged in order. */
  private void step(double factor) {
    boolean hidden = scorer.compute(scores);
    int streams = scorer.streams();
    int count = streams * scorer.rows();
    int columns = FewQueriesKernels.padded(scorer.mask(0).columns());
    kernels.softmax(scores, count, columns, maximum, sum, scorer.scratch());
    if (factor != 1) {
      rows.scale(scores, 0, count * ROW, factor);
    }
    rows.fill(output, 0, count * FewQueriesKernels.padded(depth), 0);
    average(hidden);
    for (int n = 0; n < count; n++) {
      writeState(n, state, 0);
      kernels.merge(state, 0, partial, n % scorer.rows() * size, depth);
    }
  }

  /** Sums of weighted values of each tile of the round. */
  private void average(boolean hidden) {
    int from = scorer.mask(0).from();
    int keys = scorer.mask(0).columns() - from;
    HalfQueriesKernels<A> halves = scorer.halves();
    if (!hidden && halves != null) {
      averageHalves(halves, from, keys);
    } else if (!hidden && values.inPlace()) {
      for (int t = 0; t < scorer.streams(); t++) {
        scorer.locate(values, scorer.mask(t).base() + from, keys);
        offsets[t] = values.offset();
      }
      accumulate(0, scorer.streams(), from, keys);
    } else {
      for (int t = 0; t < scorer.streams(); t++) {
        scorer.locate(values, scorer.mask(t).base() + from, keys);
        offsets[t] = values.offset();
        if (hidden && !values.allFinite(keys)) {
          accumulateKept(t, from, keys);
        } else {
          accumulate(t, 1, from, keys);
        }
      }
    }
  }

  private void accumulate(int stream, int streams, int from, int keys) {
    kernels.accumulate(
        scores,
        stream,
        streams,
        scorer.rows(),
        from,
        keys,
        values.array(),
        offsets,
        values.rowStride(),
        depth,
        output,
        scorer.scratch());
  }

  private void accumulateKept(int stream, int from, int keys) {
    kernels.accumulateKept(
        scores,
        marked(stream),
        stream,
        scorer.rows(),
        from,
        keys,
        values.array(),
        values.offset(),
        values.rowStride(),
        depth,
        output);
  }

  private void averageHalves(HalfQueriesKernels<A> halves, int from, int keys) {
    for (int t = 0; t < scorer.streams(); t++) {
      offsets[t] = scorer.offsetOfHalves(values, scorer.mask(t).base() + from);
    }
    halves.accumulate(
        scores,
        scorer.streams(),
        from,
        keys,
        Objects.requireNonNull(values.halves()),
        values.isBfloat16(),
        offsets,
        values.strideOfHalves(),
        depth,
        output);
  }

  private A marked(int stream) {
    A tile = marker == null ? rows.allocate(items.rows() * ROW) : marker;
    marker = tile;
    scorer.mark(stream, tile);
    return tile;
  }

  private void writeState(int row, A array, int at) {
    rows.set(array, at, rows.get(maximum, row));
    rows.set(array, at + 1, rows.get(sum, row));
    System.arraycopy(output, row * FewQueriesKernels.padded(depth), array, at + 2, depth);
  }

  /** States without keys. */
  private void empty(A states) {
    rows.fill(states, 0, scorer.rows() * size, 0);
    for (int r = 0; r < scorer.rows(); r++) {
      rows.set(states, r * size, rows.lowest());
    }
  }

  /** A state without keys for each query, with the sink of its head. */
  private void beginTotals() {
    empty(total);
    for (int r = 0; r < scorer.rows(); r++) {
      double sink = call.sink(firstHead + r / active);
      if (sink != Double.NEGATIVE_INFINITY) {
        rows.set(total, r * size, sink);
        rows.set(total, r * size + 1, 1);
      }
    }
  }

  private void mergePass() {
    for (int r = 0; r < scorer.rows(); r++) {
      kernels.merge(partial, r * size, total, r * size, depth);
    }
  }

  private void mergeStates() {
    int first = items.firstSplit(sequence);
    for (int r = 0; r < scorer.rows(); r++) {
      for (int split = first; split < first + items.splits(sequence); split++) {
        int at = states.at(group, sequence, r, split);
        kernels.merge(states.array(), at, total, r * size, depth);
      }
    }
  }

  private void finish() {
    A whole = total;
    A small = null;
    int row = call.sequences().queryStart(sequence);
    for (int h = 0; h < heads; h++) {
      int at = h * active * size;
      writer.locate(call.sequences().entry(sequence), firstHead + h, row, active);
      if (call.states() != null) {
        writeStates(h);
        continue;
      }
      if (!writer.finishStates(whole, at, size)) {
        if (small == null) {
          whole = total(rows.allocate(scorer.rows() * size));
          small = smallAverages();
        }
        mendOverflow(small, h * active);
      }
      writeUndefinedRowsAndSums(whole, h);
      writer.flush();
    }
  }

  private void writeStates(int h) {
    boolean[] left = null;
    for (int i = 0; i < active; i++) {
      int at = (h * active + i) * size;
      double weights = rows.get(total, at + 1);
      if (weights == 0 && left == null) {
        left = leavesAny();
      }
      boolean leaves = left == null || left[h * active + i];
      call.writeState(sequence, firstHead + h, i, rows.get(total, at), weights, leaves);
      for (int d = 0; d < depth; d++) {
        writer.set(rows.get(total, at + 2 + d), i, d);
      }
    }
  }

  /** A copy of the totals, which are about to be computed again. */
  private A total(A copy) {
    System.arraycopy(total, 0, copy, 0, scorer.rows() * size);
    return copy;
  }

  /** Averages of all queries of the item with small weights; see {@link #mendOverflow}. */
  private A smallAverages() {
    beginTotals();
    int first = items.firstSplit(sequence);
    for (int split = first; split < first + items.splits(sequence); split++) {
      pass(split, SmallWeights.SHRINK);
      mergePass();
    }
    A averages = rows.allocate(scorer.rows() * depth);
    kernels.finish(total, 0, size, scorer.rows(), depth, averages, 0, depth, 1);
    return averages;
  }

  /**
   * Σ p·v may overflow where the average that it stands for does not: takes averages with small
   * weights where the first ones are not finite.
   */
  private void mendOverflow(A averages, int first) {
    for (int i = 0; i < active; i++) {
      for (int d = 0; d < depth; d++) {
        double small = rows.get(averages, (first + i) * depth + d);
        if (!Double.isNaN(small) && !Double.isFinite(writer.get(i, d))) {
          writer.set(SmallWeights.enlarged(small, -rows.lowest()), i, d);
        }
      }
    }
  }

  /** A row whose keys all have a score of −∞ though none is left out has no average. */
  private void writeUndefinedRowsAndSums(A whole, int h) {
    boolean[] left = null;
    double sink = call.sink(firstHead + h);
    for (int i = 0; i < active; i++) {
      int at = (h * active + i) * size;
      double largest = rows.get(whole, at);
      double weights = rows.get(whole, at + 1);
      boolean empty = weights == 0 || (weights == 1 && largest == sink);
      if (empty && left == null) {
        left = leavesAny();
      }
      boolean leaves = left == null || left[h * active + i];
      boolean undefined = weights == 0 && leaves;
      for (int d = 0; undefined && d < depth; d++) {
        writer.set(Double.NaN, i, d);
      }
      double logarithm = undefined ? Double.NaN : largest + StrictMath.log(weights);
      call.writeSum(sequence, firstHead + h, i, leaves ? logarithm : Double.NEGATIVE_INFINITY);
    }
  }

  /** Which queries of the item masks and biases leave any key (S3). */
  private boolean[] leavesAny() {
    boolean[] leaves = new boolean[scorer.rows()];
    int last = FewItems.tiles(items.end(sequence));
    for (int tile = items.start(sequence) / FewQueriesKernels.TILE; tile < last; tile++) {
      scorer.look(tile, tile + 1);
      if (scorer.streams() > 0) {
        A marks = marked(0);
        FewMask mask = scorer.mask(0);
        for (int r = 0; r < leaves.length; r++) {
          for (int c = mask.from(); !leaves[r] && c < mask.columns(); c++) {
            leaves[r] = rows.get(marks, r * ROW + c) != Double.NEGATIVE_INFINITY;
          }
        }
      }
    }
    return leaves;
  }
}
