package dev.heed.layers;

import dev.heed.execution.Execution;
import java.util.function.IntConsumer;

/** Rows of one call, shared among threads where their number is worth it. */
final class RowShares {
  /** Numbers below which a helper costs more than it saves, at some ten operations each. */
  private static final long WORTH_SHARING = 1L << 16;

  /** The same where helpers wait for work. */
  private static final long WORTH_SHARING_NOW = 1L << 12;

  private static final int NUMBERS_A_SHARE = 1 << 13;

  private static final int NUMBERS_A_SHARE_NOW = 1 << 11;

  private RowShares() {}

  /** Work on some rows. */
  @FunctionalInterface
  interface Work {
    void apply(int row, int count);
  }

  /** Does the work on {@code rows} rows of {@code columns} numbers. */
  static void run(Execution execution, int rows, int columns, Work work) {
    boolean ready = execution.isReady();
    boolean alone = (long) rows * columns < (ready ? WORTH_SHARING_NOW : WORTH_SHARING);
    int numbers = ready ? NUMBERS_A_SHARE_NOW : NUMBERS_A_SHARE;
    int share = alone ? Math.max(rows, 1) : Math.max(1, numbers / columns);
    IntConsumer worker = item -> work.apply(item * share, Math.min(share, rows - item * share));
    execution.run(Math.ceilDiv(rows, share), () -> worker);
  }
}
