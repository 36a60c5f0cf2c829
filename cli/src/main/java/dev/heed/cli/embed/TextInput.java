package dev.heed.cli.embed;

import dev.heed.cli.console.Console;
import dev.heed.cli.input.TextSource;
import dev.heed.formats.FileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of texts, or standard input where it is called {@code -}. */
final class TextInput {
  private final String name;
  private final RecordOptions options;
  private final Console console;

  TextInput(String name, RecordOptions options, Console console) {
    this.name = name;
    this.options = options;
    this.console = console;
  }

  /** What is done with the open file. */
  @FunctionalInterface
  interface Reading<T> {
    /**
     * Reads it.
     *
     * @param bytes of the file; 0 if nobody knows
     */
    T from(TextRecords records, long bytes) throws IOException;
  }

  /**
   * The result of {@code reading}, after which a file is closed.
   *
   * @throws FileException if it cannot be read, or {@code reading} throws it
   */
  <T> T read(Reading<T> reading) throws IOException {
    if (name.equals(TextSource.DASH)) {
      LineReader lines = new LineReader(console.input(), TextSource.STANDARD_INPUT);
      return reading.from(options.of(lines), 0);
    }
    Path path = Path.of(name);
    if (Files.isDirectory(path)) {
      throw new FileException(name, "", "is a folder: name a file in it");
    }
    try (InputStream in = Files.newInputStream(path)) {
      String doubt = options.doubt(name);
      if (doubt != null) {
        console.error("heed: " + doubt);
      }
      return reading.from(options.of(new LineReader(in, name)), Files.size(path));
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
  }

  /** Refuses to write over the texts before they are read. */
  void requireOther(Path out) throws IOException {
    if (name.equals(TextSource.DASH)) {
      return;
    }
    Path path = Path.of(name);
    if (Files.exists(out) && Files.exists(path) && Files.isSameFile(path, out)) {
      throw new IllegalArgumentException("--out %s is the input itself".formatted(out));
    }
  }
}
