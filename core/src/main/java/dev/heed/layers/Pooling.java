package dev.heed.layers;

import dev.heed.execution.Execution;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Objects;

/** One vector out of many. */
public final class Pooling {
  private Pooling() {}

  /**
   * The mean of all rows, divided by its Euclidean length; a mean of zeros stays. Rows are added in
   * their order.
   *
   * @param rows {@code [T, n]}, float32 or float64, T at least 1
   * @return {@code [n]}, a new tensor
   * @throws IllegalArgumentException if there is no row, or the tensor is no such matrix
   */
  public static Tensor unitMean(Tensor rows, Execution execution) {
    if (rows.rank() != 2 || rows.dtype().isStorage() || rows.size(0) == 0) {
      throw new IllegalArgumentException(
          "rows are %s: a mean is taken over the rows of a matrix, 1 or more".formatted(rows));
    }
    KernelProvider provider = execution.choice().provider();
    return rows.dtype() == DType.FLOAT32
        ? unitMean(rows.copy(), provider.float32())
        : unitMean(rows.copy(), provider.float64());
  }

  private static <A> Tensor unitMean(Tensor rows, Kernels<A> kernels) {
    int columns = rows.size(1);
    Tensor target = Tensor.zeros(rows.dtype(), Shape.of(columns));
    A from = kernels.rows().cast(Objects.requireNonNull(rows.heapArray()));
    A to = kernels.rows().cast(Objects.requireNonNull(target.heapArray()));
    for (int row = 0; row < rows.size(0); row++) {
      kernels.layers().add(from, row * columns, columns, to, 0);
    }
    kernels.rows().scale(to, columns, 1.0 / rows.size(0));
    kernels.layers().scaleToUnitLength(to, 0, columns);
    return target;
  }
}
