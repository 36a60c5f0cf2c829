package dev.heed.layers;

import dev.heed.execution.Execution;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation (Ba, Kiros and Hinton 2016): each row less its mean, divided by √(variance +
 * ε), times weight, plus bias. The variance is Σ(x − mean)²/columns. Immutable.
 *
 * <p>Sums along a row run in 16 chains whatever the machine, so that they give the same bits on
 * any.
 */
public final class LayerNorm {
  private final Tensor weight;
  private final Tensor bias;
  private final double epsilon;

  private LayerNorm(Tensor weight, Tensor bias, double epsilon) {
    this.weight = weight;
    this.bias = bias;
    this.epsilon = epsilon;
  }

  /**
   * The normalisation of rows of n numbers.
   *
   * @param weight {@code [n]}, float32 or float64; copied
   * @param bias {@code [n]} in the same dtype; copied
   * @param epsilon what keeps a row of equal numbers from a division by 0
   * @throws IllegalArgumentException if weight and bias are no such pair, or ε is negative or not
   *     finite
   */
  public static LayerNorm of(Tensor weight, Tensor bias, double epsilon) {
    if (weight.rank() != 1
        || weight.dtype().isStorage()
        || bias.dtype() != weight.dtype()
        || !bias.shape().equals(weight.shape())) {
      throw new IllegalArgumentException(
          "weight is %s and bias %s: both have one number for each column".formatted(weight, bias));
    }
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "epsilon %s: it is a finite number, 0 or more".formatted(epsilon));
    }
    return new LayerNorm(weight.copy(), bias.copy(), epsilon);
  }

  /** Columns of a row. */
  public int columns() {
    return weight.size(0);
  }

  /**
   * Every row normalised, {@code […, n]}, as a new tensor in C order.
   *
   * @throws IllegalArgumentException if columns or dtype do not fit
   */
  public Tensor apply(Tensor x, Execution execution) {
    check(x);
    Tensor target = x.copy();
    normalize(target, null, execution);
    return target;
  }

  /**
   * Every row of x + added normalised, as a new tensor in C order: a residual connection's end.
   *
   * @throws IllegalArgumentException if the two differ in shape, or do not fit
   */
  public Tensor applyToSum(Tensor x, Tensor added, Execution execution) {
    check(x);
    Tensor target = x.copy();
    applyInPlace(target, added, execution);
    return target;
  }

  /**
   * Replaces every row by itself normalised.
   *
   * @param x {@code […, n]} on the heap in C order; is changed
   * @throws IllegalArgumentException if columns or dtype do not fit
   */
  public void applyInPlace(Tensor x, Execution execution) {
    check(x);
    Targets.require(x, weight.dtype(), x.shape());
    normalize(x, null, execution);
  }

  /**
   * Replaces every row by its sum with another, normalised.
   *
   * @param x {@code […, n]} on the heap in C order; is changed
   * @param added of the same shape, and no part of x
   * @throws IllegalArgumentException if the two differ in shape, or do not fit
   */
  public void applyInPlace(Tensor x, Tensor added, Execution execution) {
    check(x);
    check(added);
    if (!x.shape().equals(added.shape())) {
      throw new IllegalArgumentException(
          "%s plus %s: a sum has two equal shapes".formatted(x, added));
    }
    Targets.require(x, weight.dtype(), x.shape());
    normalize(x, onHeap(added), execution);
  }

  private static Tensor onHeap(Tensor x) {
    return x.isContiguous() && x.heapArray() != null ? x : x.copy();
  }

  /** Rows in place, after another tensor has been added to them, if there is one. */
  private void normalize(Tensor target, @Nullable Tensor added, Execution execution) {
    KernelProvider provider = execution.choice().provider();
    if (target.dtype() == DType.FLOAT32) {
      normalize(target, added, execution, provider.float32());
    } else {
      normalize(target, added, execution, provider.float64());
    }
  }

  private <A> void normalize(
      Tensor target, @Nullable Tensor added, Execution execution, Kernels<A> kernels) {
    A array = array(kernels, target);
    A scale = array(kernels, weight);
    A shift = array(kernels, bias);
    A rest = added == null ? array : array(kernels, added);
    int offset = added == null ? 0 : added.heapOffset();
    int at = target.heapOffset();
    RowShares.run(
        execution,
        rows(target),
        columns(),
        (row, count) -> {
          int from = at + row * columns();
          if (added != null) {
            int other = offset + row * columns();
            kernels.layers().add(rest, other, count * columns(), array, from);
          }
          kernels.layers().normalize(array, from, count, columns(), scale, shift, epsilon, array);
        });
  }

  private void check(Tensor x) {
    if (x.rank() < 1 || x.size(-1) != columns() || x.dtype() != weight.dtype()) {
      throw new IllegalArgumentException(
          "x is %s and the weight %s: x has as many columns, and the same dtype"
              .formatted(x, weight));
    }
  }

  private int rows(Tensor x) {
    return columns() == 0 ? 0 : (int) (x.shape().elements() / columns());
  }

  private static <A> A array(Kernels<A> kernels, Tensor tensor) {
    return kernels.rows().cast(Objects.requireNonNull(tensor.heapArray()));
  }
}
