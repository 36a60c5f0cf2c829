package dev.heed.attention;

import dev.heed.engine.Engine;
import dev.heed.engine.call.Call;
import dev.heed.engine.few.FewItems;
import dev.heed.engine.few.FewMask;
import dev.heed.engine.few.FewScores;
import dev.heed.engine.few.FewWorker;
import dev.heed.engine.inspect.InspectionRules;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Partition;
import dev.heed.engine.operand.TileReader;
import dev.heed.engine.tile.QueryTiles;
import dev.heed.engine.tile.TileMask;
import dev.heed.execution.Execution;
import dev.heed.kernel.FewQueriesKernels;
import dev.heed.kernel.KernelProvider;
import dev.heed.mask.Kept;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Walks the tiles of a call as its workers would, and counts. */
final class Planner {
  private final Call call;
  private final Engine engine;
  private final Operands operands;
  private final Execution execution;
  private final boolean inOrder;
  private final int lanes;
  private final QueryTiles items;
  private final FewItems few;
  private long tiles;
  private long partial;
  private long skipped;
  private long pairs;

  /**
   * @param inOrder whether queries, keys and values stand for others of their shape that lie on the
   *     heap in C order
   */
  Planner(Call call, Execution execution, boolean inOrder) {
    this.call = call;
    this.inOrder = inOrder;
    this.engine = new Engine(call);
    this.operands = call.operands();
    this.execution = execution;
    KernelProvider provider = execution.choice().provider();
    this.lanes =
        operands.computed() == DType.FLOAT32
            ? provider.float32().attention().lanes()
            : provider.float64().attention().lanes();
    this.items = engine.tiles(lanes);
    this.few = new FewItems(call);
  }

  Plan plan() {
    TileMask mask = new TileMask(call.masks(), lanes, !call.biases().asksScores());
    for (int item = 0; item < items.count(); item++) {
      int sequence = items.sequence(item);
      int first = items.first(item, sequence);
      int active = Math.min(lanes, call.sequences().queries(sequence) - first);
      mask.begin(sequence, items.head(item, sequence), first, active);
      count(mask, call.sequences().keyRows(sequence));
    }
    countFew();
    int count = Math.addExact(items.count(), few.count());
    int threads = Math.min(engine.threads(execution), Math.max(count, 1));
    return new Plan(
        operands.query().shape(),
        operands.key().shape(),
        operands.value().shape(),
        operands.dtype(),
        operands.computed(),
        lanes,
        Partition.KEY_TILE,
        items.count(),
        few.count(),
        tiles,
        partial,
        skipped,
        Math.multiplyExact(pairs, (long) operands.depth() + operands.valueDepth()),
        bytes(operands.query())
            + bytes(operands.key())
            + bytes(operands.value())
            + bytes(call.output()),
        extraMemory(threads),
        threads,
        threadsReason(threads),
        execution.kernelName(),
        execution.kernelReason(),
        copies(),
        List.of());
  }

  /** The same with what an inspection adds. */
  Plan plan(InspectionRules rules) {
    Plan plain = plan();
    return plain.with(new InspectionPlanner(call, rules, plain, pairs).parts());
  }

  private void count(TileMask mask, int keys) {
    long computed = 0;
    int end = mask.end();
    int last = Math.ceilDiv(end, Partition.KEY_TILE);
    for (int tile = mask.start() / Partition.KEY_TILE; tile < last; tile++) {
      int key = tile * Partition.KEY_TILE;
      int count = Math.min(Partition.KEY_TILE, end - key);
      if (mask.look(key, count) != Kept.NONE) {
        computed++;
        partial += mask.discards() ? 1 : 0;
        pairs += mask.bands().scores();
      }
    }
    tiles += computed;
    skipped += Math.ceilDiv(keys, Partition.KEY_TILE) - computed;
  }

  /** The same of the path for few queries, where all queries of an item make one tile. */
  private void countFew() {
    FewMask mask = new FewMask(call.masks());
    for (int item = 0; item < few.count(); item++) {
      int sequence = few.sequence(item);
      int group = few.group(item, sequence);
      int split = few.split(item, sequence);
      int active = call.sequences().queries(sequence);
      int heads = few.heads(group, sequence);
      mask.begin(sequence, few.firstHead(group, sequence), heads, active);
      long computed = 0;
      for (int tile = few.firstTile(sequence, split);
          tile < few.lastTile(sequence, split);
          tile++) {
        if (mask.look(tile)) {
          computed++;
          partial += mask.discards() ? 1 : 0;
          pairs += (long) heads * active * (mask.columns() - mask.from());
        }
      }
      tiles += computed;
      skipped -= computed;
      boolean begins = split == few.firstSplit(sequence);
      skipped += begins ? FewItems.tiles(call.sequences().keyRows(sequence)) : 0;
    }
  }

