package dev.heed.formats;

import dev.heed.tensor.Tensor;

/** Comparison with numbers that were computed elsewhere. */
final class Distance {
  private Distance() {}

  /**
   * Compares shape and each element; NaN agrees with nothing.
   *
   * @throws AssertionError naming the first element that is further away than the limit
   */
  static void assertWithin(double limit, Tensor expected, Tensor actual) {
    if (!expected.shape().equals(actual.shape())) {
      throw new AssertionError("%s, expected %s".formatted(actual, expected));
    }
    double[] wanted = expected.toDoubleArray();
    double[] got = actual.toDoubleArray();
    if (wanted.length == 0) {
      throw new AssertionError(expected + " has nothing to compare");
    }
    for (int n = 0; n < wanted.length; n++) {
      if (!(Math.abs(got[n] - wanted[n]) <= limit)) {
        throw new AssertionError(
            "element %d of %s is %s, expected %s within %s"
                .formatted(n, actual, got[n], wanted[n], limit));
      }
    }
  }
}
