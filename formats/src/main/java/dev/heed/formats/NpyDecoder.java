package dev.heed.formats;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Numbers of one npy type into the array that holds a tensor's elements. */
final class NpyDecoder {
  private static final int EXACT_BITS = 53;

  private final NpyType type;
  private final Place place;

  NpyDecoder(NpyType type, Place place) {
    this.type = type;
    this.place = place;
  }

  /** An array for {@code count} elements of the tensor's dtype. */
  Object allocate(int count) {
    return switch (type.dtype()) {
      case FLOAT32 -> new float[count];
      case FLOAT64 -> new double[count];
      case BOOL -> new byte[count];
    };
  }

  /** A longer copy of an array that {@link #allocate} returned. */
  Object grown(Object numbers, int count) {
    return switch (numbers) {
      case float[] floats -> Arrays.copyOf(floats, count);
      case double[] doubles -> Arrays.copyOf(doubles, count);
      default -> Arrays.copyOf((byte[]) numbers, count);
    };
  }

  /**
   * Decodes {@code count} numbers to the positions from {@code at} on.
   *
   * @throws FileException if an integer has no exact float64
   */
  void decode(ByteBuffer from, Object numbers, int at, int count) throws FileException {
    switch (numbers) {
      case float[] floats -> floats(from, floats, at, count);
      case double[] doubles -> doubles(from, doubles, at, count);
      default -> flags(from, (byte[]) numbers, at, count);
    }
  }

  private void floats(ByteBuffer from, float[] to, int at, int count) {
    if (type == NpyType.F4) {
      from.asFloatBuffer().get(to, at, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[at + i] = Float.float16ToFloat(from.getShort());
    }
  }

  private void doubles(ByteBuffer from, double[] to, int at, int count) throws FileException {
    if (type == NpyType.F8) {
      from.asDoubleBuffer().get(to, at, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[at + i] =
          switch (type) {
            case I1 -> from.get();
            case I2 -> from.getShort();
            case I4 -> from.getInt();
            case U1 -> from.get() & 0xff;
            case U2 -> from.getShort() & 0xffff;
            case U4 -> from.getInt() & 0xffffffffL;
            case I8 -> signed(from.getLong(), at + i);
            default -> unsigned(from.getLong(), at + i);
          };
    }
  }

  private static void flags(ByteBuffer from, byte[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = (byte) (from.get() != 0 ? 1 : 0);
    }
  }

  private double signed(long value, int index) throws FileException {
    checkExact(Math.abs(value), Long.toString(value), index);
    return value;
  }

  private double unsigned(long value, int index) throws FileException {
    checkExact(value, Long.toUnsignedString(value), index);
    return value >= 0 ? value : (value >>> 1) * 2.0;
  }

  private void checkExact(long magnitude, String written, int index) throws FileException {
    int bits =
        Long.SIZE - Long.numberOfLeadingZeros(magnitude) - Long.numberOfTrailingZeros(magnitude);
    if (bits > EXACT_BITS) {
      throw place.error(
          "number %d in the file's order is the integer %s, which float64 cannot hold exactly"
              .formatted(index, written));
    }
  }
}
