package dev.heed.formats;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The fields that a zip archive's directory and its members' own headers share. */
final class ZipFields {
  /** What a 32-bit size holds where the zip64 field has the true one. */
  static final long SATURATED = 0xffffffffL;

  /** Flag of a name in UTF-8. */
  static final int UTF_8_NAME = 1 << 11;

  private static final int ZIP_64 = 1;

  private ZipFields() {}

  /** The next {@code length} bytes, which are skipped. */
  static ByteBuffer slice(ByteBuffer bytes, int length) {
    ByteBuffer slice = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + length);
    return slice;
  }

  /** A member's name, ASCII or marked as UTF-8. */
  static String name(ByteBuffer bytes, int flags, Place place) throws FileException {
    boolean wide = (flags & UTF_8_NAME) != 0;
    try {
      return (wide ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII)
          .newDecoder()
          .decode(bytes)
          .toString();
    } catch (CharacterCodingException e) {
      throw place.error(
          "its name is not valid %s: the archive is damaged or of an old program"
              .formatted(wide ? "UTF-8" : "ASCII, and not marked as UTF-8"));
    }
  }

  /**
   * Replaces each saturated value by the next one of the zip64 field.
   *
   * @param values in the field's order: unpacked, packed and, in the directory, offset
   */
  static void widen(long[] values, ByteBuffer extra, Place place) throws FileException {
    ByteBuffer wide = zip64(extra, place);
    for (int i = 0; i < values.length; i++) {
      if (values[i] == SATURATED && wide.remaining() >= Long.BYTES) {
        values[i] = wide.getLong();
      } else if (values[i] == SATURATED) {
        throw place.error("its zip64 sizes are missing: the archive is damaged");
      }
      if (values[i] < 0) {
        throw place.error("claims a size beyond 2^63 bytes: the archive is damaged");
      }
    }
  }

  private static ByteBuffer zip64(ByteBuffer extra, Place place) throws FileException {
    ByteBuffer found = ByteBuffer.allocate(0);
    boolean seen = false;
    while (extra.remaining() >= 4) {
      int kind = extra.getShort() & 0xffff;
      int length = extra.getShort() & 0xffff;
      if (length > extra.remaining() || (kind == ZIP_64 && seen)) {
        throw place.error("its extra fields are cut off or doubled: the archive is damaged");
      }
      ByteBuffer field = slice(extra, length);
      if (kind == ZIP_64) {
        found = field;
        seen = true;
      }
    }
    return found;
  }
}
