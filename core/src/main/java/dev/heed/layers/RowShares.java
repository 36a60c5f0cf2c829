package dev.heed.layers;

import dev.heed.execution.Execution;
import java.util.function.IntConsumer;

/** Rows of one call, shared among threads where their number is worth it. */
final class RowShares {
  /** Numbers below which a helper costs more than it saves, at some ten operations each. */
  private static final long WORTH_SHARING = 1L << 16;

  private static final int NUMBERS_A_SHARE = 1 << 13;

  private RowShares() {}

  /** Work on some rows. */
  @FunctionalInterface
  interface Work {
    void apply(int row, int count);
  }

  /** Does the work on {@code rows} rows of {@code columns} numbers. */
  static void run(Execution execution, int rows, int columns, Work work) {
    boolean alone = (long) rows * columns < WORTH_SHARING;
    int share = alone ? Math.max(rows, 1) : Math.max(1, NUMBERS_A_SHARE / columns);
    IntConsumer worker = item -> work.apply(item * share, Math.min(share, rows - item * share));
    execution.run(Math.ceilDiv(rows, share), () -> worker);
  }
}
