package dev.heed.cli.embed;

import dev.heed.cli.input.TextSource;
import dev.heed.formats.FileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of text fields as RFC 4180 has them: a field with a separator, a quote or a line break in it
 * stands in quotes, and a quote in it is written twice. A line break inside a field becomes a
 * newline.
 */
final class CsvRows {
  private static final String SEPARATORS = ",;\t";
  private static final int MOST_FIELDS = 1 << 14;

  private final LineReader lines;
  private char separator;
  private long begin;
  private String line = "";
  private int at;

  /**
   * @param separator between two fields; 0 for the first of comma, semicolon and tab in the first
   *     line, else the comma
   */
  CsvRows(LineReader lines, char separator) {
    this.lines = lines;
    this.separator = separator;
  }

  /** The line in which the row begins that {@link #next} returned last. */
  long begin() {
    return begin;
  }

  /**
   * The next row, or null behind the last. An empty line is a row of one empty field.
   *
   * @throws FileException if a quote is not closed, a field goes on behind one, or there are too
   *     many fields
   */
  @Nullable List<String> next() throws IOException {
    String first = lines.next();
    if (first == null) {
      return null;
    }
    line = first;
    at = 0;
    begin = lines.number();
    separator = separator == 0 ? separatorOf(line) : separator;
    List<String> fields = new ArrayList<>();
    fields.add(field(1));
    while (at < line.length()) {
      at++;
      if (fields.size() == MOST_FIELDS) {
        throw error(begin, "has more than %,d fields".formatted(MOST_FIELDS));
      }
      fields.add(field(fields.size() + 1));
    }
    return fields;
  }

  /** The field that begins at {@link #at}, which then is at the separator or the end behind it. */
  private String field(int number) throws IOException {
    if (at < line.length() && line.charAt(at) == '"') {
      at++;
      return quoted(number);
    }
    int end = line.indexOf(separator, at);
    String field = line.substring(at, end < 0 ? line.length() : end);
    at += field.length();
    return field;
  }

  private String quoted(int number) throws IOException {
    StringBuilder text = new StringBuilder();
    while (true) {
      int quote = line.indexOf('"', at);
      if (quote < 0) {
        text.append(line, at, line.length()).append('\n');
        nextLine(text, number);
        continue;
      }
      text.append(line, at, quote);
      at = quote + 1;
      if (at == line.length() || line.charAt(at) == separator) {
        return text.toString();
      }
      if (line.charAt(at) != '"') {
        throw error(
            lines.number(),
            "field %d goes on behind its closing quote: a quote inside is written twice"
                .formatted(number));
      }
      text.append('"');
      at++;
    }
  }

  private void nextLine(StringBuilder text, int number) throws IOException {
    String next = text.length() > TextSource.LONGEST ? null : lines.next();
    if (next == null) {
      throw error(
          begin,
          text.length() > TextSource.LONGEST
              ? "the quote that opens field %d is not closed within %,d letters"
                  .formatted(number, TextSource.LONGEST)
              : "the quote that opens field %d is never closed".formatted(number));
    }
    line = next;
    at = 0;
  }

  private FileException error(long number, String problem) {
    return new FileException(lines.file(), "line " + number, problem);
  }

  /** The first separator outside of quotes. */
  private static char separatorOf(String line) {
    boolean inside = false;
    for (int i = 0; i < line.length(); i++) {
      char letter = line.charAt(i);
      inside ^= letter == '"';
      if (!inside && SEPARATORS.indexOf(letter) >= 0) {
        return letter;
      }
    }
    return ',';
  }
}
