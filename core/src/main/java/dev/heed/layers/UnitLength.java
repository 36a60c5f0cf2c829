package dev.heed.layers;

import dev.heed.execution.Execution;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.Objects;

/**
 * Vectors divided by their Euclidean length, so that a dot product is the cosine of their angle.
 */
public final class UnitLength {
  private UnitLength() {}

  /**
   * Divides every row by its length √Σx²; rows of zeros stay.
   *
   * @param rows {@code […, n]}, float32 or float64, on the heap in C order; is changed
   * @throws IllegalArgumentException if it is no such tensor
   */
  public static void apply(Tensor rows, Execution execution) {
    if (rows.rank() < 1
        || rows.dtype().isStorage()
        || !rows.isContiguous()
        || rows.heapArray() == null) {
      throw new IllegalArgumentException(
          rows + ": rows are float32 or float64, on the heap in C order");
    }
    KernelProvider provider = execution.choice().provider();
    if (rows.dtype() == DType.FLOAT32) {
      apply(rows, provider.float32());
    } else {
      apply(rows, provider.float64());
    }
  }

  private static <A> void apply(Tensor rows, Kernels<A> kernels) {
    int columns = rows.size(-1);
    A array = kernels.rows().cast(Objects.requireNonNull(rows.heapArray()));
    long end = columns == 0 ? 0 : rows.shape().elements();
    for (int at = 0; at < end; at += columns) {
      kernels.layers().scaleToUnitLength(array, rows.heapOffset() + at, columns);
    }
  }
}
