package dev.heed.views;

import java.util.Arrays;

/**
 * One notation and one width for all numbers of an array, chosen as NumPy chooses them: at most 8
 * digits after the point, in scientific notation if a magnitude is 1e8 or more, below 0.0001, or
 * more than 1000 times another.
 */
final class NumberColumn {
  private static final int PRECISION = 8;
  private static final int ALL = 2000;

  private final boolean single;
  private final boolean scientific;
  private int left;
  private int right;
  private int exponentDigits;
  private int fractionDigits;

  private NumberColumn(double[] shown, boolean single) {
    this.single = single;
    double[] finite = Arrays.stream(shown).filter(Double::isFinite).toArray();
    this.scientific = needsExponent(finite, single);
    for (double number : finite) {
      Parts parts = scientific ? scientific(number, 1, PRECISION + 1) : positional(number, -ALL);
      left = Math.max(left, parts.whole().length());
      right = Math.max(right, parts.fraction().length());
      exponentDigits = Math.max(exponentDigits, parts.exponent().length() - 2);
    }
    if (scientific) {
      fractionDigits = right;
      right += exponentDigits + 2;
    }
    if (finite.length < shown.length) {
      boolean signed = Arrays.stream(shown).anyMatch(x -> x == Double.NEGATIVE_INFINITY);
      left = Math.max(left, (signed ? 4 : 3) - (right + 1));
    }
  }

  /**
   * The column of the numbers that will be shown.
   *
   * @param single whether they are float32
   */
  static NumberColumn of(double[] shown, boolean single) {
    return new NumberColumn(shown, single);
  }

  /** A number that stands alone, which NumPy writes like a Python scalar, with all its digits. */
  static String scalar(double number, boolean single) {
    if (!Double.isFinite(number)) {
      return nonFinite(number);
    }
    NumberColumn column = new NumberColumn(new double[0], single);
    double magnitude = Math.abs(number);
    if (magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16)) {
      Parts parts = column.positional(number, -ALL, ALL);
      return parts.whole() + "." + (parts.fraction().isEmpty() ? "0" : parts.fraction());
    }
    Parts parts = column.scientific(number, 1, ALL);
    String point = parts.fraction().isEmpty() ? "" : ".";
    return parts.whole() + point + parts.fraction() + parts.exponent();
  }

  /** The number, padded with blanks to the width of the column. */
  String text(double number) {
    if (!Double.isFinite(number)) {
      return pad(nonFinite(number), left + right + 1);
    }
    if (scientific) {
      Parts parts = scientific(number, fractionDigits + 1, fractionDigits + 1);
      String zeros = "0".repeat(fractionDigits - parts.fraction().length());
      String sign = parts.exponent().substring(0, 2);
      String power = parts.exponent().substring(2);
      power = "0".repeat(exponentDigits - power.length()) + power;
      return pad(parts.whole(), left) + "." + parts.fraction() + zeros + sign + power;
    }
    Parts parts = positional(number, 0);
    String blanks = " ".repeat(right - parts.fraction().length());
    return pad(parts.whole(), left) + "." + parts.fraction() + blanks;
  }

  private static boolean needsExponent(double[] finite, boolean single) {
    double greatest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (double number : finite) {
      if (number != 0) {
        greatest = Math.max(greatest, Math.abs(number));
        least = Math.min(least, Math.abs(number));
      }
    }
    double ratio = single ? (float) greatest / (float) least : greatest / least;
    return greatest >= 1e8 || (greatest > 0 && (least < 0.0001 || ratio > 1000));
  }

  private Parts positional(double number, int least) {
    return positional(number, least, PRECISION);
  }

  private Parts positional(double number, int least, int greatest) {
    String sign = sign(number);
    if (number == 0) {
      return new Parts(sign + "0", "", "");
    }
    DecimalDigits decimal = DecimalDigits.fractional(Math.abs(number), single, least, greatest);
    String digits = decimal.digits();
    int point = decimal.exponent() + 1;
    if (point <= 0) {
      return new Parts(sign + "0", trimmed("0".repeat(-point) + digits), "");
    }
    digits += "0".repeat(Math.max(0, point - digits.length()));
    return new Parts(sign + digits.substring(0, point), trimmed(digits.substring(point)), "");
  }

  private Parts scientific(double number, int least, int greatest) {
    String sign = sign(number);
    if (number == 0) {
      return new Parts(sign + "0", "", "e+00");
    }
    DecimalDigits decimal = DecimalDigits.significant(Math.abs(number), single, least, greatest);
    int exponent = decimal.exponent();
    String power = (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "");
    return new Parts(
        sign + decimal.digits().charAt(0),
        trimmed(decimal.digits().substring(1)),
        power + Math.abs(exponent));
  }

  private static String sign(double number) {
    return Double.doubleToRawLongBits(number) < 0 ? "-" : "";
  }

  private static String nonFinite(double number) {
    return Double.isNaN(number) ? "nan" : number < 0 ? "-inf" : "inf";
  }

  private static String trimmed(String fraction) {
    int end = fraction.length();
    while (end > 0 && fraction.charAt(end - 1) == '0') {
      end--;
    }
    return fraction.substring(0, end);
  }

  private static String pad(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  /** A number cut at its point, with {@code e+00} and the like, or nothing, behind it. */
  private record Parts(String whole, String fraction, String exponent) {}
}
