package dev.heed.cli.embed;

import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Each row of a CSV file has its text in one column. Empty lines are passed over where there are
 * more columns.
 */
final class CsvRecords implements TextRecords {
  private static final int SHOWN = 12;

  private final LineReader lines;
  private final CsvRows rows;
  private final Columns wanted;
  private int columns = -1;
  private int text;
  private int id;

  /**
   * Which columns are read.
   *
   * @param text the column of the text: its name in the header, or its number from 1
   * @param id the column that tells texts apart; null for none
   * @param header whether the first row has the columns' names
   */
  record Columns(String text, @Nullable String id, boolean header) {}

  CsvRecords(LineReader lines, Columns wanted) {
    this.lines = lines;
    this.wanted = wanted;
    this.rows = new CsvRows(lines, lines.file().endsWith(".tsv") ? '\t' : 0);
  }

  @Override
  public LineReader lines() {
    return lines;
  }

  @Override
  public @Nullable TextRecord next() throws IOException {
    List<String> row = rows.next();
    if (columns < 0) {
      if (row == null) {
        return nothing();
      }
      columns = row.size();
      text = column(wanted.text(), row);
      id = wanted.id() == null ? -1 : column(wanted.id(), row);
      row = wanted.header() ? rows.next() : row;
    }
    while (row != null && columns > 1 && row.equals(List.of(""))) {
      row = rows.next();
    }
    if (row == null) {
      return null;
    }
    if (row.size() != columns) {
      throw error(
          "has %d fields and the first row %d: a field with a separator in it stands in quotes"
              .formatted(row.size(), columns));
    }
    return new TextRecord(rows.begin(), id < 0 ? null : row.get(id), row.get(text));
  }

  private @Nullable TextRecord nothing() throws FileException {
    if (wanted.header()) {
      throw new FileException(
          lines.file(), "", "is empty: its first line is to have the columns' names");
    }
    return null;
  }

  /** The place of a column in a row, from 0. */
  private int column(String name, List<String> first) throws FileException {
    int named = wanted.header() ? first.indexOf(name) : -1;
    if (named >= 0) {
      if (first.lastIndexOf(name) != named) {
        throw error("the column %s is there twice: give its number".formatted(quoted(name)));
      }
      return named;
    }
    if (name.matches("[1-9][0-9]{0,8}")) {
      int number = Integer.parseInt(name);
      if (number > first.size()) {
        throw error("has %d columns, and not %d".formatted(first.size(), number));
      }
      return number - 1;
    }
    throw error(
        wanted.header()
            ? "no column is called %s; there are %s".formatted(quoted(name), names(first))
            : "a column without a name is given by its number, from 1, not as " + quoted(name));
  }

  private FileException error(String problem) {
    return new FileException(lines.file(), "line " + rows.begin(), problem);
  }

  private static String names(List<String> first) {
    String names =
        first.stream().limit(SHOWN).map(CsvRecords::quoted).collect(Collectors.joining(", "));
    return first.size() > SHOWN ? names + ", …" : names;
  }

  private static String quoted(String name) {
    return JsonFields.quoted(name);
  }
}
