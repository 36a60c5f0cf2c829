package dev.heed.attention;

import dev.heed.execution.Execution;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One call of attention with everything decided.
 *
 * @param softcap 0 for none
 * @param sinks one logit a head, or null
 * @param output {@code [B, H, L, Dv]}, written by the workers
 * @param logSumExp {@code [B, H, L]} on the heap, or null where nobody asked
 * @param states {@code [B, H, L, 2 + Dv]} on the heap, which take the place of the output; null
 *     where that is asked for
 */
@SuppressWarnings("ArrayRecordComponent") // made once, never compared, never handed on
record Call(
    Operands operands,
    Sequences sequences,
    MaskRules masks,
    BiasRules biases,
    double scale,
    double softcap,
    double @Nullable [] sinks,
    Tensor output,
    @Nullable Tensor logSumExp,
    @Nullable Tensor states) {
  /** Below this many multiply-adds a helper costs more than it saves (measured: see 0002). */
  static final long WORTH_SHARING = 1L << 20;

  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  /** The same call that leaves states, whose last columns the output is. */
  Call into(Tensor all) {
    return new Call(
        operands, sequences, masks, biases, scale, softcap, sinks, output, logSumExp, all);
  }

  /** The sink of a head; −∞ for none. */
  double sink(int head) {
    return sinks == null ? Double.NEGATIVE_INFINITY : sinks[head];
  }

  void run(Execution execution) {
    KernelProvider provider = execution.choice().provider();
    if (operands.computed() == DType.FLOAT32) {
      run(execution, provider.float32());
    } else {
      run(execution, provider.float64());
    }
  }

  <A> void run(Execution execution, Kernels<A> kernels) {
    QueryTiles tiles = tiles(kernels.attention().lanes());
    FewItems few = new FewItems(this);
    FewStates<A> states = new FewStates<>(few, FewWorker.stateSize(operands), kernels.rows());
    execution
        .withThreads(threads(execution))
        .run(
            Math.addExact(tiles.count(), few.count()),
            () -> new CallWorker<>(this, tiles, few, states, kernels.forThread()));
  }

  /** Tiles of the sequences that are not on the path for few queries. */
  QueryTiles tiles(int lanes) {
    return tiles(lanes, n -> !isFew(n));
  }

  /** Tiles of all queries. */
  QueryTiles allTiles(int lanes) {
    return tiles(lanes, n -> true);
  }

  private QueryTiles tiles(int lanes, IntPredicate taken) {
    int widest = Math.max(operands.depth(), operands.valueDepth());
    if ((long) widest * lanes > LARGEST_ARRAY) {
      throw new IllegalArgumentException(
          "%d columns of queries or values: a tile of %d queries holds at most %d"
              .formatted(widest, lanes, LARGEST_ARRAY / lanes));
    }
    return new QueryTiles(sequences, operands, lanes, taken);
  }

  int threads(Execution execution) {
    return isSmall() || isConfined() ? 1 : execution.threads();
  }

  /** Whether sharing the call costs more than it saves. */
  boolean isSmall() {
    double pairs = 0;
    for (int n = 0; n < sequences.count(); n++) {
      pairs += weight(n) * sequences.keys(n);
    }
    double columns = (double) operands.depth() + operands.valueDepth();
    return pairs * operands.heads() * columns < WORTH_SHARING;
  }

  /** What the queries of a sequence cost, a few of them as much as what they read. */
  private double weight(int sequence) {
    int queries = sequences.queries(sequence);
    double group = (double) operands.heads() / Math.max(1, operands.key().size(1));
    return isFew(sequence) ? Math.max(queries, FewItems.MOST / group) : queries;
  }

  private boolean isFew(int sequence) {
    return FewItems.isFew(sequences.queries(sequence), sequences.keys(sequence));
  }

  /** Whether a tensor lies in memory that a helper must not touch. */
  boolean isConfined() {
    Thread helper = Thread.ofVirtual().unstarted(() -> {});
    return Stream.concat(inputs(), Stream.of(output))
        .anyMatch(tensor -> !tensor.isAccessibleBy(helper));
  }

  /** Every tensor that is read while the call runs. */
  Stream<Tensor> inputs() {
    return Stream.of(
            Stream.of(operands.query(), operands.key(), operands.value()),
            masks.tensors(),
            biases.tensors())
        .flatMap(tensors -> tensors);
  }

  /** Keeps the log-sum-exp of a row where somebody asked for it. */
  void writeSum(int sequence, int head, int query, double value) {
    if (logSumExp != null) {
      set(logSumExp, row(sequence, head, query), value);
    }
  }

  /**
   * Maximum and sum of weights of a state; see {@link PartialAttention}.
   *
   * @param leaves whether masks and biases leave any key
   */
  void writeState(int sequence, int head, int query, double maximum, double sum, boolean leaves) {
    Tensor all = Objects.requireNonNull(states);
    long at = row(sequence, head, query) * all.size(3);
    set(all, at, maximum);
    set(all, at + 1, leaves ? sum : PartialAttention.NO_KEY);
  }

  private long row(int sequence, int head, int query) {
    return ((long) sequences.entry(sequence) * operands.heads() + head) * operands.queries()
        + sequences.queryStart(sequence)
        + query;
  }

  private static void set(Tensor tensor, long at, double value) {
    Object array = Objects.requireNonNull(tensor.heapArray());
    if (array instanceof float[] floats) {
      floats[(int) at] = (float) value;
    } else {
      ((double[]) array)[(int) at] = value;
    }
  }
}
