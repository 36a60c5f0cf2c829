package dev.heed.cli.embed;

import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonLines;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Each line is an object of JSON with the text in a field; empty lines are passed over. */
final class JsonRecords implements TextRecords {
  private final LineReader lines;
  private final JsonLines objects;
  private final String field;
  private final @Nullable String id;

  /**
   * @param id the field that tells texts apart; null for none
   */
  JsonRecords(LineReader lines, String field, @Nullable String id) {
    this.lines = lines;
    this.field = field;
    this.id = id;
    this.objects =
        new JsonLines(
            lines.file(), id == null || id.equals(field) ? Set.of(field) : Set.of(field, id));
  }

  @Override
  public LineReader lines() {
    return lines;
  }

  @Override
  public @Nullable TextRecord next() throws IOException {
    String line = lines.next();
    while (line != null && line.isBlank()) {
      line = lines.next();
    }
    if (line == null) {
      return null;
    }
    JsonFields fields = objects.fields(line, lines.number());
    return new TextRecord(
        lines.number(), id == null ? null : identifier(fields, id), fields.text(field));
  }

  private static Object identifier(JsonFields fields, String name) throws FileException {
    Object value = fields.has(name) ? fields.fields().get(name) : null;
    if (value == null || value instanceof List<?> || value instanceof Map<?, ?>) {
      throw fields.error(
          "the field %s names no text: it is to be a string or a number"
              .formatted(JsonFields.quoted(name)));
    }
    return value;
  }
}
