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

  /** The transposed weight as the kernels of some call wanted it. */
  private volatile Panels<?> weight;

  private Linear(DType dtype, Panels<?> weight, Tensor bias) {
    this.dtype = dtype;
    this.in = weight.depth();
    this.out = weight.columns();
    this.bias = bias;
    this.weight = weight;
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
   * that memory is kept, and must not change. The first call on kernels that want panels lays the
   * numbers out in memory of their own, and lets go of the former.
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
    Tensor columns = weight.transpose();
    Panels<?> rows = Panels.inRows(array(columns), columns.size(0), columns.size(1));
    return new Linear(weight.dtype(), rows, bias(bias, weight, weight.size(0)));
  }

  /**
   * The map of a weight in panels, as {@link #panels} gave them. Memory on the heap in C order is
   * kept, and must not change.
   *
   * @param panels Wᵀ {@code [n, in, columns]}: its columns in groups, and zeros behind the last one
   * @param out rows of W, as many as n panels need
   * @param bias b {@code [out]} in the same dtype, or null for none
   * @throws IllegalArgumentException if the panels are no such tensor or the bias does not fit
   */
  public static Linear ofPanels(Tensor panels, int out, @Nullable Tensor bias) {
    if (panels.rank() != 3
        || panels.dtype().isStorage()
        || panels.size(2) == 0
        || Math.ceilDiv(out, panels.size(2)) != panels.size(0)) {
      throw new IllegalArgumentException(
          "panels are %s: of float32 or float64, [n, in, columns] with %d columns in n panels"
              .formatted(panels, out));
    }
    Panels<?> laid = new Panels<>(array(panels), panels.size(1), out, panels.size(2));
    return new Linear(panels.dtype(), laid, bias(bias, panels, out));
  }

  private static Object array(Tensor tensor) {
    boolean packed =
        tensor.isContiguous() && tensor.heapArray() != null && tensor.heapOffset() == 0;
    return Objects.requireNonNull((packed ? tensor : tensor.copy()).heapArray());
  }

  private static Tensor bias(@Nullable Tensor bias, Tensor weight, int out) {
    if (bias == null) {
      return Tensor.zeros(weight.dtype(), Shape.of(0));
    }
    if (bias.rank() != 1 || bias.size(0) != out || bias.dtype() != weight.dtype()) {
      throw new IllegalArgumentException(
          "bias is %s and weight is %s: a bias has one number for each row of its weight"
              .formatted(bias, weight));
    }
    return bias.copy();
  }

  /**
   * The weight in the panels that kernels read fastest: for those who keep it, to be given to
   * {@link #ofPanels}. It is this map's own memory from now on, and must not change.
   *
   * @return Wᵀ {@code [n, in, columns]}
   * @throws IllegalStateException if the wished kernels cannot run
   */
  public Tensor panels(Execution execution) {
    KernelProvider provider = execution.choice().provider();
    if (dtype == DType.FLOAT32) {
      Kernels<float[]> kernels = provider.float32();
      Panels<float[]> laid = laidOut(known(kernels), kernels);
      return Tensor.of(laid.numbers(), laid.count(), in, laid.panel());
    }
    Kernels<double[]> kernels = provider.float64();
    Panels<double[]> laid = laidOut(known(kernels), kernels);
    return Tensor.of(laid.numbers(), laid.count(), in, laid.panel());
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

  private <A> Panels<A> weightFor(Kernels<A> kernels) {
    Panels<A> known = known(kernels);
    return kernels.matrix().reads(known.panel()) ? known : laidOut(known, kernels);
  }

  /**
   * Two calls may lay the same numbers out at the same time; each uses its own, and one is kept.
   */
  private <A> Panels<A> laidOut(Panels<A> known, Kernels<A> kernels) {
    Panels<A> wanted = known.laidOut(kernels.matrix().panel(), kernels.rows());
    weight = wanted;
    return wanted;
  }

  private <A> Panels<A> known(Kernels<A> kernels) {
    Panels<?> known = weight;
    A numbers = kernels.rows().cast(known.numbers());
    return new Panels<>(numbers, in, out, known.panel());
  }
}
