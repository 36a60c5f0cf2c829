package dev.heed.engine.operand;

import dev.heed.tensor.Access;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.stream.Stream;

/** A tensor of the caller's that an output is written to, after every check. */
public final class Target {
  private final Tensor output;

  /**
   * Checks a tensor against the output of the operands.
   *
   * @throws IllegalArgumentException if the tensor is not one that this output can be written to
   */
  public Target(Tensor into, Operands operands) {
    Shape wanted = operands.shape(operands.valueDepth());
    Tensor wide = into;
    while (wide.rank() < 4) {
      wide = wide.unsqueeze();
    }
    if (into.rank() != operands.rank() || !wide.shape().equals(wanted)) {
      throw new IllegalArgumentException(
          "into is %s and the output %s: they are equal"
              .formatted(
                  into.shape(),
                  operands
                      .narrowed(Tensor.zeros(into.dtype(), Shape.of()).broadcastTo(wanted))
                      .shape()));
    }
    if (into.dtype() != operands.dtype()) {
      throw new IllegalArgumentException(
          "into is %s and queries are %s: they share one dtype"
              .formatted(into.dtype(), operands.dtype()));
    }
    if (into.isReadOnly()) {
      throw new IllegalArgumentException("into %s is read-only memory".formatted(into));
    }
    if (into.repeatsElements()) {
      throw new IllegalArgumentException(
          "into %s has elements that share memory: each needs its own".formatted(into));
    }
    Access.require("into", into);
    output = wide;
  }

  /** It with four axes. */
  public Tensor output() {
    return output;
  }

  /**
   * Refuses a tensor whose memory an input shares.
   *
   * @throws IllegalArgumentException if the memory of an input begins before that of {@code into}
   *     ends and ends after it begins
   */
  public static void requireApart(Tensor into, Stream<Tensor> inputs) {
    if (inputs.anyMatch(into::overlaps)) {
      throw new IllegalArgumentException(
          "into %s overlaps an input in memory: rows would be read after they were written"
              .formatted(into));
    }
  }
}
