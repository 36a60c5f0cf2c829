package dev.heed.layers;

import dev.heed.execution.Execution;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.Objects;

/**
 * The activation GELU (Hendrycks and Gimpel 2016) in its exact form: x·Φ(x) = x·(1 + erf(x/√2))/2,
 * without the approximation by tanh.
 */
public final class Gelu {
  private Gelu() {}

  /**
   * The activation of every number, as a new tensor in C order. The result for −∞ is 0.
   *
   * @param x float32 or float64, of any shape
   * @throws IllegalArgumentException if x is of another dtype
   */
  public static Tensor apply(Tensor x, Execution execution) {
    Tensor target = Tensor.zeros(x.dtype(), x.shape());
    apply(x, target, execution);
    return target;
  }

  /**
   * The activation of every number, into memory of the caller.
   *
   * @param x float32 or float64, of any shape
   * @param target takes the result: of the same shape and dtype, on the heap in C order; may be x
   * @throws IllegalArgumentException if x is of another dtype, or the target does not fit
   */
  public static void apply(Tensor x, Tensor target, Execution execution) {
    if (x.dtype().isStorage()) {
      throw new IllegalArgumentException(x + ": an activation takes float32 or float64");
    }
    Targets.require(target, x.dtype(), x.shape());
    Tensor source = x.isContiguous() && x.heapArray() != null ? x : x.copy();
    KernelProvider provider = execution.choice().provider();
    if (x.dtype() == DType.FLOAT32) {
      apply(source, target, execution, provider.float32());
    } else {
      apply(source, target, execution, provider.float64());
    }
  }

  private static <A> void apply(
      Tensor source, Tensor target, Execution execution, Kernels<A> kernels) {
    A from = kernels.rows().cast(Objects.requireNonNull(source.heapArray()));
    A to = kernels.rows().cast(Objects.requireNonNull(target.heapArray()));
    int offset = source.heapOffset();
    int targetOffset = target.heapOffset();
    RowShares.run(
        execution,
        (int) target.shape().elements(),
        1,
        (first, count) ->
            kernels.layers().gelu(from, offset + first, count, to, targetOffset + first));
  }
}
