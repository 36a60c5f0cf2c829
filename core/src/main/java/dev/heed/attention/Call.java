package dev.heed.attention;

import dev.heed.execution.Execution;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One call of attention with everything decided.
 *
 * @param output {@code [B, H, L, Dv]} on the heap, written by the workers
 * @param logSumExp {@code [B, H, L]} on the heap, or null where nobody asked
 */
record Call(
    Operands operands, ResolvedMask mask, double scale, Tensor output, @Nullable Tensor logSumExp) {
  /** Below this many multiply-adds a helper costs more than it saves (measured: see 0002). */
  static final long WORTH_SHARING = 1L << 20;

  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  int queryTiles(int lanes) {
    return Math.ceilDiv(operands.queries(), lanes);
  }

  void run(Execution execution) {
    KernelProvider provider = execution.choice().provider();
    if (operands.dtype() == DType.FLOAT32) {
      run(execution, provider.float32());
    } else {
      run(execution, provider.float64());
    }
  }

  private <A> void run(Execution execution, Kernels<A> kernels) {
    int lanes = kernels.attention().lanes();
    int widest = Math.max(operands.depth(), operands.valueDepth());
    if ((long) widest * lanes > LARGEST_ARRAY) {
      throw new IllegalArgumentException(
          "%d columns of queries or values: a tile of %d queries holds at most %d"
              .formatted(widest, lanes, LARGEST_ARRAY / lanes));
    }
    long tiles = Shape.of(operands.batch(), operands.heads(), queryTiles(lanes)).elements();
    if (tiles > LARGEST_ARRAY) {
      throw new IllegalArgumentException(
          "queries %s make %d tiles of %d rows: one call takes at most %d"
              .formatted(operands.query().shape(), tiles, lanes, LARGEST_ARRAY));
    }
    double work =
        (double) operands.shape(operands.keys()).elements()
            * (operands.depth() + operands.valueDepth());
    int threads = work < WORTH_SHARING || isConfined() ? 1 : execution.threads();
    execution.withThreads(threads).run((int) tiles, () -> new TileWorker<>(this, kernels));
  }

  /** Whether a tensor lies in memory that a helper must not touch. */
  private boolean isConfined() {
    Thread helper = Thread.ofVirtual().unstarted(() -> {});
    Tensor bias = mask.bias();
    return !operands.query().isAccessibleBy(helper)
        || !operands.key().isAccessibleBy(helper)
        || !operands.value().isAccessibleBy(helper)
        || (bias != null && !bias.isAccessibleBy(helper))
        || mask.flags().stream().anyMatch(one -> !one.flags().isAccessibleBy(helper));
  }
}
