package dev.heed.layers;

import dev.heed.execution.Execution;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Objects;

/** One vector out of the rows of many, as Sentence Transformers names the ways. */
public enum Pooling {
  /** The mean of all rows, which are added in their order. */
  MEAN,
  /** The first row, where BERT has its token {@code [CLS]}. */
  CLS,
  /** The largest number of each column; NaN where there is one. */
  MAX;

  /**
   * One vector out of many.
   *
   * @param rows {@code [T, n]}, float32 or float64, T at least 1
   * @return {@code [n]}, a new tensor
   * @throws IllegalArgumentException if there is no row, or the tensor is no such matrix
   */
  public Tensor apply(Tensor rows, Execution execution) {
    Tensor target = Tensor.zeros(rows.dtype(), Shape.of(rows.rank() == 2 ? rows.size(1) : 0));
    apply(rows, target, execution);
    return target;
  }

  /**
   * One vector out of many, into memory of the caller.
   *
   * @param rows as in {@link #apply(Tensor, Execution)}
   * @param target {@code [n]} in the same dtype, on the heap in C order, and no part of the rows
   * @throws IllegalArgumentException as there, or if the target is no such tensor
   */
  public void apply(Tensor rows, Tensor target, Execution execution) {
    if (rows.rank() != 2 || rows.dtype().isStorage() || rows.size(0) == 0) {
      throw new IllegalArgumentException(
          "rows are %s: one vector is made of the rows of a matrix, 1 or more".formatted(rows));
    }
    Targets.require(target, rows.dtype(), Shape.of(rows.size(1)));
    KernelProvider provider = execution.choice().provider();
    Tensor source = rows.isContiguous() && rows.heapArray() != null ? rows : rows.copy();
    if (rows.dtype() == DType.FLOAT32) {
      apply(source, target, provider.float32());
    } else {
      apply(source, target, provider.float64());
    }
  }

  private <A> void apply(Tensor rows, Tensor target, Kernels<A> kernels) {
    int columns = rows.size(1);
    A from = kernels.rows().cast(Objects.requireNonNull(rows.heapArray()));
    A to = kernels.rows().cast(Objects.requireNonNull(target.heapArray()));
    int at = target.heapOffset();
    int first = rows.heapOffset();
    System.arraycopy(from, first, to, at, columns);
    int more = this == CLS ? 1 : rows.size(0);
    for (int row = 1; row < more; row++) {
      if (this == MEAN) {
        kernels.layers().add(from, first + row * columns, columns, to, at);
      } else {
        kernels.layers().max(from, first + row * columns, columns, to, at);
      }
    }
    if (this == MEAN) {
      kernels.rows().scale(to, at, columns, 1.0 / rows.size(0));
    }
  }
}
