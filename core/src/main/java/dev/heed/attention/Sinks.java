package dev.heed.attention;

import dev.heed.engine.operand.Operands;
import dev.heed.tensor.Access;
import dev.heed.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Checks of sinks. */
final class Sinks {
  private Sinks() {}

  /** Refuses what are no logits. */
  static void check(Tensor sinks) {
    if (sinks.rank() != 1 || !sinks.dtype().isFloat()) {
      throw new IllegalArgumentException(
          "sinks %s: one floating-point number a query head, [H]".formatted(sinks));
    }
    for (double sink : Access.require("sinks", sinks).toDoubleArray()) {
      if (Double.isNaN(sink) || sink == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "sinks %s hold %s: a sink is finite, or -Infinity for none"
                .formatted(sinks.shape(), sink));
      }
    }
  }

  /** One a head in the dtype of the computation; null where there are none. */
  static double @Nullable [] rounded(@Nullable Tensor sinks, Operands operands) {
    if (sinks == null) {
      return null;
    }
    if (sinks.size(0) != operands.heads()) {
      throw new IllegalArgumentException(
          "sinks %s for %d query heads: each head has one"
              .formatted(sinks.shape(), operands.heads()));
    }
    double[] rounded = Access.require("sinks", sinks).to(operands.computed()).toDoubleArray();
    for (double sink : rounded) {
      if (sink == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "sinks %s hold a number beyond %s: they are finite there, or -Infinity for none"
                .formatted(sinks, operands.computed()));
      }
    }
    return rounded;
  }
}
