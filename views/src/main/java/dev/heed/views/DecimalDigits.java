package dev.heed.views;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The decimal digits of a number: as few as tell it from its neighbours of the same type, within a
 * least and a greatest count, the last one rounded half to even.
 *
 * <p>Digit generation with margins after Steele and White, "How to print floating-point numbers
 * accurately" (1990), in exact integers. Below the least count digits go on past what tells the
 * number apart, and are then those of its exact value.
 *
 * @param digits without sign and point, the first not 0
 * @param exponent power of ten of the first digit
 */
record DecimalDigits(String digits, int exponent) {

  /**
   * Digits counted after the decimal point.
   *
   * @param magnitude finite, above 0
   * @param single whether the neighbours are float32's
   */
  static DecimalDigits fractional(double magnitude, boolean single, int least, int greatest) {
    return generate(magnitude, single, -least, -greatest);
  }

  /** Digits counted from the first; see {@link #fractional}. */
  static DecimalDigits significant(double magnitude, boolean single, int least, int greatest) {
    int first = firstExponent(magnitude);
    return generate(magnitude, single, first - least + 1, first - greatest + 1);
  }

  private static int firstExponent(double magnitude) {
    BigDecimal exact = new BigDecimal(magnitude);
    return exact.precision() - exact.scale() - 1;
  }

  private static DecimalDigits generate(double magnitude, boolean single, int enough, int last) {
    int first = firstExponent(magnitude);
    Interval interval = Interval.of(magnitude, single).scaledBy(first);
    BigInteger scale = interval.scale();
    BigInteger rest = interval.value();
    BigInteger below = interval.below();
    BigInteger above = interval.above();
    StringBuilder digits = new StringBuilder();
    for (int exponent = first; ; exponent--) {
      BigInteger[] parts = rest.divideAndRemainder(scale);
      rest = parts[1];
      boolean low = rest.compareTo(below) < (interval.even() ? 1 : 0);
      boolean high = rest.add(above).compareTo(scale) > (interval.even() ? -1 : 0);
      digits.append((char) ('0' + parts[0].intValue()));
      if (((low || high) && exponent <= enough) || exponent == last) {
        boolean up = low == high ? roundsUp(rest, scale, parts[0]) : high;
        return up ? incremented(digits, first) : new DecimalDigits(digits.toString(), first);
      }
      rest = rest.multiply(BigInteger.TEN);
      below = below.multiply(BigInteger.TEN);
      above = above.multiply(BigInteger.TEN);
    }
  }

  private static boolean roundsUp(BigInteger rest, BigInteger scale, BigInteger digit) {
    int half = rest.shiftLeft(1).compareTo(scale);
    return half > 0 || (half == 0 && digit.testBit(0));
  }

  private static DecimalDigits incremented(StringBuilder digits, int first) {
    int at = digits.length() - 1;
    while (at >= 0 && digits.charAt(at) == '9') {
      at--;
    }
    digits.setLength(at + 1);
    if (at < 0) {
      return new DecimalDigits("1", first + 1);
    }
    digits.setCharAt(at, (char) (digits.charAt(at) + 1));
    return new DecimalDigits(digits.toString(), first);
  }

  /** A number and the halves of the gaps to its neighbours, all over one {@code scale}. */
  private record Interval(
      BigInteger value, BigInteger below, BigInteger above, BigInteger scale, boolean even) {

    static Interval of(double magnitude, boolean single) {
      int mantissaBits = single ? 23 : 52;
      long bits =
          single ? Float.floatToIntBits((float) magnitude) : Double.doubleToLongBits(magnitude);
      long fraction = bits & ((1L << mantissaBits) - 1);
      int biased = (int) (bits >>> mantissaBits);
      long mantissa = biased == 0 ? fraction : fraction | 1L << mantissaBits;
      int exponent = Math.max(biased, 1) - (single ? 127 : 1023) - mantissaBits;
      BigInteger unit = BigInteger.ONE.shiftLeft(Math.max(exponent, 0));
      boolean nearerBelow = fraction == 0 && biased > 1;
      return new Interval(
          BigInteger.valueOf(mantissa).multiply(unit).shiftLeft(2),
          nearerBelow ? unit : unit.shiftLeft(1),
          unit.shiftLeft(1),
          BigInteger.ONE.shiftLeft(2 + Math.max(-exponent, 0)),
          (mantissa & 1) == 0);
    }

    /** Divided by a power of ten, so that the value is from 1 to 10. */
    Interval scaledBy(int exponent) {
      BigInteger power = BigInteger.TEN.pow(Math.abs(exponent));
      return exponent >= 0
          ? new Interval(value, below, above, scale.multiply(power), even)
          : new Interval(
              value.multiply(power), below.multiply(power), above.multiply(power), scale, even);
    }
  }
}
