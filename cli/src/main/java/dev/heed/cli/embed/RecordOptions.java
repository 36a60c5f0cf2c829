package dev.heed.cli.embed;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where in a file the texts are. */
final class RecordOptions {
  @Option(
      names = "--field",
      paramLabel = "NAME",
      description = "The file has an object of JSON a line, with the text in this field.")
  private @Nullable String field;

  @Option(
      names = "--column",
      paramLabel = "NAME|N",
      description =
          "The file is CSV, with the text in this column of the header, or the Nth. Fields are"
              + " separated by what the first line has first: comma, semicolon or tab.")
  private @Nullable String column;

  @Option(
      names = "--no-header",
      description = "The first line of the CSV is a row like all others.")
  private boolean withoutHeader;

  @Option(
      names = "--id",
      paramLabel = "FIELD|COLUMN",
      description = "What else of each text goes into the result, to join it by.")
  private @Nullable String id;

  /** Whether each text has a name of its own. */
  boolean namesTexts() {
    return id != null;
  }

  /** Refuses options that do not go together. */
  void check() {
    if (field != null && column != null) {
      throw new IllegalArgumentException("--field is for JSON and --column for CSV: one of them");
    }
    if (withoutHeader && column == null) {
      throw new IllegalArgumentException(
          "--no-header is for CSV: --column N says where the text is");
    }
    if (id != null && field == null && column == null) {
      throw new IllegalArgumentException(
          "--id %s: a line of plain text has none; --field is for JSON and --column for CSV"
              .formatted(id));
    }
  }

  /** The texts of a stream. */
  TextRecords of(LineReader lines) {
    if (field != null) {
      return new JsonRecords(lines, field, id);
    }
    return column == null
        ? new TextRecords.Plain(lines)
        : new CsvRecords(lines, new CsvRecords.Columns(column, id, !withoutHeader));
  }

  /** What to say of a file that is read line by line though its name promises more; else null. */
  @Nullable String doubt(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    if (field != null || column != null) {
      return null;
    }
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json")) {
      return file + " is read as one text a line; for a field of JSON there is --field NAME";
    }
    return name.endsWith(".csv") || name.endsWith(".tsv")
        ? file + " is read as one text a line; for a column of CSV there is --column NAME"
        : null;
  }
}
