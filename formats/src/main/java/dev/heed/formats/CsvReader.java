package dev.heed.formats;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.util.Iterator;

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
    Iterable<String> fields = () -> new CsvFields(text, separator);
    int count = 0;
    for (Iterator<String> all = fields.iterator(); all.hasNext(); all.next()) {
      count++;
    }
    if (rows == 0) {
      columns = count;
      firstRow = place;
      refuseHeader(fields, place);
    }
    if (count != columns) {
      throw place.error(
          "has %d numbers and %s has %d: the rows of a matrix are equally long"
              .formatted(count, firstRow.within(), columns));
    }
    int position = 0;
    for (String field : fields) {
      position++;
      try {
        numbers.add(NumberText.parse(field), place);
      } catch (NumberFormatException e) {
        throw place.at("field " + position).error(hint(field, e));
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

  private static void refuseHeader(Iterable<String> fields, Place place) throws FileException {
    for (String field : fields) {
      if (NumberText.isNumber(field)) {
        return;
      }
    }
    throw place.error(
        "holds no numbers but %s: if it is a header line, remove it or begin it with #"
            .formatted(Excerpt.quoted(fields.iterator().next())));
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
