package dev.heed.kernel;

/**
 * exp for x ≤ 0 in float32, with the rounding of each step fixed.
 *
 * <p>2^f on [−½, ½] is 1 + f·p(f), p interpolating (2^f − 1)/f at six Chebyshev nodes (relative
 * error 5.1e-9, computed with 60 digits); the constant term is exactly 1, so exp(0) = 1. Below
 * {@link #LOWEST} the result is +0.
 */
public final class FloatMath {
  /** Below this, exp is +0. */
  public static final float LOWEST = -0x1.600000p6f;

  /** log₂e, rounded. */
  public static final float LOG2_E = 0x1.715476p0f;

  /** log₂e − {@link #LOG2_E}. */
  static final float LOG2_E_REST = 0x1.4ae0cp-26f;

  /** 1.5·2²³ + 127: a number near 0 added to it is rounded to an integer in its low bits. */
  public static final float SHIFT = 12583039f;

  /** (2^f − 1)/f is c₁ + c₂·f + …; with the next ones. */
  public static final float C1 = 0x1.62e43p-1f;

  /** See {@link #C1}. */
  public static final float C2 = 0x1.ebfbep-3f;

  /** See {@link #C1}. */
  public static final float C3 = 0x1.c6af6cp-5f;

  /** See {@link #C1}. */
  public static final float C4 = 0x1.3b2a54p-7f;

  /** See {@link #C1}. */
  public static final float C5 = 0x1.5f089p-10f;

  /** See {@link #C1}. */
  public static final float C6 = 0x1.44138ap-13f;

  private FloatMath() {}

  /** {@code value} in this type, rounded to nearest even. */
  public static float rounded(double value) {
    return (float) value;
  }

  /**
   * exp(x) for x ≤ 0; NaN for NaN. The error is at most 1.2e-7·(1 + |x|/8) of the value down to the
   * smallest normal number, by trial over the whole range; below it, ¾ of that number.
   */
  public static float exp(float x) {
    float bounded = Math.max(x, LOWEST);
    float shifted = shifted(bounded);
    float f = fraction(bounded, shifted);
    return Math.fma(slope(f), f, 1) * power(shifted);
  }

  /** exp(x) − 1 for x ≤ 0, accurate near 0 as well; NaN for NaN. */
  public static float expMinusOne(float x) {
    float bounded = Math.max(x, LOWEST);
    float shifted = shifted(bounded);
    float f = fraction(bounded, shifted);
    float power = power(shifted);
    return Math.fma(slope(f) * f, power, power - 1);
  }

  /**
   * tanh(x) = −e/(2 + e) with e = exp(−2|x|) − 1, and the sign of x; NaN for NaN. The error is at
   * most 3.51 units in the last place, by trial of every float from 1e-5 on; below it is 2.01.
   */
  public static float tanh(float x) {
    float e = expMinusOne(-2 * Math.abs(x));
    return Math.copySign(-e / (2 + e), x);
  }

  /** x·log₂e as a whole number, rounded, with its bits at the lower end. */
  static float shifted(float bounded) {
    return Math.fma(bounded, LOG2_E, SHIFT);
  }

  /** x·log₂e less the whole number in {@code shifted}. */
  static float fraction(float bounded, float shifted) {
    return Math.fma(bounded, LOG2_E, -(shifted - SHIFT));
  }

  /** (2^f − 1)/f for f from −½ to ½. */
  static float slope(float f) {
    float p = Math.fma(C6, f, C5);
    p = Math.fma(p, f, C4);
    p = Math.fma(p, f, C3);
    p = Math.fma(p, f, C2);
    p = Math.fma(p, f, C1);
    return p;
  }

  /** Two to the whole number in {@code shifted}; +0 for the lowest. */
  static float power(float shifted) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(shifted) << 23);
  }

  /** The number, or −∞ where {@code hides} is 1 and not 0: without a branch. */
  static float unlessHidden(float number, int hides) {
    int least = Float.floatToRawIntBits(Float.NEGATIVE_INFINITY);
    return Float.intBitsToFloat((Float.floatToRawIntBits(number) & (hides - 1)) | (least & -hides));
  }
}
