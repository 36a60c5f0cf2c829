package dev.heed.attention;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The state of a range of numbered blocks of keys, on the way from one {@link PartialTree} to
 * another.
 *
 * @param first block
 * @param count blocks, those that never come among them
 * @param state of all of them
 */
public record PartialRange(int first, int count, PartialAttention state) {
  private static final byte[] LETTERS = "HEEDRANG".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  /** Letters, version, first block and count, and the sum of all before. */
  private static final int SUMMED = 8 + 4 + 4 + 4;

  private static final int HEADER = SUMMED + 4;

  /**
   * @throws IllegalArgumentException if there is no block, or it is below 0
   */
  public PartialRange {
    if (first < 0 || count < 1 || first > Integer.MAX_VALUE - count) {
      throw new IllegalArgumentException(
          "blocks %d to %d: at least one, from 0 on".formatted(first, first + (long) count));
    }
  }

  /**
   * Bytes from which {@link #ofBytes} makes an equal range again: the letters {@code HEEDRANG}, the
   * version, first block and count (4 bytes each, little-endian), CRC-32C of all before (4), and
   * the state as {@link PartialAttention#toBytes} has it.
   */
  public byte[] toBytes() {
    byte[] own = state.toBytes();
    byte[] bytes = new byte[HEADER + own.length];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(LETTERS).putInt(VERSION).putInt(first).putInt(count);
    buffer.putInt(checksum(bytes)).put(own);
    return bytes;
  }

  /**
   * A range out of {@link #toBytes}.
   *
   * @throws IllegalArgumentException if the bytes are none, are cut off or changed, or of a version
   *     that this one does not know
   */
  public static PartialRange ofBytes(byte[] bytes) {
    if (bytes.length < HEADER
        || !Arrays.equals(bytes, 0, LETTERS.length, LETTERS, 0, LETTERS.length)) {
      throw new IllegalArgumentException(
          "cannot read %d bytes that do not begin as a range of states does"
              .formatted(bytes.length));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.position(LETTERS.length);
    int version = buffer.getInt();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "cannot read a range of version %d: this one reads version %d"
              .formatted(version, VERSION));
    }
    int first = buffer.getInt();
    int count = buffer.getInt();
    if (buffer.getInt() != checksum(bytes)) {
      throw new IllegalArgumentException(
          "cannot read a range whose checksum does not fit: a byte was changed");
    }
    byte[] own = Arrays.copyOfRange(bytes, HEADER, bytes.length);
    return new PartialRange(first, count, PartialAttention.ofBytes(own));
  }

  private static int checksum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, SUMMED);
    return (int) sum.getValue();
  }
}
