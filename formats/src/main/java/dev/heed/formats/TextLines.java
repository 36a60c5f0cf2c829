package dev.heed.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines of a text file in UTF-8, of bounded length. */
final class TextLines {
  /** Most bytes of one line. */
  static final int LONGEST = 1 << 24;

  private final InputStream bytes;
  private final Place place;
  private final byte[] chunk = new byte[1 << 16];
  private int at;
  private int end;
  private byte[] line = new byte[256];
  private int number;
  private boolean afterReturn;

  TextLines(ByteSource source) {
    this.bytes = source.stream(0, source.size());
    this.place = source.place();
  }

  /** The place of the line that {@link #next} returned last; lines count from 1. */
  Place place() {
    return place.at("line " + number);
  }

  /** The next line without its end, or null behind the last. */
  @Nullable String next() throws IOException {
    number++;
    int value = read();
    if (afterReturn && value == '\n') {
      value = read();
    }
    if (value < 0) {
      return null;
    }
    int length = 0;
    while (value >= 0 && value != '\n' && value != '\r') {
      if (value == 0 || length == LONGEST) {
        throw place().error(value == 0 ? binary() : "is longer than %d bytes".formatted(LONGEST));
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, 2 * length);
      }
      line[length++] = (byte) value;
      value = read();
    }
    afterReturn = value == '\r';
    String text = new String(line, 0, length, StandardCharsets.UTF_8);
    return number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private int read() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, bytes.read(chunk, 0, chunk.length));
    }
    return at < end ? chunk[at++] & 0xff : -1;
  }

  private static String binary() {
    return "holds a zero byte: the file is binary, or in UTF-16 and to be saved as UTF-8";
  }
}
