package dev.heed.attention;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * States as bytes, little-endian: the letters {@code HEEDPART}, the version (4 bytes), 4 or 8 bytes
 * a number (4), the number of axes (4), their sizes (4 each; the last one is 2 + Dv), the numbers
 * in C order, and CRC-32C of all before (4).
 */
final class PartialBytes {
  private static final byte[] LETTERS = "HEEDPART".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int FIXED = 8 + 4 + 4 + 4;
  private static final int MOST_AXES = 8;

  /** Numbers that are added to a checksum at once. */
  private static final int CHUNK = 1024;

  private PartialBytes() {}

  /**
   * @throws IllegalArgumentException if they are more than an array holds
   */
  static byte[] write(Tensor states) {
    int unit = states.dtype().bytes();
    long size = FIXED + 4L * states.rank() + states.shape().elements() * unit + 4;
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "states %s make %d bytes: an array holds fewer than 2^31".formatted(states, size));
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(LETTERS).putInt(VERSION).putInt(unit).putInt(states.rank());
    for (int axis : states.shape().sizes()) {
      buffer.putInt(axis);
    }
    if (states.copy().heapArray() instanceof float[] floats) {
      for (float number : floats) {
        buffer.putInt(Float.floatToRawIntBits(number));
      }
    } else {
      for (double number : states.toDoubleArray()) {
        buffer.putLong(Double.doubleToRawLongBits(number));
      }
    }
    buffer.putInt(checksum(buffer.array(), buffer.position()));
    return buffer.array();
  }

  static Tensor read(byte[] bytes) {
    require(
        bytes.length >= FIXED
            && Arrays.equals(bytes, 0, LETTERS.length, LETTERS, 0, LETTERS.length),
        "%d bytes that do not begin as states do".formatted(bytes.length));
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.position(LETTERS.length);
    int version = buffer.getInt();
    require(
        version == VERSION,
        "states of version %d: this one reads version %d".formatted(version, VERSION));
    int unit = buffer.getInt();
    int rank = buffer.getInt();
    require(
        (unit == 4 || unit == 8) && rank >= 2 && rank <= MOST_AXES,
        "states of %d axes and %d bytes a number: 2 to %d axes, 4 or 8 bytes"
            .formatted(rank, unit, MOST_AXES));
    require(bytes.length >= FIXED + 4 * rank, "states that are cut off within their sizes");
    int[] sizes = new int[rank];
    double numbers = 1;
    for (int axis = 0; axis < rank; axis++) {
      sizes[axis] = buffer.getInt();
      require(sizes[axis] >= 0, "states with an axis of %d".formatted(sizes[axis]));
      numbers *= Math.max(1, sizes[axis]);
    }
    boolean empty = Arrays.stream(sizes).anyMatch(size -> size == 0);
    require(
        numbers <= (empty ? Integer.MAX_VALUE : bytes.length),
        "states of %.0f numbers: cut off".formatted(numbers));
    require(sizes[rank - 1] >= 2, "states of %d numbers: at least 2".formatted(sizes[rank - 1]));
    return numbers(bytes, buffer, Shape.of(sizes), unit);
  }

  private static Tensor numbers(byte[] bytes, ByteBuffer buffer, Shape shape, int unit) {
    long wanted = buffer.position() + shape.elements() * unit + 4;
    require(
        bytes.length == wanted,
        "states %s of %d bytes, which need %d: cut off, or followed by others"
            .formatted(shape, bytes.length, wanted));
    int end = bytes.length - 4;
    require(
        buffer.getInt(end) == checksum(bytes, end),
        "states %s whose checksum does not fit: a byte was changed".formatted(shape));
    Tensor states = Tensor.zeros(unit == 4 ? DType.FLOAT32 : DType.FLOAT64, shape);
    if (states.heapArray() instanceof float[] floats) {
      for (int n = 0; n < floats.length; n++) {
        floats[n] = Float.intBitsToFloat(buffer.getInt());
      }
    } else if (states.heapArray() instanceof double[] doubles) {
      for (int n = 0; n < doubles.length; n++) {
        doubles[n] = Double.longBitsToDouble(buffer.getLong());
      }
    }
    return states;
  }

  /** CRC-32C of shape, dtype and numbers, without an array of all their bytes. */
  static int checksum(Tensor states) {
    CRC32C sum = new CRC32C();
    ByteBuffer some = ByteBuffer.allocate(CHUNK * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    some.putInt(states.dtype().bytes());
    for (int axis : states.shape().sizes()) {
      some.putInt(axis);
    }
    Object array = states.heapArray();
    int count = (int) states.shape().elements();
    for (int n = 0; n < count; n++) {
      if (some.remaining() < Double.BYTES) {
        sum.update(some.flip());
        some.clear();
      }
      if (array instanceof float[] floats) {
        some.putInt(Float.floatToRawIntBits(floats[n]));
      } else if (array instanceof double[] doubles) {
        some.putLong(Double.doubleToRawLongBits(doubles[n]));
      }
    }
    sum.update(some.flip());
    return (int) sum.getValue();
  }

  private static int checksum(byte[] bytes, int count) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, count);
    return (int) sum.getValue();
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("cannot read " + problem);
    }
  }
}
