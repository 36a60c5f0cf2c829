package dev.heed.layers;

import dev.heed.execution.Execution;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The linear map x·Wᵀ + b, as PyTorch's {@code Linear} defines it. Immutable.
 *
 * <p>Each element of the result is a sum over the columns of x in blocks of 128, counted from
 * column 0: in a block from +0 in order, one fma each; the blocks' sums are added in order, the
 * bias last. Time O(rows·in·out).
 */
public final class Linear {
  /** Below this many multiply-adds a helper costs more than it saves; as for attention. */
  private static final long WORTH_SHARING = 1L << 20;

  private static final int ROWS_A_SHARE = 16;

  private final Tensor columns;
  private final Tensor bias;

  private Linear(Tensor columns, Tensor bias) {
    this.columns = columns;
    this.bias = bias;
  }

  /**
   * The map with the given weight. It is copied, unless its transpose lies on the heap in C order:
   * that memory is kept, and must not change.
   *
   * @param weight W {@code [out, in]}, float32 or float64
   * @param bias b {@code [out]} in the same dtype, or null for none
   * @throws IllegalArgumentException if the weight is no matrix of numbers or the bias does not fit
   */
  public static Linear of(Tensor weight, @Nullable Tensor bias) {
    if (weight.rank() != 2 || weight.dtype().isStorage()) {
      throw new IllegalArgumentException(
          "weight is %s: it is a matrix [out, in] of float32 or float64".formatted(weight));
    }
    if (bias != null
        && (bias.rank() != 1 || bias.size(0) != weight.size(0) || bias.dtype() != weight.dtype())) {
      throw new IllegalArgumentException(
          "bias is %s and weight is %s: a bias has one number for each row of its weight"
              .formatted(bias, weight));
    }
    Tensor columns = weight.transpose();
    boolean packed =
        columns.isContiguous() && columns.heapArray() != null && columns.heapOffset() == 0;
    return new Linear(
        packed ? columns : columns.copy(),
        bias == null ? Tensor.zeros(weight.dtype(), Shape.of(0)) : bias.copy());
  }

  /** Columns of x. */
  public int in() {
    return columns.size(0);
  }

  /** Columns of the result. */
  public int out() {
    return columns.size(1);
  }

  /** {@link #apply(Tensor, Execution)} on all processors. */
  public Tensor apply(Tensor x) {
    return apply(x, Execution.standard());
  }

  /**
   * The map of every row, {@code […, in]} → {@code […, out]}, as a new tensor in C order.
   *
   * @throws IllegalArgumentException if columns or dtypes do not fit the weight
   */
  public Tensor apply(Tensor x, Execution execution) {
    if (x.rank() < 1 || x.size(-1) != in() || x.dtype() != columns.dtype()) {
      throw new IllegalArgumentException(
          "x is %s and the weight %s [%d, %d]: x has as many columns as the weight, and its dtype"
              .formatted(x, columns.dtype(), out(), in()));
    }
    KernelProvider provider = execution.choice().provider();
    Tensor target = Tensor.zeros(x.dtype(), x.shape().with(-1, out()));
    if (x.dtype() == DType.FLOAT32) {
      multiply(x.copy(), target, execution, provider.float32());
    } else {
      multiply(x.copy(), target, execution, provider.float64());
    }
    return target;
  }

  private <A> void multiply(Tensor x, Tensor target, Execution execution, Kernels<A> kernels) {
    int rows = out() == 0 ? 0 : (int) (target.shape().elements() / out());
    boolean alone = (double) rows * in() * out() < WORTH_SHARING;
    int share = alone ? Math.max(rows, 1) : ROWS_A_SHARE;
    execution.run(
        Math.ceilDiv(rows, share),
        () -> {
          LinearRows<A> worker = new LinearRows<>(kernels, this, x, target);
          return item -> worker.multiply(item * share, Math.min(share, rows - item * share));
        });
  }

  /** The transposed weight, {@code [in, out]}, in C order from the start of its array. */
  Tensor columns() {
    return columns;
  }

  /** {@code [out]}, or {@code [0]} for none. */
  Tensor bias() {
    return bias;
  }
}
