package dev.heed.cli.embed;

import dev.heed.cli.input.TextSource;
import dev.heed.formats.FileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream of UTF-8, one after another, in memory for the longest of them. A line ends
 * with a newline, with or without a carriage return before it, or with the stream.
 */
final class LineReader {
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final String file;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private byte[] line = new byte[1 << 10];
  private long number;
  private long consumed;

  /**
   * @param file what errors call the stream
   */
  LineReader(InputStream in, String file) {
    this.in = in;
    this.file = file;
  }

  /**
   * The next line without its end, or null behind the last.
   *
   * @throws FileException if it is longer than {@link TextSource#LONGEST} bytes or is not UTF-8
   */
  @Nullable String next() throws IOException {
    if (at == end && !fill()) {
      return null;
    }
    number++;
    int length = 0;
    do {
      int stop = at;
      while (stop < end && buffer[stop] != '\n') {
        stop++;
      }
      append(length, stop - at);
      length += stop - at;
      at = stop;
      if (stop < end) {
        at++;
        return text(length > 0 && line[length - 1] == '\r' ? length - 1 : length);
      }
    } while (fill());
    return text(length);
  }

  /**
   * Whether bytes are there that no line has taken yet, so that the next need not be waited for.
   */
  boolean hasMore() throws IOException {
    return at < end || in.available() > 0;
  }

  /** What errors call the stream. */
  String file() {
    return file;
  }

  /** The number of the line that {@link #next} returned last, from 1. */
  long number() {
    return number;
  }

  /** Bytes that lines were made of so far. */
  long consumed() {
    return consumed + at;
  }

  private boolean fill() throws IOException {
    consumed += at;
    at = 0;
    try {
      end = Math.max(0, in.read(buffer));
    } catch (IOException e) {
      throw FileException.reading(file, e);
    }
    return end > 0;
  }

  private void append(int length, int more) throws FileException {
    if (length + more > TextSource.LONGEST) {
      throw new FileException(
          file,
          "line " + number,
          "is longer than %,d bytes: is the file one text a line?".formatted(TextSource.LONGEST));
    }
    if (length + more > line.length) {
      line = Arrays.copyOf(line, Math.max(2 * line.length, length + more));
    }
    System.arraycopy(buffer, at, line, length, more);
  }

  private String text(int length) throws FileException {
    String text = TextSource.decode(ByteBuffer.wrap(line, 0, length), file, "line " + number);
    return number == 1 && text.startsWith("\ufeff") ? text.substring(1) : text;
  }
}
