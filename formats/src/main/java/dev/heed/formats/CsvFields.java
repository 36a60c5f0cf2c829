package dev.heed.formats;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The fields of one line, one at a time, since a list of all of a long line's fields would take
 * many times the line's memory. Blanks may stand in rows; every other separator has a field on
 * either side, be it empty.
 */
final class CsvFields implements Iterator<String> {
  private final String line;
  private final char separator;
  private int from;

  CsvFields(String line, char separator) {
    this.line = line;
    this.separator = separator;
  }

  @Override
  public boolean hasNext() {
    while (separator == ' ' && from < line.length() && line.charAt(from) <= ' ') {
      from++;
    }
    return from < line.length() || (from == line.length() && separator != ' ');
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int to = end();
    String field = line.substring(from, to).strip();
    from = to + 1;
    return field;
  }

  /** The next separator; where blanks separate, the next tab does too. */
  private int end() {
    int at = from;
    while (at < line.length()) {
      char character = line.charAt(at);
      if (character == separator || (separator == ' ' && character == '\t')) {
        return at;
      }
      at++;
    }
    return at;
  }
}