  private static long bytes(Tensor tensor) {
    return tensor.shape().elements() * tensor.dtype().bytes();
  }

  /** Scratch of the workers and the tables of their items. */
  private long extraMemory(int threads) {
    long tables = Integer.BYTES * (call.sequences().count() + 1L) * 6;
    long bytes = operands.computed().bytes();
    long states = (long) few.states() * FewWorker.stateSize(operands) * bytes;
    long tile = items.count() == 0 ? 0 : tileScratch();
    long own = few.count() == 0 ? 0 : fewScratch();
    return threads * (tile + own) + states + tables;
  }

  private long tileScratch() {
    long tile = (long) lanes * Partition.KEY_TILE;
    long widest = (long) operands.depth() + operands.valueDepth();
    long numbers = 2 * tile + lanes * (widest + 3) + copies(lanes, Partition.KEY_TILE);
    return numbers * operands.computed().bytes() + call.masks().flags(lanes).size() * tile;
  }

  private long fewScratch() {
    long rows = few.rows();
    long widest = (long) operands.depth() + 2L * operands.valueDepth() + 4;
    long numbers =
        FewScores.mostRows(few.rows()) * (FewQueriesKernels.ROW + operands.valueDepth() + 2L)
            + rows * widest
            + FewQueriesKernels.SCRATCH
            + copies(Partition.FEW, FewQueriesKernels.TILE);
    long tile = (long) Partition.FEW * FewQueriesKernels.TILE;
    boolean options = call.masks().hasFlags() || !call.biases().isEmpty();
    numbers += options ? tile : 0;
    long flags = call.masks().flags(1, 1).size() * tile * rows;
    return numbers * operands.computed().bytes() + flags;
  }

  /** Numbers of tiles that are copied. */
  private long copies(int queries, int keys) {
    long numbers = copied(operands.query(), false) ? (long) queries * operands.depth() : 0;
    numbers += copied(operands.key(), true) ? (long) keys * operands.depth() : 0;
    numbers += copied(operands.value(), true) ? (long) keys * operands.valueDepth() : 0;
    numbers += copied(call.output(), false) ? (long) lanes * operands.valueDepth() : 0;
    long biases = call.biases().tensors().filter(bias -> copied(bias, false)).count();
    return numbers + biases * queries * keys;
  }

  private boolean copied(Tensor tensor, boolean sideBySide) {
    boolean input = isInput(tensor) && inOrder;
    return input
        ? tensor.dtype() != operands.computed()
        : !TileReader.readsInPlace(tensor, operands.computed(), sideBySide);
  }

  private boolean isInput(Tensor tensor) {
    return tensor == operands.query() || tensor == operands.key() || tensor == operands.value();
  }

  private String threadsReason(int threads) {
    if (engine.isConfined()) {
      return "memory is confined to the calling thread";
    }
    if (engine.isSmall()) {
      return "fewer than %d multiply-adds are not worth sharing".formatted(Engine.WORTH_SHARING);
    }
    if (threads == execution.threads()) {
      return "as asked for";
    }
    return few.count() == 0 ? "one a tile of queries" : "one a part of the work";
  }

  private List<String> copies() {
    List<String> copies = new ArrayList<>();
    note(copies, "queries", operands.query(), false);
    note(copies, "keys", operands.key(), true);
    note(copies, "values", operands.value(), true);
    call.biases().tensors().forEach(bias -> note(copies, "bias", bias, false));
    note(copies, "output", call.output(), false);
    return copies;
  }

  private void note(List<String> copies, String name, Tensor tensor, boolean sideBySide) {
    if (tensor.dtype() != operands.computed()) {
      copies.add("%s: %s".formatted(name, tensor.dtype()));
    } else if (tensor.heapArray() == null && !(inOrder && isInput(tensor))) {
      copies.add("%s: not an array on the heap".formatted(name));
    } else if (copied(tensor, sideBySide)) {
      copies.add("%s: columns are not side by side".formatted(name));
    }
  }
}
