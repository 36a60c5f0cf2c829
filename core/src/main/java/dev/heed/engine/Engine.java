package dev.heed.engine;

import dev.heed.engine.call.Call;
import dev.heed.engine.few.FewItems;
import dev.heed.engine.few.FewStates;
import dev.heed.engine.few.FewWorker;
import dev.heed.engine.inspect.Answers;
import dev.heed.engine.inspect.Inspected;
import dev.heed.engine.inspect.InspectionRules;
import dev.heed.engine.inspect.InspectionWorker;
import dev.heed.engine.inspect.PartWorker;
import dev.heed.engine.inspect.RowFactors;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Partition;
import dev.heed.engine.operand.Sequences;
import dev.heed.engine.tile.OnlineSoftmax;
import dev.heed.engine.tile.QueryTiles;
import dev.heed.engine.tile.TileWorker;
import dev.heed.execution.Execution;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** Runs a call: which path each sequence takes, how many threads share it, and their items. */
public final class Engine {
  /** Below this many multiply-adds a helper costs more than it saves (measured: see 0002). */
  public static final long WORTH_SHARING = 1L << 20;

  /** The same where helpers wait for work. */
  private static final long WORTH_SHARING_NOW = 1L << 16;

  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final Call call;
  private final Operands operands;
  private final Sequences sequences;

  /** An engine for one call. */
  public Engine(Call call) {
    this.call = call;
    this.operands = call.operands();
    this.sequences = call.sequences();
  }

  /**
   * Writes what the call asks for.
   *
   * @throws IllegalArgumentException if there are too many tiles or columns for one call
   */
  public void run(Execution execution) {
    KernelProvider provider = execution.choice().provider();
    if (operands.computed() == DType.FLOAT32) {
      run(execution, provider.float32());
    } else {
      run(execution, provider.float64());
    }
  }

  /**
   * {@link #run(Execution)} with kernels of the caller's.
   *
   * @param kernels of the dtype that the call computes with
   */
  public <A> void run(Execution execution, Kernels<A> kernels) {
    QueryTiles tiles = tiles(kernels.attention().lanes());
    Queue<TileWorker<A>> workers = new ConcurrentLinkedQueue<>();
    try {
      share(execution, kernels, tiles.count(), own -> tileWorker(tiles, own, workers));
    } finally {
      workers.forEach(TileWorker::release);
    }
  }

  /**
   * Writes what the call asks for, to the same bits, and what an inspection finds.
   *
   * @param answers for the inspection of the rules
   */
  public void inspect(Execution execution, InspectionRules rules, Answers answers) {
    KernelProvider provider = execution.choice().provider();
    if (operands.computed() == DType.FLOAT32) {
      inspect(execution, provider.float32(), rules, answers);
    } else {
      inspect(execution, provider.float64(), rules, answers);
    }
  }

  private <A> void inspect(
      Execution execution, Kernels<A> kernels, InspectionRules rules, Answers answers) {
    int lanes = kernels.attention().lanes();
    checkTile(lanes);
    Inspected inspected = new Inspected(call, rules, answers, lanes);
    share(
        execution,
        kernels,
        inspected.items().count(),
        own -> new InspectionWorker<>(call, inspected, own));
  }

  /**
   * Looks into a part of the keys; the output is not computed.
   *
   * @param factors what weights are measured by
   */
  public void inspect(
      Execution execution, InspectionRules rules, Answers answers, RowFactors factors) {
    KernelProvider provider = execution.choice().provider();
    if (operands.computed() == DType.FLOAT32) {
      inspect(execution, provider.float32(), rules, answers, factors);
    } else {
      inspect(execution, provider.float64(), rules, answers, factors);
    }
  }

  private <A> void inspect(
      Execution execution,
      Kernels<A> kernels,
      InspectionRules rules,
      Answers answers,
      RowFactors factors) {
    int lanes = kernels.attention().lanes();
    checkTile(lanes);
    Inspected inspected = new Inspected(call, rules, answers, lanes);
    execution
        .withThreads(threads(execution))
        .run(
            inspected.items().count(),
            () -> new PartWorker<>(call, inspected, factors, kernels.forThread()));
  }

  private <A> IntConsumer tileWorker(
      QueryTiles tiles, Kernels<A> kernels, Queue<TileWorker<A>> workers) {
    OnlineSoftmax<A> softmax = new OnlineSoftmax<>(call, kernels, null);
    TileWorker<A> worker = new TileWorker<>(call, softmax, kernels);
    workers.add(worker);
    return item -> {
      int sequence = tiles.sequence(item);
      worker.attend(sequence, tiles.head(item, sequence), tiles.first(item, sequence));
    };
  }

  /** Runs items on tiles of queries, and those of the path for few queries. */
  private <A> void share(
      Execution execution,
      Kernels<A> kernels,
      int tiles,
      Function<Kernels<A>, IntConsumer> tileWorkers) {
    FewItems few = new FewItems(call);
    FewStates<A> states = new FewStates<>(few, FewWorker.stateSize(operands), kernels.rows());
    execution
        .withThreads(threads(execution))
        .run(
            Math.addExact(tiles, few.count()),
            () -> {
              Kernels<A> own = kernels.forThread();
              return new CallWorker(
                  tiles,
                  () -> tileWorkers.apply(own),
                  () -> new FewWorker<>(call, few, states, own));
            });
  }

  /** Tiles of the sequences that are not on the path for few queries. */
  public QueryTiles tiles(int lanes) {
    return tiles(lanes, n -> !sequences.isFew(n));
  }

  /** Tiles of all queries. */
  public QueryTiles allTiles(int lanes) {
    return tiles(lanes, n -> true);
  }

  private QueryTiles tiles(int lanes, IntPredicate taken) {
    checkTile(lanes);
    return new QueryTiles(sequences, operands, n -> lanes, taken);
  }

  private void checkTile(int lanes) {
    int widest = Math.max(operands.depth(), operands.valueDepth());
    if ((long) widest * lanes > LARGEST_ARRAY) {
      throw new IllegalArgumentException(
          "%d columns of queries or values: a tile of %d queries holds at most %d"
              .formatted(widest, lanes, LARGEST_ARRAY / lanes));
    }
  }

  /** How many threads may work on the call. */
  public int threads(Execution execution) {
    long worth = execution.isReady() ? WORTH_SHARING_NOW : WORTH_SHARING;
    return multiplyAdds() < worth || isConfined() ? 1 : execution.threads();
  }

  /** Whether sharing the call costs more than it saves. */
  public boolean isSmall() {
    return multiplyAdds() < WORTH_SHARING;
  }

  private double multiplyAdds() {
    double pairs = 0;
    for (int n = 0; n < sequences.count(); n++) {
      pairs += weight(n) * Math.max(0, sequences.endKey(n) - sequences.lowest(n));
    }
    double columns = (double) operands.depth() + operands.valueDepth();
    return pairs * operands.heads() * columns;
  }

  /** What the queries of a sequence cost, a few of them as much as what they read. */
  private double weight(int sequence) {
    int queries = sequences.queries(sequence);
    double group = (double) operands.heads() / Math.max(1, operands.key().size(1));
    return sequences.isFew(sequence) ? Math.max(queries, Partition.FEW / group) : queries;
  }

  /** Whether a tensor lies in memory that a helper must not touch. */
  public boolean isConfined() {
    Thread helper = Thread.ofVirtual().unstarted(() -> {});
    return Stream.concat(call.inputs(), Stream.of(call.output()))
        .anyMatch(tensor -> !tensor.isAccessibleBy(helper));
  }
}
