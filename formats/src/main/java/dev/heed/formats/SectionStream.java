package dev.heed.formats;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A stretch of a source, read in order. It holds no resource: closing it does nothing. */
final class SectionStream extends InputStream {
  private final ByteSource source;
  private final long end;
  private long position;

  SectionStream(ByteSource source, long from, long end) {
    this.source = source;
    this.position = from;
    this.end = end;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (position >= end) {
      return -1;
    }
    int count = source.read(position, into, offset, (int) Math.min(length, end - position));
    position += Math.max(0, count);
    return count;
  }
}
