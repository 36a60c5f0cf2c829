package dev.heed.kernel;

/**
 * exp for x ≤ 0 in float64, with the rounding of each step fixed.
 *
 * <p>As {@link FloatMath}, with p of degree 10 (relative error 8.5e-18 before rounding).
 */
public final class DoubleMath {
  /** Below this, exp is +0. */
  public static final double LOWEST = -709.1;

  /** log₂e, rounded. */
  public static final double LOG2_E = 0x1.71547652b82fep0;

  /** log₂e − {@link #LOG2_E}. */
  public static final double LOG2_E_REST = 0x1.777d0ffda0d24p-56;

  /** 1.5·2⁵² + 1023; see {@link FloatMath#SHIFT}. */
  public static final double SHIFT = 6755399441056767d;

  /** (2^f − 1)/f is c₁ + c₂·f + …; with the next ones. */
  public static final double C1 = 0x1.62e42fefa39efp-1;

  /** See {@link #C1}. */
  public static final double C2 = 0x1.ebfbdff82c598p-3;

  /** See {@link #C1}. */
  public static final double C3 = 0x1.c6b08d704a0c2p-5;

  /** See {@link #C1}. */
  public static final double C4 = 0x1.3b2ab6fba1ddap-7;

  /** See {@link #C1}. */
  public static final double C5 = 0x1.5d87fe78a5276p-10;

  /** See {@link #C1}. */
  public static final double C6 = 0x1.430913096fd9fp-13;

  /** See {@link #C1}. */
  public static final double C7 = 0x1.ffcbfc670dcd4p-17;

  /** See {@link #C1}. */
  public static final double C8 = 0x1.62bfd47773353p-20;

  /** See {@link #C1}. */
  public static final double C9 = 0x1.b524fae627834p-24;

  /** See {@link #C1}. */
  public static final double C10 = 0x1.e6063f7217bc6p-28;

  /** See {@link #C1}. */
  public static final double C11 = 0x1.e9d3fe3952179p-32;

  private DoubleMath() {}

  /** {@code value} in this type, rounded to nearest even. */
  public static double rounded(double value) {
    return value;
  }

  /**
   * exp(x) for x ≤ 0; NaN for NaN. The error is at most 4.0e-16 of the value down to the smallest
   * normal number, by trial over the whole range; below it, ¾ of that number.
   */
  public static double exp(double x) {
    double bounded = Math.max(x, LOWEST);
    double shifted = shifted(bounded);
    double f = fraction(bounded, shifted);
    return Math.fma(slope(f), f, 1) * power(shifted);
  }

  /** exp(x) − 1 for x ≤ 0, accurate near 0 as well; NaN for NaN. */
  public static double expMinusOne(double x) {
    double bounded = Math.max(x, LOWEST);
    double shifted = shifted(bounded);
    double f = fraction(bounded, shifted);
    double power = power(shifted);
    return Math.fma(slope(f) * f, power, power - 1);
  }

  /**
   * tanh(x) = −e/(2 + e) with e = exp(−2|x|) − 1, and the sign of x; NaN for NaN. The error is at
   * most about 4 units in the last place: the largest of 60 million trials beside StrictMath.
   */
  public static double tanh(double x) {
    double e = expMinusOne(-2 * Math.abs(x));
    return Math.copySign(-e / (2 + e), x);
  }

  /** x·log₂e as a whole number, rounded, with its bits at the lower end. */
  static double shifted(double bounded) {
    return Math.fma(bounded, LOG2_E, SHIFT);
  }

  /** x·log₂e less the whole number in {@code shifted}. */
  static double fraction(double bounded, double shifted) {
    double f = Math.fma(bounded, LOG2_E, -(shifted - SHIFT));
    return Math.fma(bounded, LOG2_E_REST, f);
  }

  /** (2^f − 1)/f for f from −½ to ½. */
  static double slope(double f) {
    double p = Math.fma(C11, f, C10);
    p = Math.fma(p, f, C9);
    p = Math.fma(p, f, C8);
    p = Math.fma(p, f, C7);
    p = Math.fma(p, f, C6);
    p = Math.fma(p, f, C5);
    p = Math.fma(p, f, C4);
    p = Math.fma(p, f, C3);
    p = Math.fma(p, f, C2);
    p = Math.fma(p, f, C1);
    return p;
  }

  /** Two to the whole number in {@code shifted}; +0 for the lowest. */
  static double power(double shifted) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(shifted) << 52);
  }

  /** The number, or −∞ where {@code hides} is 1 and not 0: without a branch. */
  static double unlessHidden(double number, int hides) {
    long least = Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY);
    long bits = Double.doubleToRawLongBits(number);
    return Double.longBitsToDouble((bits & (hides - 1L)) | (least & -(long) hides));
  }
}
