package dev.heed.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** The bytes of one file, of known size, readable at any position. */
sealed interface ByteSource {
  /** The file as the user named it. */
  String name();

  /** Number of bytes. */
  long size();

  /**
   * Reads at most {@code length} bytes.
   *
   * @return how many were read, or −1 behind the last byte
   */
  int read(long position, byte[] into, int offset, int length) throws IOException;

  /** The file as a whole, for errors. */
  default Place place() {
    return Place.in(name());
  }

  /** The bytes {@code from} to {@code to} (exclusive) as a stream. */
  default InputStream stream(long from, long to) {
    return new SectionStream(this, from, to);
  }

  /**
   * The bytes {@code from} to {@code from + length} in a buffer of little-endian order.
   *
   * @throws FileException if the file ends before them
   */
  default ByteBuffer bytes(long from, int length) throws IOException {
    byte[] bytes =
        from < 0 || length > size() - from
            ? new byte[0]
            : stream(from, from + length).readNBytes(length);
    if (bytes.length < length) {
      throw place()
          .at("byte " + from)
          .error(
              "%d bytes should follow and the file has %d bytes in all: was it cut off?"
                  .formatted(length, size()));
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes that are already in memory. */
  record Held(String name, ByteBuffer content) implements ByteSource {
    @Override
    public long size() {
      return content.limit();
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) {
      if (position >= content.limit()) {
        return -1;
      }
      int count = (int) Math.min(length, content.limit() - position);
      content.get((int) position, into, offset, count);
      return count;
    }
  }

  /** An open file. */
  record Opened(String name, FileChannel channel, long size) implements ByteSource {
    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
      return channel.read(ByteBuffer.wrap(into, offset, length), position);
    }
  }
}
