package dev.heed.onnx;

import dev.heed.attention.Attention;
import dev.heed.tensor.DType;
import java.util.OptionalDouble;

/** What both operators say of scale and of the numbers that they compute with. */
final class Precision {
  private static final String ATTRIBUTE = "softmax_precision";

  private Precision() {}

  /** Attention with the scale of the attributes. */
  static Attention scaled(Attributes attributes) {
    OptionalDouble scale = attributes.number("scale");
    Attention attention = Attention.scaledDotProduct();
    return scale.isEmpty() ? attention : attention.withScale(scale.getAsDouble());
  }

  /**
   * Whether the softmax is to be float64. The other types that ONNX allows (float32, float16,
   * bfloat16) ask for no more than float32, and no less is computed with.
   */
  static boolean isDouble(Attributes attributes) {
    int number = attributes.whole(ATTRIBUTE, 0, Integer.MAX_VALUE).orElse(0);
    if (!attributes.has(ATTRIBUTE)) {
      return false;
    }
    ElementType type = ElementType.of(number);
    if (type == null || !type.isFloat()) {
      throw attributes.error(
          "has %s = %d: it is 1 (float32), 10 (float16), 11 (float64) or 16 (bfloat16)"
              .formatted(ATTRIBUTE, number));
    }
    return type == ElementType.DOUBLE;
  }

  /** The inputs in one type that is precise enough for each of them. */
  static HeadedInputs computed(HeadedInputs in, boolean doubled) {
    boolean wide =
        doubled || in.query().dtype() == DType.FLOAT64 || in.value().dtype() == DType.FLOAT64;
    if (in.isAlike() && (!doubled || in.query().dtype() == DType.FLOAT64)) {
      return in;
    }
    return in.to(wide ? DType.FLOAT64 : DType.FLOAT32);
  }
}
