package dev.heed.explain;

import java.util.Locale;

/**
 * What numbers are rounded to after every operation: nearest, ties to even, with subnormal numbers,
 * and infinity beyond the largest.
 *
 * <p>Operations are done in float64 first. For sums, differences, products and quotients of numbers
 * of at most 24 bits that gives the same as one rounding (Figueroa 1995, "When is double rounding
 * innocuous?"); for exp and tanh all but always.
 */
public enum Rounding {
  /** IEEE 754 binary16: 11 bits, up to 65504. */
  FLOAT16(11, -14, 65504),
  /** The upper half of a binary32: 8 bits, up to 3.39e38. */
  BFLOAT16(8, -126, 0x1.fep127),
  /** IEEE 754 binary32: 24 bits, up to 3.4e38. */
  FLOAT32(24, -126, Float.MAX_VALUE),
  /** IEEE 754 binary64: as computed. */
  FLOAT64(53, -1022, Double.MAX_VALUE);

  private final int bits;
  private final int leastExponent;
  private final double largest;

  Rounding(int bits, int leastExponent, double largest) {
    this.bits = bits;
    this.leastExponent = leastExponent;
    this.largest = largest;
  }

  /** The largest finite number. */
  public double largest() {
    return largest;
  }

  /** The number rounded. */
  public double of(double number) {
    if (this == FLOAT64 || number == 0 || !Double.isFinite(number)) {
      return number;
    }
    int exponent = Math.max(Math.getExponent(number), leastExponent);
    int shift = exponent - bits + 1;
    double rounded = Math.scalb(Math.rint(Math.scalb(number, -shift)), shift);
    return Math.abs(rounded) > largest ? Math.copySign(Double.POSITIVE_INFINITY, number) : rounded;
  }

  /** exp(score − maximum), each step rounded; 0 for a score of −∞. */
  double power(double score, double maximum) {
    return score == Double.NEGATIVE_INFINITY ? 0 : exp(of(score - maximum));
  }

  /** exp(x), rounded. */
  double exp(double x) {
    return of(StrictMath.exp(x));
  }

  /** The name as NumPy writes it, {@code float16} for example. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
