package dev.heed.lessons;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A number held as the unevaluated sum of two doubles, about 106 bits (Dekker 1971): what a
 * logarithm needs on its way to a correctly rounded double.
 *
 * @param high the sum rounded to a double
 * @param low what that rounding left over
 */
record DoubleDouble(double high, double low) {
  private static final DoubleDouble LN_2 =
      new DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56);
  // Below, |s| is at most 0.172, and 0.172^(2·22) is less than 2⁻¹¹⁰.
  private static final int TERMS = 23;
  private static final List<DoubleDouble> ODD_SHARES = oddShares();

  /**
   * The natural logarithm, rounded to the nearest double (in all but about one of 10¹⁵ cases), the
   * same on every machine. {@link StrictMath#log} is the same everywhere too, but a unit off in
   * some of a hundred cases; C libraries, which NumPy uses, are off in about one of a thousand.
   *
   * @param x a positive normal number
   */
  static double log(double x) {
    int exponent = Math.getExponent(x);
    double mantissa = Math.scalb(x, -exponent);
    if (mantissa > 1.4142135623730951) {
      mantissa /= 2;
      exponent++;
    }
    // log m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + …) with s = (m − 1)/(m + 1)
    DoubleDouble s = sum(mantissa, -1).dividedBy(sum(mantissa, 1));
    DoubleDouble square = s.times(s);
    DoubleDouble series = new DoubleDouble(0, 0);
    for (int term = TERMS - 1; term >= 0; term--) {
      series = series.times(square).plus(ODD_SHARES.get(term));
    }
    DoubleDouble logarithm = series.times(s).times(new DoubleDouble(2, 0));
    return LN_2.times(new DoubleDouble(exponent, 0)).plus(logarithm).high;
  }

  /** 1, 1/3, 1/5, … */
  private static List<DoubleDouble> oddShares() {
    DoubleDouble one = new DoubleDouble(1, 0);
    return IntStream.range(0, TERMS)
        .mapToObj(term -> one.dividedBy(new DoubleDouble(2 * term + 1, 0)))
        .toList();
  }

  private DoubleDouble plus(DoubleDouble other) {
    DoubleDouble highs = sum(high, other.high);
    DoubleDouble lows = sum(low, other.low);
    DoubleDouble joined = normalised(highs.high, highs.low + lows.high);
    return normalised(joined.high, joined.low + lows.low);
  }

  private DoubleDouble times(DoubleDouble other) {
    double product = high * other.high;
    double rest = Math.fma(high, other.high, -product);
    return normalised(product, rest + (high * other.low + low * other.high));
  }

  private DoubleDouble dividedBy(DoubleDouble divisor) {
    double quotient = high / divisor.high;
    double rest = Math.fma(-quotient, divisor.high, high) + (low - quotient * divisor.low);
    return normalised(quotient, rest / divisor.high);
  }

  /** The exact sum of two doubles (Knuth's two-sum). */
  private static DoubleDouble sum(double a, double b) {
    double sum = a + b;
    double part = sum - a;
    return new DoubleDouble(sum, (a - (sum - part)) + (b - part));
  }

  /** The exact sum of two doubles of which the first is the larger in size, or zero. */
  private static DoubleDouble normalised(double large, double small) {
    double sum = large + small;
    return new DoubleDouble(sum, small - (sum - large));
  }
}
