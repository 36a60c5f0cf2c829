package dev.heed.attention;

import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** X·W + b over any leading axes of X. */
final class MatrixProduct {
  private MatrixProduct() {}

  /**
   * {@code […, L, E] · [E, N] (+ [N])} as a new tensor {@code […, L, N]} in C order.
   *
   * @param name what the weight is called in messages
   */
  static Tensor of(String name, Tensor x, Tensor weight, @Nullable Tensor bias) {
    if (x.rank() < 1 || x.size(-1) != weight.size(0)) {
      throw new IllegalArgumentException(
          "X %s and %s %s: X has as many columns as the weight has rows"
              .formatted(x.shape(), name, weight.shape()));
    }
    if (x.dtype() != weight.dtype()) {
      throw new IllegalArgumentException(
          "X is %s and %s is %s: they share one dtype".formatted(x.dtype(), name, weight.dtype()));
    }
    KernelProvider provider = Execution.standard().choice().provider();
    Tensor target = Tensor.zeros(x.dtype(), x.shape().with(-1, weight.size(1)));
    if (x.dtype() == DType.FLOAT32) {
      multiply(x.copy(), weight.copy(), bias, target, provider.float32());
    } else {
      multiply(x.copy(), weight.copy(), bias, target, provider.float64());
    }
    return target;
  }

  private static <A> void multiply(
      Tensor x, Tensor weight, @Nullable Tensor bias, Tensor target, Kernels<A> kernels) {
    int depth = weight.size(0);
    int columns = weight.size(1);
    int rows = columns == 0 ? 0 : (int) (target.shape().elements() / columns);
    Tensor added = bias == null ? Tensor.zeros(x.dtype(), Shape.of(0)) : bias.copy();
    kernels
        .matrix()
        .multiply(
            array(kernels, x),
            0,
            depth,
            rows,
            depth,
            array(kernels, weight),
            columns,
            array(kernels, added),
            array(kernels, target),
            0,
            columns);
  }

  private static <A> A array(Kernels<A> kernels, Tensor tensor) {
    return kernels.rows().cast(Objects.requireNonNull(tensor.heapArray()));
  }
}
