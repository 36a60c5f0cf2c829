package dev.heed.onnx;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * The element of an output that is furthest from what is expected, by the share that it takes of
 * what is allowed there.
 *
 * @param output the output's name
 * @param index its place in the output, in brackets
 * @param expected the number that should be there
 * @param actual the number that is
 * @param unit the unit in the last place of the expected number in its type
 * @param allowed the largest error that may be
 */
record Deviation(
    String output, String index, double expected, double actual, double unit, double allowed) {
  private static final int ROW_UNITS = 4;

  /**
   * Of all elements of an output.
   *
   * @param units of the expected element that an error may have
   * @throws IllegalArgumentException if types or shapes differ, or there is no element
   */
  static Deviation largest(String output, Tensor expected, Tensor actual, int units) {
    if (expected.dtype() != actual.dtype() || !expected.shape().equals(actual.shape())) {
      throw new IllegalArgumentException(
          "%s is %s and %s is expected".formatted(output, actual, expected));
    }
    if (expected.shape().elements() == 0) {
      throw new IllegalArgumentException(
          "%s %s has no element to compare".formatted(output, expected.shape()));
    }
    double[] wanted = expected.toDoubleArray();
    double[] given = actual.toDoubleArray();
    int columns = expected.rank() == 0 ? 1 : expected.size(-1);
    Deviation worst = null;
    for (int row = 0; row < wanted.length; row += columns) {
      double rowUnit = unit(expected.dtype(), magnitude(wanted, row, columns));
      for (int n = row; n < row + columns; n++) {
        double unit = unit(expected.dtype(), wanted[n]);
        double allowed = Math.max(units * unit, ROW_UNITS * rowUnit);
        Deviation here =
            new Deviation(
                output, place(n, expected.shape().sizes()), wanted[n], given[n], unit, allowed);
        worst = worst == null || here.share() > worst.share() ? here : worst;
      }
    }
    return Objects.requireNonNull(worst);
  }

  /** The absolute difference; infinite where only one is infinite or NaN, or they differ so. */
  double error() {
    if (Double.isFinite(expected) && Double.isFinite(actual)) {
      return Math.abs(actual - expected);
    }
    return Double.compare(actual, expected) == 0 ? 0 : Double.POSITIVE_INFINITY;
  }

  /** The error as a part of what is allowed; up to 1 is. */
  double share() {
    return error() / allowed;
  }

  boolean isAllowed() {
    return share() <= 1;
  }

  /** The error in words. */
  String sentence() {
    String size =
        String.format(
            Locale.ROOT,
            "largest error %.2e, %.2f units in the last place, %.0f %% of what is allowed",
            error(),
            error() / unit,
            Math.ceil(100 * share()));
    return isAllowed()
        ? size
        : "%s%s is %s and %s is expected: %s".formatted(output, index, actual, expected, size);
  }

  /** The distance between neighbours in a type at a number; the smallest one at 0. */
  static double unit(DType dtype, double number) {
    int exponent = Math.getExponent(number);
    return switch (dtype) {
      case FLOAT64 -> Math.ulp(Double.isFinite(number) ? number : 0);
      case FLOAT32 -> Math.ulp(Double.isFinite(number) ? (float) number : 0f);
      case FLOAT16 -> Math.scalb(1.0, Math.clamp(exponent, -14, 15) - 10);
      case BFLOAT16 -> Math.scalb(1.0, Math.clamp(exponent, -126, 127) - 7);
      case BOOL, INT32 -> 1;
    };
  }

  private static double magnitude(double[] numbers, int from, int count) {
    double largest = 0;
    for (int n = from; n < from + count; n++) {
      double size = Math.abs(numbers[n]);
      largest = Double.isFinite(size) ? Math.max(largest, size) : largest;
    }
    return largest;
  }

  private static String place(int element, int[] sizes) {
    int[] place = new int[sizes.length];
    int rest = element;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      place[axis] = rest % sizes[axis];
      rest /= sizes[axis];
    }
    return Arrays.toString(place);
  }
}
