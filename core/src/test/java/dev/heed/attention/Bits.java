package dev.heed.attention;

import dev.heed.tensor.Tensor;

/** Comparison to the bit; every NaN counts as the same one. */
public final class Bits {
  private Bits() {}

  /**
   * Compares dtype, shape and each element.
   *
   * @throws AssertionError naming the first element that differs
   */
  public static void assertSame(String what, Tensor expected, Tensor actual) {
    if (expected.dtype() != actual.dtype() || !expected.shape().equals(actual.shape())) {
      throw new AssertionError("%s: %s, expected %s".formatted(what, actual, expected));
    }
    double[] wanted = expected.toDoubleArray();
    double[] got = actual.toDoubleArray();
    for (int n = 0; n < wanted.length; n++) {
      if (Double.doubleToLongBits(wanted[n]) != Double.doubleToLongBits(got[n])) {
        throw new AssertionError(
            "%s: element %d of %s is %s, expected %s"
                .formatted(what, n, actual.shape(), got[n], wanted[n]));
      }
    }
  }

  /** The same for an output with its log-sum-exp. */
  public static void assertSame(String what, AttentionResult expected, AttentionResult actual) {
    assertSame(what + ", output", expected.output(), actual.output());
    assertSame(what + ", log-sum-exp", expected.logSumExp(), actual.logSumExp());
  }
}
