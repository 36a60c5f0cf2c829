package dev.heed.formats;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Elements of one type, as a file holds them, into the array that holds a tensor's. */
final class ElementDecoder {
  private static final int EXACT_BITS = 53;

  private final ElementType type;
  private final Place place;

  ElementDecoder(ElementType type, Place place) {
    this.type = type;
    this.place = place;
  }

  /** An array for {@code count} elements of the tensor's dtype. */
  Object allocate(int count) {
    return switch (type.dtype()) {
      case FLOAT32 -> new float[count];
      case FLOAT64 -> new double[count];
      case FLOAT16, BFLOAT16 -> new short[count];
      case BOOL -> new byte[count];
      case INT32 -> throw new IllegalStateException(type + " is decoded to floats");
    };
  }

  /** A longer copy of an array that {@link #allocate} returned. */
  Object grown(Object numbers, int count) {
    return switch (numbers) {
      case float[] floats -> Arrays.copyOf(floats, count);
      case double[] doubles -> Arrays.copyOf(doubles, count);
      case short[] halves -> Arrays.copyOf(halves, count);
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
      case short[] halves -> from.asShortBuffer().get(halves, at, count);
      default -> flags(from, (byte[]) numbers, at, count);
    }
  }

  /** A tensor over all numbers, whole ones as float32 where every one of them is exact in it. */
  Tensor tensor(Object numbers, Shape shape) {
    Object fitting = type.isInteger() ? narrowed((double[]) numbers) : numbers;
    return switch (fitting) {
      case float[] floats -> Tensor.of(floats, shape.sizes());
      case double[] doubles -> Tensor.of(doubles, shape.sizes());
      case short[] halves -> Tensor.ofBits(type.dtype(), halves, shape.sizes());
      default -> Tensor.over(MemorySegment.ofArray((byte[]) fitting), type.dtype(), shape);
    };
  }

  private void floats(ByteBuffer from, float[] to, int at, int count) {
    if (type == ElementType.F32) {
      from.asFloatBuffer().get(to, at, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      byte bits = from.get();
      to[at + i] =
          type == ElementType.F8_E5M2
              ? Float.float16ToFloat((short) (bits << Byte.SIZE))
              : fourThree(bits);
    }
  }

  /** The number of which a byte has sign, exponent (bias 7) and fraction as 1 + 4 + 3 bits. */
  private static float fourThree(byte bits) {
    int exponent = (bits >> 3) & 0xf;
    int fraction = bits & 7;
    if (exponent == 0xf && fraction == 7) {
      return Float.NaN;
    }
    int significand = exponent == 0 ? fraction : 8 | fraction;
    float magnitude = Math.scalb((float) significand, Math.max(1, exponent) - 10);
    return bits < 0 ? -magnitude : magnitude;
  }

  private void doubles(ByteBuffer from, double[] to, int at, int count) throws FileException {
    if (type == ElementType.F64) {
      from.asDoubleBuffer().get(to, at, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[at + i] =
          switch (type) {
            case I8 -> from.get();
            case I16 -> from.getShort();
            case I32 -> from.getInt();
            case U8 -> from.get() & 0xff;
            case U16 -> from.getShort() & 0xffff;
            case U32 -> from.getInt() & 0xffffffffL;
            case I64 -> signed(from.getLong(), at + i);
            default -> unsigned(from.getLong(), at + i);
          };
    }
  }

  private static void flags(ByteBuffer from, byte[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = (byte) (from.get() != 0 ? 1 : 0);
    }
  }

  private static Object narrowed(double[] numbers) {
    float[] narrow = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      narrow[i] = (float) numbers[i];
      if (narrow[i] != numbers[i]) {
        return numbers;
      }
    }
    return narrow;
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
