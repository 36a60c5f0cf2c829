package dev.heed.layers;

import dev.heed.execution.Execution;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Objects;

/** A table with one row of numbers for each token, position or kind. Immutable. */
public final class Embedding {
  private final Tensor table;

  private Embedding(Tensor table) {
    this.table = table;
  }

  /**
   * The given table. It is copied, unless it lies in C order: that memory, on the heap or elsewhere
   * (a mapped file), is kept, and must not change.
   *
   * @param table {@code [rows, n]}, float32 or float64
   * @throws IllegalArgumentException if it is no such matrix
   */
  public static Embedding of(Tensor table) {
    if (table.rank() != 2 || table.dtype().isStorage()) {
      throw new IllegalArgumentException(
          "table is %s: it is a matrix [rows, n] of float32 or float64".formatted(table));
    }
    return new Embedding(table.isContiguous() ? table : table.copy());
  }

  /** Rows of the table. */
  public int rows() {
    return table.size(0);
  }

  /** Numbers in a row. */
  public int columns() {
    return table.size(1);
  }

  /**
   * The rows of the given numbers, {@code [ids, n]}, as a new tensor.
   *
   * @throws IndexOutOfBoundsException if the table lacks one
   */
  public Tensor lookup(int... ids) {
    Tensor target = Tensor.zeros(table.dtype(), Shape.of(ids.length, columns()));
    copyTo(target, ids);
    return target;
  }

  /**
   * Copies the row of number {@code ids[i]} to row i of {@code target}.
   *
   * @param target {@code [ids, n]} on the heap in C order, in the table's dtype; is changed
   * @throws IllegalArgumentException if the target is no such tensor
   * @throws IndexOutOfBoundsException if the table lacks a row
   */
  public void copyTo(Tensor target, int... ids) {
    Targets.require(target, table.dtype(), Shape.of(ids.length, columns()));
    for (int i = 0; i < ids.length; i++) {
      int row = Objects.checkIndex(ids[i], rows());
      table.slice(0, row, row + 1).copyInto(target.slice(0, i, i + 1));
    }
  }

  /**
   * Adds the row of number {@code ids[i]} to row i of {@code target}.
   *
   * @param target {@code [ids, n]} on the heap in C order, in the table's dtype; is changed
   * @throws IllegalArgumentException if the target is no such tensor
   * @throws IndexOutOfBoundsException if the table lacks a row
   */
  public void addTo(Tensor target, Execution execution, int... ids) {
    Targets.require(target, table.dtype(), Shape.of(ids.length, columns()));
    KernelProvider provider = execution.choice().provider();
    if (table.dtype() == DType.FLOAT32) {
      addTo(target, ids, provider.float32());
    } else {
      addTo(target, ids, provider.float64());
    }
  }

  private <A> void addTo(Tensor target, int[] ids, Kernels<A> kernels) {
    boolean onHeap = table.heapArray() != null;
    Tensor source = onHeap ? table : lookup(ids);
    A from = kernels.rows().cast(Objects.requireNonNull(source.heapArray()));
    A to = kernels.rows().cast(Objects.requireNonNull(target.heapArray()));
    for (int i = 0; i < ids.length; i++) {
      int row = onHeap ? Objects.checkIndex(ids[i], rows()) : i;
      kernels
          .layers()
          .add(
              from,
              source.heapOffset() + row * columns(),
              columns(),
              to,
              target.heapOffset() + i * columns());
    }
  }
}
