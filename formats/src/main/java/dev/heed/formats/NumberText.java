package dev.heed.formats;

import java.util.Locale;
import java.util.Set;

/** Numbers as CSV fields and JSON strings write them. */
final class NumberText {
  private static final Set<String> WORDS = Set.of("inf", "infinity", "nan");

  private NumberText() {}

  /**
   * The float64 nearest to a decimal number, or one of the words inf, infinity and nan in any case
   * and with an optional sign.
   *
   * @throws NumberFormatException with a sentence, if the text is neither or exceeds float64
   */
  static double parse(String text) {
    if (isDecimal(text)) {
      double value = Double.parseDouble(text);
      if (Double.isInfinite(value)) {
        throw new NumberFormatException(
            Excerpt.quoted(text) + " exceeds the largest float64, about 1.8e308");
      }
      return value;
    }
    return switch (word(text)) {
      case "inf", "infinity" ->
          text.charAt(0) == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> throw new NumberFormatException(Excerpt.quoted(text) + " is not a number");
    };
  }

  /** Whether {@link #parse} takes the text for a number, be it too large. */
  static boolean isNumber(String text) {
    return isDecimal(text) || WORDS.contains(word(text));
  }

  private static String word(String text) {
    return text.substring(afterSign(text, 0)).toLowerCase(Locale.ROOT);
  }

  /** Sign, digits with a point, exponent; stricter than Java, which takes 1f, 0x1p3 and blanks. */
  private static boolean isDecimal(String text) {
    int at = afterSign(text, 0);
    int point = afterDigits(text, at);
    int end = point;
    int digits = point - at;
    if (point < text.length() && text.charAt(point) == '.') {
      end = afterDigits(text, point + 1);
      digits += end - point - 1;
    }
    if (digits > 0 && end < text.length() && (text.charAt(end) | 0x20) == 'e') {
      int exponent = afterSign(text, end + 1);
      end = afterDigits(text, exponent);
      digits = end - exponent;
    }
    return digits > 0 && end == text.length();
  }

  private static int afterSign(String text, int at) {
    return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
  }

  private static int afterDigits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
