package dev.heed.attention;

import dev.heed.engine.call.Call;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Sequences;
import dev.heed.engine.rule.BiasRules;
import dev.heed.engine.rule.MaskRules;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of an operator and the operands of one call put together, with every check of the one
 * against the other.
 */
record Preparation(Attention attention, Operands operands) {
  /**
   * The call, with everything decided.
   *
   * @throws IllegalArgumentException if an option does not fit the operands
   */
  Call call(Tensor output, @Nullable Tensor sums) {
    List<Mask> masks = attention.mask().parts();
    Sequences sequences = new Sequences(masks, operands);
    return new Call(
        operands,
        sequences,
        new MaskRules(masks, sequences, operands),
        new BiasRules(attention.bias().parts(), sequences, operands),
        scale(),
        softcap(),
        Sinks.rounded(attention.sinks(), operands),
        output,
        sums,
        null);
  }

  private double scale() {
    double factor = attention.scale().orElse(1 / Math.sqrt(operands.depth()));
    if (operands.computed() == DType.FLOAT32 && Float.isInfinite((float) factor)) {
      throw new IllegalArgumentException(
          "scale %s for float32: it is at most %s there".formatted(factor, Float.MAX_VALUE));
    }
    return factor;
  }

  private double softcap() {
    double cap = attention.softcap().orElse(0);
    float near = (float) cap;
    if (operands.computed() == DType.FLOAT32 && cap > 0 && (near == 0 || Float.isInfinite(near))) {
      throw new IllegalArgumentException(
          "softcap %s for float32: it is between %s and %s there"
              .formatted(cap, Float.MIN_VALUE, Float.MAX_VALUE));
    }
    return cap;
  }
}
