package dev.heed.attention;

import dev.heed.execution.Execution;
import dev.heed.kernel.KernelProvider;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Walks the tiles of a call as its workers would, and counts. */
final class Planner {
  private final Call call;
  private final Operands operands;
  private final Execution execution;
  private final int lanes;
  private final QueryTiles items;
  private long tiles;
  private long partial;
  private long skipped;
  private long pairs;

  Planner(Call call, Execution execution) {
    this.call = call;
    this.operands = call.operands();
    this.execution = execution;
    KernelProvider provider = execution.choice().provider();
    this.lanes =
        operands.computed() == DType.FLOAT32
            ? provider.float32().attention().lanes()
            : provider.float64().attention().lanes();
    this.items = call.tiles(lanes);
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
    int threads = Math.min(call.threads(execution), Math.max(items.count(), 1));
    return new Plan(
        operands.query().shape(),
        operands.key().shape(),
        operands.value().shape(),
        operands.dtype(),
        operands.computed(),
        lanes,
        TileWorker.KEY_TILE,
        items.count(),
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
        copies());
  }

  private void count(TileMask mask, int keys) {
    long computed = 0;
    int end = mask.end();
    int last = Math.ceilDiv(end, TileWorker.KEY_TILE);
    for (int tile = mask.start() / TileWorker.KEY_TILE; tile < last; tile++) {
      int key = tile * TileWorker.KEY_TILE;
      int count = Math.min(TileWorker.KEY_TILE, end - key);
      if (mask.look(key, count) != Kept.NONE) {
        computed++;
        partial += mask.discards() ? 1 : 0;
        pairs += mask.bands().scores();
      }
    }
    tiles += computed;
    skipped += Math.ceilDiv(keys, TileWorker.KEY_TILE) - computed;
  }

  private static long bytes(Tensor tensor) {
    return tensor.shape().elements() * tensor.dtype().bytes();
  }

  /** Scratch of the workers and the table of their items. */
  private long extraMemory(int threads) {
    long tile = (long) lanes * TileWorker.KEY_TILE;
    long widest = (long) operands.depth() + operands.valueDepth();
    long numbers = 2 * tile + lanes * (widest + 3);
    numbers += copied(operands.query(), false) ? (long) lanes * operands.depth() : 0;
    numbers += copied(operands.key(), true) ? (long) TileWorker.KEY_TILE * operands.depth() : 0;
    numbers +=
        copied(operands.value(), true) ? (long) TileWorker.KEY_TILE * operands.valueDepth() : 0;
    numbers += copied(call.output(), false) ? (long) lanes * operands.valueDepth() : 0;
    numbers += call.biases().tensors().filter(bias -> copied(bias, false)).count() * tile;
    long flags = call.masks().flags(lanes).size() * tile;
    long table = Integer.BYTES * (call.sequences().count() + 1L);
    return threads * (numbers * operands.computed().bytes() + flags) + table;
  }

  private boolean copied(Tensor tensor, boolean sideBySide) {
    return !TileReader.readsInPlace(tensor, operands.computed(), sideBySide);
  }

  private String threadsReason(int threads) {
    if (call.isConfined()) {
      return "memory is confined to the calling thread";
    }
    if (call.isSmall()) {
      return "fewer than %d multiply-adds are not worth sharing".formatted(Call.WORTH_SHARING);
    }
    return threads < execution.threads() ? "one a tile of queries" : "as asked for";
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
    } else if (tensor.heapArray() == null) {
      copies.add("%s: not an array on the heap".formatted(name));
    } else if (copied(tensor, sideBySide)) {
      copies.add("%s: columns are not side by side".formatted(name));
    }
  }
}
