package dev.heed.benchmarks.results;

import dev.heed.meter.Timing;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as cells of a table. */
public final class Figures {
  /** Stands where there is no number. */
  public static final String NONE = "–";

  private Figures() {}

  /** A number in a format of {@link String#format}, with a point whatever the language. */
  public static String number(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }

  /** The same, or {@link #NONE}. */
  public static String number(String format, OptionalDouble number) {
    return number.isEmpty() ? NONE : number(format, number.getAsDouble());
  }

  /** Two numbers; what stands before the first percent sign is written once. */
  public static String range(String format, double from, double to) {
    return number(format, from) + "–" + number(format.substring(format.indexOf('%')), to);
  }

  /** The ends of some times, in another unit of which {@code factor} make one of theirs. */
  public static String range(String format, Timing timing, double factor) {
    return range(format, factor * timing.least(), factor * timing.greatest());
  }
}
