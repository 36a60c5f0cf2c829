package dev.heed.cli.embed;

import dev.heed.formats.AtomicOutput;
import dev.heed.formats.JsonDocument;
import dev.heed.formats.MatrixFile;
import dev.heed.models.Embeddings;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A file for embeddings, one for each text of the input.
 *
 * @param path where
 * @param format what it is like
 */
record EmbeddingsFile(Path path, Format format) {
  /** What a file may be like, by its extension. */
  enum Format {
    /** A matrix with a row for each text. */
    NPY,
    /** The same as text; with an id before each row if the texts have one. */
    CSV,
    /** An object of JSON in a line of its own for each text. */
    JSONL
  }

  /** Writes all that a run gives: the file is complete then, or not there. */
  void write(EmbedRun run, int columns, boolean named) throws IOException {
    if (format == Format.JSONL) {
      AtomicOutput.write(
          path,
          out ->
              run.into((records, embeddings) -> {
                writeJson(out, records, embeddings);
                return true;
              }));
    } else if (named) {
      AtomicOutput.write(
          path,
          out ->
              run.into((records, embeddings) -> {
                writeNamedRows(out, records, embeddings);
                return true;
              }));
    } else {
      MatrixFile.write(
          path,
          columns,
          matrix ->
              run.into((records, embeddings) -> {
                matrix.add(embeddings.vectors());
                return true;
              }));
    }
  }

  /** Writes each embedding as an object of JSON in a line of its own. */
  static void writeJson(OutputStream out, List<TextRecord> records, Embeddings embeddings)
      throws IOException {
    for (int n = 0; n < records.size(); n++) {
      Map<String, Object> fields = new LinkedHashMap<>();
      Object id = records.get(n).id();
      if (id != null) {
        fields.put("id", id);
      }
      fields.put("line", records.get(n).line());
      fields.put("tokens", embeddings.tokens(n));
      fields.put("cut", embeddings.cut(n));
      fields.put("embedding", embeddings.vector(n));
      JsonDocument.write(out, fields);
    }
  }

  private static void writeNamedRows(
      OutputStream out, List<TextRecord> records, Embeddings embeddings) throws IOException {
    for (int n = 0; n < records.size(); n++) {
      StringBuilder row = new StringBuilder();
      row.append(field(String.valueOf(Objects.requireNonNull(records.get(n).id()))));
      Tensor vector = embeddings.vector(n);
      for (float number : vector.toFloatArray()) {
        row.append(',').append(number);
      }
      out.write(row.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** As RFC 4180 writes it. */
  private static String field(String text) {
    boolean plain = text.chars().noneMatch(letter -> ",;\t\"\r\n".indexOf(letter) >= 0);
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /** Reads the option's value. */
  static final class Converter implements ITypeConverter<EmbeddingsFile> {
    @Override
    public EmbeddingsFile convert(String value) {
      for (Format format : Format.values()) {
        if (value.toLowerCase(Locale.ROOT).endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
          try {
            return new EmbeddingsFile(Path.of(value), format);
          } catch (InvalidPathException e) {
            throw new TypeConversionException(value + " is no name of a file: " + e.getReason());
          }
        }
      }
      throw new TypeConversionException(value + ": embeddings go into a file .npy, .jsonl or .csv");
    }
  }
}
