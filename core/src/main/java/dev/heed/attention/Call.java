package dev.heed.attention;

import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
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

  int queryTiles(int lanes) {
    return (operands.queries() + lanes - 1) / lanes;
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
    int tiles = queryTiles(kernels.attention().lanes());
    int items = Math.multiplyExact(Math.multiplyExact(operands.batch(), operands.heads()), tiles);
    double work =
        (double) operands.shape(operands.keys()).elements()
            * (operands.depth() + operands.valueDepth());
    int threads = work < WORTH_SHARING ? 1 : execution.threads();
    Crew.run(items, threads, execution, () -> new TileWorker<>(this, kernels));
  }
}
