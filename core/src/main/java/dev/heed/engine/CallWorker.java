package dev.heed.engine;

import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One thread's share of a call whose sequences may be on either path; workers are made late. */
final class CallWorker implements IntConsumer {
  private final int tiles;
  private final Supplier<IntConsumer> tileWorkers;
  private final Supplier<IntConsumer> fewWorkers;
  private @Nullable IntConsumer tileWorker;
  private @Nullable IntConsumer fewWorker;

  /**
   * @param tiles items of tiles of queries, which come before those of few queries
   */
  CallWorker(int tiles, Supplier<IntConsumer> tileWorkers, Supplier<IntConsumer> fewWorkers) {
    this.tiles = tiles;
    this.tileWorkers = tileWorkers;
    this.fewWorkers = fewWorkers;
  }

  @Override
  public void accept(int item) {
    if (item < tiles) {
      IntConsumer worker = tileWorker == null ? tileWorkers.get() : tileWorker;
      tileWorker = worker;
      worker.accept(item);
    } else {
      IntConsumer worker = fewWorker == null ? fewWorkers.get() : fewWorker;
      fewWorker = worker;
      worker.accept(item - tiles);
    }
  }
}
