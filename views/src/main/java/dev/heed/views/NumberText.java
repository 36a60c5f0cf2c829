package dev.heed.views;

import java.util.Locale;
import java.util.function.DoubleFunction;

/** Single numbers for people: few digits, no blanks. */
public final class NumberText {
  private NumberText() {}

  /**
   * At most three digits that count: {@code 0.0123}, {@code 4.57}, {@code 812}; beyond 0.001 and
   * 99999 with an exponent; {@code NaN}, {@code ∞} and {@code −∞} by name.
   */
  public static String brief(double number) {
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "NaN" : number > 0 ? "∞" : "−∞";
    }
    double size = Math.abs(number);
    if (size == 0) {
      return "0";
    }
    if (size < 0.001 || size >= 99_999.5) {
      return String.format(Locale.ROOT, "%.1e", number).replaceFirst("e\\+?(-?)0*", "e$1");
    }
    int places = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
    String digits = String.format(Locale.ROOT, "%." + places + "f", number);
    return places == 0 ? digits : digits.replaceFirst("\\.?0+$", "");
  }

  /**
   * A notation for all numbers of a table that run from one number to another: four digits behind
   * the point unless that loses too much, then as {@link #brief}.
   */
  public static DoubleFunction<String> alike(double low, double high) {
    double size = Math.max(Math.abs(low), Math.abs(high));
    return size >= 0.01 && size < 10_000
        ? number ->
            Double.isFinite(number) ? String.format(Locale.ROOT, "%.4f", number) : brief(number)
        : NumberText::brief;
  }

  /** A share from 0 to 1 in three characters: {@code .07}, {@code .43}, {@code 1.0}. */
  public static String share(double share) {
    return TextBlock.share(share);
  }
}
