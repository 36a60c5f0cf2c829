package dev.heed.cli.inspect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Some neighbours, both ends included.
 *
 * @param first the first one, from 0
 * @param last the last one
 */
record Span(int first, int last) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(?:\\.\\.([0-9]{1,9}))?");

  /** Reads {@code A..B}, or {@code A} alone. */
  static final class Converter implements ITypeConverter<Span> {
    @Override
    public Span convert(String value) {
      Matcher form = FORM.matcher(value);
      if (!form.matches()) {
        throw new TypeConversionException(
            value + ": A..B from the first to the last, counted from 0, or one number");
      }
      int first = Integer.parseInt(form.group(1));
      int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
      if (last < first) {
        throw new TypeConversionException(value + ": it ends before it begins");
      }
      return new Span(first, last);
    }
  }
}
