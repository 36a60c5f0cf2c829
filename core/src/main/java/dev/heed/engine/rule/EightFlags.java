package dev.heed.engine.rule;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Flags of a tile, eight at a time as the bytes of a number; not 0 is true. */
final class EightFlags {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The upper bit of each byte. */
  private static final long UPPER = 0x8080808080808080L;

  private EightFlags() {}

  /** How many of {@code rows × columns} flags are true; those of a row lie side by side. */
  static int count(byte[] flags, int offset, int stride, int rows, int columns) {
    int count = 0;
    int whole = columns - columns % 8;
    for (int row = 0; row < rows; row++) {
      int at = offset + row * stride;
      for (int column = 0; column < whole; column += 8) {
        long eight = (long) EIGHT.get(flags, at + column);
        // A carry sets the upper bit of a byte whose other bits are not all 0.
        count += Long.bitCount((((eight & ~UPPER) + ~UPPER) | eight) & UPPER);
      }
      for (int column = whole; column < columns; column++) {
        count += flags[at + column] != 0 ? 1 : 0;
      }
    }
    return count;
  }

  /** {@code target[c·targetStride + r] = source[offset + r·stride + c]}. */
  static void transpose(
      byte[] source,
      int offset,
      int stride,
      int rows,
      int columns,
      byte[] target,
      int targetStride) {
    int wholeRows = rows - rows % 8;
    int wholeColumns = columns - columns % 8;
    for (int row = 0; row < wholeRows; row += 8) {
      for (int column = 0; column < wholeColumns; column += 8) {
        int from = offset + row * stride + column;
        square(source, from, stride, target, column * targetStride + row, targetStride);
      }
    }
    for (int row = 0; row < rows; row++) {
      for (int column = row < wholeRows ? wholeColumns : 0; column < columns; column++) {
        target[column * targetStride + row] = source[offset + row * stride + column];
      }
    }
  }

  /** Eight rows of eight: halves of rows change places, then quarters, then bytes. */
  private static void square(
      byte[] source, int from, int fromStride, byte[] target, int to, int toStride) {
    long a0 = (long) EIGHT.get(source, from);
    long a1 = (long) EIGHT.get(source, from + fromStride);
    long a2 = (long) EIGHT.get(source, from + 2 * fromStride);
    long a3 = (long) EIGHT.get(source, from + 3 * fromStride);
    long a4 = (long) EIGHT.get(source, from + 4 * fromStride);
    long a5 = (long) EIGHT.get(source, from + 5 * fromStride);
    long a6 = (long) EIGHT.get(source, from + 6 * fromStride);
    long a7 = (long) EIGHT.get(source, from + 7 * fromStride);
    long half = 0xffffffffL;
    long b0 = lower(a0, a4, half, 32);
    long b1 = lower(a1, a5, half, 32);
    long b2 = lower(a2, a6, half, 32);
    long b3 = lower(a3, a7, half, 32);
    long b4 = upper(a0, a4, half, 32);
    long b5 = upper(a1, a5, half, 32);
    long b6 = upper(a2, a6, half, 32);
    long b7 = upper(a3, a7, half, 32);
    long quarter = 0xffff0000ffffL;
    a0 = lower(b0, b2, quarter, 16);
    a1 = lower(b1, b3, quarter, 16);
    a2 = upper(b0, b2, quarter, 16);
    a3 = upper(b1, b3, quarter, 16);
    a4 = lower(b4, b6, quarter, 16);
    a5 = lower(b5, b7, quarter, 16);
    a6 = upper(b4, b6, quarter, 16);
    a7 = upper(b5, b7, quarter, 16);
    long one = 0xff00ff00ff00ffL;
    EIGHT.set(target, to, lower(a0, a1, one, 8));
    EIGHT.set(target, to + toStride, upper(a0, a1, one, 8));
    EIGHT.set(target, to + 2 * toStride, lower(a2, a3, one, 8));
    EIGHT.set(target, to + 3 * toStride, upper(a2, a3, one, 8));
    EIGHT.set(target, to + 4 * toStride, lower(a4, a5, one, 8));
    EIGHT.set(target, to + 5 * toStride, upper(a4, a5, one, 8));
    EIGHT.set(target, to + 6 * toStride, lower(a6, a7, one, 8));
    EIGHT.set(target, to + 7 * toStride, upper(a6, a7, one, 8));
  }

  /** The lower parts of two numbers, the second's in place of the first's upper ones. */
  private static long lower(long first, long second, long parts, int shift) {
    return (first & parts) | ((second & parts) << shift);
  }

  /** The upper parts of two numbers, the first's in place of the second's lower ones. */
  private static long upper(long first, long second, long parts, int shift) {
    return ((first >>> shift) & parts) | (second & ~parts);
  }
}
