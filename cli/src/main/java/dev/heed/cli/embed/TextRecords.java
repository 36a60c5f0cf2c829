package dev.heed.cli.embed;

import dev.heed.formats.FileException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The texts of a stream, one after another, in memory for one of them. */
interface TextRecords {
  /**
   * The next text, or null behind the last.
   *
   * @throws FileException if the next one cannot be read; the message names its line
   */
  @Nullable TextRecord next() throws IOException;

  /** The lines that the texts are read from. */
  LineReader lines();

  /** Each line is a text. */
  record Plain(LineReader lines) implements TextRecords {
    @Override
    public @Nullable TextRecord next() throws IOException {
      String line = lines.next();
      return line == null ? null : new TextRecord(lines.number(), null, line);
    }
  }
}
