package dev.heed.layers;

import dev.heed.execution.Execution;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.Panels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The linear map x·Wᵀ + b, as PyTorch's {@code Linear} defines it. Immutable.
 *
 * <p>Each element of the result is a sum over the columns of x in blocks of 128, counted from
 * column 0: in a block from +0 in order, one fma each; the blocks' sums are added in order, the
 * bias last. Time O(rows·in·out).
 */
public final class Linear {
  /** Below this many multiply-adds a helper costs more than it saves. */
  private static final long WORTH_SHARING = 1L << 22;

  /** The same where helpers wait for work. */
  private static final long WORTH_SHARING_NOW = 1L << 19;

  private final DType dtype;
  private final int in;
  private final int out;
  private final Tensor bias;

  /** The transposed weight as the kernels of the last call want it. */
  private volatile Panels<?> weight;

  private Linear(Tensor columns, Tensor bias) {
    this.dtype = columns.dtype();
    this.in = columns.size(0);
    this.out = columns.size(1);
    this.bias = bias;
    this.weight = Panels.inRows(Objects.requireNonNull(columns.heapArray()), in, out);
  }

  private Linear(Linear other, Tensor bias) {
    this.dtype = other.dtype;
    this.in = other.in;
    this.out = other.out;
    this.bias = bias;
    this.weight = other.weight;
  }

  /**
   * The map with the given weight. It is copied, unless its transpose lies on the heap in C order:
   * that memory is kept, and must not change. The first call on other kernels than the last ones
   * lays the numbers out anew, in memory of their own, and lets go of the former.
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

  /** The same map without a bias, on the same weight. */
  public Linear withoutBias() {
    return new Linear(this, Tensor.zeros(dtype, Shape.of(0)));
  }

  /** b {@code [out]}, zeros where there is none. */
  public Tensor bias() {
    return bias.size(0) == 0 ? Tensor.zeros(dtype, Shape.of(out)) : bias.copy();
  }

  /** Columns of x. */
  public int in() {
    return in;
  }

  /** Columns of the result. */
  public int out() {
    return out;
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
    check(x);
    Tensor target = Tensor.zeros(dtype, x.shape().with(-1, out));
    multiply(x, target, execution);
    return target;
  }

  /**
   * The map of every row, {@code […, in]} → {@code […, out]}, into memory of the caller: a new
   * tensor of many rows costs a pass over its memory.
   *
   * @param target takes the result: on the heap, in C order, and no part of x
   * @throws IllegalArgumentException if columns or dtypes do not fit the weight, or the target does
   *     not fit the result
   */
  public void apply(Tensor x, Tensor target, Execution execution) {
    check(x);
    Targets.require(target, dtype, x.shape().with(-1, out));
    multiply(x, target, execution);
  }

  private void check(Tensor x) {
    if (x.rank() < 1 || x.size(-1) != in || x.dtype() != dtype) {
      throw new IllegalArgumentException(
          "x is %s and the weight %s [%d, %d]: x has as many columns as the weight, and its dtype"
              .formatted(x, dtype, out, in));
    }
  }

  private void multiply(Tensor x, Tensor target, Execution execution) {
    KernelProvider provider = execution.choice().provider();
    Tensor rows = x.isContiguous() && x.heapArray() != null ? x : x.copy();
    if (dtype == DType.FLOAT32) {
      multiply(rows, target, execution, provider.float32());
    } else {
      multiply(rows, target, execution, provider.float64());
    }
  }

  private <A> void multiply(Tensor x, Tensor target, Execution execution, Kernels<A> kernels) {
    int rows = out == 0 ? 0 : (int) (target.shape().elements() / out);
    boolean ready = execution.isReady();
    double worth = ready ? WORTH_SHARING_NOW : WORTH_SHARING;
    boolean alone = LinearTiles.work(rows, in, out) < worth;
    long work = alone ? Long.MAX_VALUE : ready ? LinearTiles.SHORT_WORK : LinearTiles.WORK;
    LinearTiles<A> tiles = new LinearTiles<>(kernels, x, weightFor(kernels), bias, target, work);
    execution.run(tiles.count(), () -> tiles::multiply);
  }

  /**
   * Two calls may lay the same numbers out at the same time; each uses its own, and one is kept.
   */
  private <A> Panels<A> weightFor(Kernels<A> kernels) {
    Panels<?> known = weight;
    A numbers = kernels.rows().cast(known.numbers());
    Panels<A> same = new Panels<>(numbers, in, out, known.panel());
    Panels<A> wanted = same.laidOut(kernels.matrix().panel(out), kernels.rows());
    if (wanted.numbers() != known.numbers()) {
      weight = wanted;
    }
    return wanted;
  }
}
