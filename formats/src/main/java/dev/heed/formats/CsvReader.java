package dev.heed.formats;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Matrices as text: a row a line, numbers separated by commas, semicolons, tabs or blanks. The
 * first line with more than one number decides which; {@code #} begins a comment and empty lines
 * are skipped.
 */
final class CsvReader {
  private static final char UNDECIDED = 0;

  private final NumberColumn numbers;
  private char separator = UNDECIDED;
  private int rows;
  private int columns;
  private Place firstRow;

  private CsvReader(MemoryLimit limit, Place place) {
    this.numbers = new NumberColumn(limit);
    this.firstRow = place;
  }

  /**
   * The matrix as float64 {@code [rows, columns]}.
   *
   * @throws FileException if a field is no number, rows differ in length or there are none
   */
  static Tensor read(ByteSource source, MemoryLimit limit) throws IOException {
    CsvReader reader = new CsvReader(limit, source.place());
    TextLines lines = new TextLines(source);
    for (String line = lines.next(); line != null; line = lines.next()) {
      int comment = line.indexOf('#');
      String text = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (!text.isEmpty()) {
        reader.row(text, lines.place());
      }
    }
    if (reader.rows == 0) {
      throw source.place().error("holds no numbers: a matrix has a row of numbers a line");
    }
    return Tensor.of(reader.numbers.toArray(), reader.rows, reader.columns);
  }

  private void row(String text, Place place) throws FileException {
    if (separator == UNDECIDED) {
      separator = separatorOf(text);
    }
    List<String> fields = fields(text);
    if (rows == 0) {
      columns = fields.size();
      firstRow = place;
      refuseHeader(fields, place);
    }
    if (fields.size() != columns) {
      throw place.error(
          "has %d numbers and %s has %d: the rows of a matrix are equally long"
              .formatted(fields.size(), firstRow.within(), columns));
    }
    for (int i = 0; i < columns; i++) {
      try {
        numbers.add(NumberText.parse(fields.get(i)), place);
      } catch (NumberFormatException e) {
        throw place.at("field " + (i + 1)).error(hint(fields.get(i), e));
      }
    }
    rows++;
  }

  private static char separatorOf(String text) {
    for (char mark : new char[] {';', ',', '\t', ' '}) {
      if (text.indexOf(mark) >= 0) {
        return mark;
      }
    }
    return UNDECIDED;
  }

  private List<String> fields(String text) {
    List<String> fields = new ArrayList<>(Math.max(1, columns));
    int from = 0;
    while (from <= text.length()) {
      int to = separator == UNDECIDED ? -1 : text.indexOf(separator, from);
      to = to < 0 ? text.length() : to;
      String field = text.substring(from, to).strip();
      // Blanks may stand in rows; every other separator has one field on either side.
      if (separator != ' ' || !field.isEmpty()) {
        fields.add(field);
      }
      from = to + 1;
    }
    return fields;
  }

  private static void refuseHeader(List<String> fields, Place place) throws FileException {
    if (fields.stream().anyMatch(NumberText::isNumber)) {
      return;
    }
    throw place.error(
        "holds no numbers but %s: if it is a header line, remove it or begin it with #"
            .formatted(Excerpt.quoted(fields.getFirst())));
  }

  private String hint(String field, NumberFormatException problem) {
    if (field.isEmpty()) {
      return "is empty: a matrix has a number in every field";
    }
    if (separator == ';' && field.indexOf(',') >= 0) {
      return problem.getMessage() + ": decimals are written with a point";
    }
    return String.valueOf(problem.getMessage());
  }
}
