package dev.heed.cli.embed;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A file for embeddings, one a line of the input.
 *
 * @param path where
 * @param json whether each is an object of JSON in a line of its own, or a row of a matrix
 */
record EmbeddingsFile(Path path, boolean json) {
  @Override
  public String toString() {
    return path.toString();
  }

  /** Reads the option's value. */
  static final class Converter implements ITypeConverter<EmbeddingsFile> {
    @Override
    public EmbeddingsFile convert(String value) {
      String name = value.toLowerCase(Locale.ROOT);
      boolean json = name.endsWith(".jsonl");
      if (!json && !name.endsWith(".npy") && !name.endsWith(".csv")) {
        throw new TypeConversionException(
            value + ": embeddings go into a file .npy, .jsonl or .csv");
      }
      try {
        return new EmbeddingsFile(Path.of(value), json);
      } catch (InvalidPathException e) {
        throw new TypeConversionException(value + " is no name of a file: " + e.getReason());
      }
    }
  }
}
