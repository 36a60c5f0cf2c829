package dev.heed.attention;

import dev.heed.execution.Execution;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Scaled dot-product attention, softmax(scale · Q·Kᵀ + bias, masked) · V, as an immutable value
 * that may be kept and shared.
 *
 * <p>Shapes: queries {@code [B, H, L, D]}, keys {@code [B, Hk, S, D]}, values {@code [B, Hk, S,
 * Dv]}; fewer axes are read from the right, so {@code [L, D]} is one head of one sequence. H is a
 * multiple of Hk: query head h reads key/value head ⌊h/(H/Hk)⌋. All are float32 or all are float64,
 * on the heap or outside, in any strides.
 *
 * <p>Computed in tiles with the online softmax: time O(B·H·L·S·(D+Dv)) less the tiles that are
 * masked out, extra memory O(L+S). The same inputs give the same bits at any number of threads, on
 * any machine. In float32 the error is at most twice that of a plain evaluation plus 4 units in the
 * last place of the largest value.
 *
 * <p>Sources: Vaswani et al. 2017, section 3.2.1; Milakov and Gimelshein 2018; Dao et al. 2022.
 *
 * @param scale factor on q·k; empty for 1/√D
 * @param mask which keys each query may attend to
 * @param bias added to the scaled scores, broadcast to {@code [B, H, L, S]}; −∞ leaves a key out
 * @param execution threads and kernels; changes no bit
 */
public record Attention(
    OptionalDouble scale, Mask mask, @Nullable Tensor bias, Execution execution) {
  /**
   * @throws IllegalArgumentException if the scale is not finite
   */
  public Attention {
    if (scale.isPresent() && !Double.isFinite(scale.getAsDouble())) {
      throw new IllegalArgumentException(
          "scale " + scale.getAsDouble() + ": it is a finite number, 1 for none");
    }
  }

  /** Scale 1/√D, no mask, no bias, all processors. */
  public static Attention scaledDotProduct() {
    return new Attention(OptionalDouble.empty(), Mask.none(), null, Execution.standard());
  }

  /**
   * The same with a scale of its own; 1 leaves scaling out.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public Attention withScale(double factor) {
    return new Attention(OptionalDouble.of(factor), mask, bias, execution);
  }

  /** The same with another mask. */
  public Attention withMask(Mask other) {
    return new Attention(scale, other, bias, execution);
  }

  /** The same with another bias. */
  public Attention withBias(Tensor added) {
    return new Attention(scale, mask, added, execution);
  }

  /** The same run another way. */
  public Attention withExecution(Execution other) {
    return new Attention(scale, mask, bias, other);
  }

  /**
   * The output {@code […, L, Dv]}, a new tensor on the heap whose axes lie in memory in the order
   * of the queries' axes.
   *
   * @throws IllegalArgumentException if shapes or dtypes do not fit, naming both and the rule, or
   *     the scale is beyond float32 where the inputs are
   * @throws IllegalStateException if the wished kernels cannot run, or native memory is closed
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public Tensor compute(Tensor query, Tensor key, Tensor value) {
    Operands operands = Operands.of(query, key, value);
    Call call = call(operands, null);
    call.run(execution);
    return operands.narrowed(call.output());
  }

  /** The output together with the log-sum-exp of each row; see {@link #compute}. */
  public AttentionResult evaluate(Tensor query, Tensor key, Tensor value) {
    Operands operands = Operands.of(query, key, value);
    Shape rows = Shape.of(operands.batch(), operands.heads(), operands.queries());
    Tensor sums = Tensor.zeros(operands.dtype(), rows);
    Call call = call(operands, sums);
    call.run(execution);
    return new AttentionResult(operands.narrowed(call.output()), operands.narrowed(sums));
  }

  /** Every step, for inputs of up to {@link Steps#DEFAULT_LIMIT} scores; see {@link Steps}. */
  public Steps steps(Tensor query, Tensor key, Tensor value) {
    return steps(query, key, value, Steps.DEFAULT_LIMIT);
  }

  /**
   * Every step of the computation. Time and memory O(B·H·L·S).
   *
   * @param limit the largest number of scores, B·H·L·S, to keep
   * @throws IllegalArgumentException if there are more, or as {@link #compute} does
   */
  public Steps steps(Tensor query, Tensor key, Tensor value, long limit) {
    Operands operands = Operands.of(query, key, value);
    long scores = operands.shape(operands.keys()).elements();
    if (scores > limit) {
      throw new IllegalArgumentException(
          "%d × %d × %d × %d = %d scores: steps keep every one, and the limit is %d"
              .formatted(
                  operands.batch(),
                  operands.heads(),
                  operands.queries(),
                  operands.keys(),
                  scores,
                  limit));
    }
    return new StepEvaluation(this, operands).steps(evaluate(query, key, value));
  }

  double scaleFor(int depth) {
    return scale.orElse(1 / Math.sqrt(depth));
  }

  private Call call(Operands operands, @Nullable Tensor sums) {
    double factor = scaleFor(operands.depth());
    if (operands.dtype() == DType.FLOAT32 && Float.isInfinite((float) factor)) {
      throw new IllegalArgumentException(
          "scale %s for float32: it is at most %s there".formatted(factor, Float.MAX_VALUE));
    }
    return new Call(
        operands,
        new ResolvedMask(mask, bias, operands),
        factor,
        operands.query().zerosLikeLayout(operands.shape(operands.valueDepth())),
        sums);
  }
}
