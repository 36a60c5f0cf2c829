package dev.heed.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A memory as elements of one dtype, which have positions from 0 on.
 *
 * @param dtype the type of each element
 * @param memory heap or native memory in the machine's byte order, at any alignment
 */
record Elements(DType dtype, MemorySegment memory) {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.nativeOrder());

  /** Zeros on the heap. */
  static Elements zeros(DType dtype, int count) {
    return new Elements(
        dtype,
        switch (dtype) {
          case FLOAT32 -> MemorySegment.ofArray(new float[count]);
          case FLOAT64 -> MemorySegment.ofArray(new double[count]);
          case FLOAT16, BFLOAT16 -> MemorySegment.ofArray(new short[count]);
          case BOOL -> MemorySegment.ofArray(new byte[count]);
          case INT32 -> MemorySegment.ofArray(new int[count]);
        });
  }

  /** The array behind the memory, if it is of the dtype's kind and the elements lie on its own. */
  @Nullable Object array() {
    Object base = memory.heapBase().orElse(null);
    boolean matches =
        switch (dtype) {
          case FLOAT32 -> base instanceof float[];
          case FLOAT64 -> base instanceof double[];
          case FLOAT16, BFLOAT16 -> base instanceof short[];
          case BOOL -> base instanceof byte[];
          case INT32 -> base instanceof int[];
        };
    return matches && memory.address() % dtype.bytes() == 0 ? base : null;
  }

  /** Where in {@link #array} the memory begins. */
  long arrayOffset() {
    return memory.address() / dtype.bytes();
  }

  double get(long position) {
    return switch (dtype) {
      case FLOAT32 -> memory.get(FLOAT, position * Float.BYTES);
      case FLOAT64 -> memory.get(DOUBLE, position * Double.BYTES);
      case FLOAT16 -> Float.float16ToFloat(memory.get(SHORT, position * Short.BYTES));
      case BFLOAT16 -> HalfFloats.fromBfloat16(memory.get(SHORT, position * Short.BYTES));
      case BOOL -> memory.get(BYTE, position) != 0 ? 1 : 0;
      case INT32 -> memory.get(INT, position * Integer.BYTES);
    };
  }

  void set(long position, double value) {
    switch (dtype) {
      case FLOAT32 -> memory.set(FLOAT, position * Float.BYTES, (float) value);
      case FLOAT64 -> memory.set(DOUBLE, position * Double.BYTES, value);
      case FLOAT16 -> memory.set(SHORT, position * Short.BYTES, HalfFloats.toFloat16(value));
      case BFLOAT16 -> memory.set(SHORT, position * Short.BYTES, HalfFloats.toBfloat16(value));
      case BOOL -> memory.set(BYTE, position, (byte) (value != 0 ? 1 : 0));
      case INT32 -> memory.set(INT, position * Integer.BYTES, whole(value));
    }
  }

  private static int whole(double value) {
    int whole = (int) value;
    if (whole != value) {
      throw new IllegalArgumentException(
          "%s as int32: it holds whole numbers from %d to %d"
              .formatted(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    return whole;
  }

  /** An element of a float32 memory. */
  float getFloat(long position) {
    return memory.get(FLOAT, position * Float.BYTES);
  }

  /** Writes an element of a float32 memory. */
  void setFloat(long position, float value) {
    memory.set(FLOAT, position * Float.BYTES, value);
  }

  /** The bits of an element of a float16 or bfloat16 memory. */
  short bits(long position) {
    return memory.get(SHORT, position * Short.BYTES);
  }

  /** Writes the bits of an element of a float16 or bfloat16 memory. */
  void setBits(long position, short bits) {
    memory.set(SHORT, position * Short.BYTES, bits);
  }

  /** Copies one element of the same dtype bit by bit, those of a NaN included. */
  void setFrom(Elements source, long from, long to) {
    long unit = dtype.bytes();
    switch (dtype.bytes()) {
      case Byte.BYTES -> memory.set(BYTE, to, source.memory.get(BYTE, from));
      case Short.BYTES -> memory.set(SHORT, to * unit, source.memory.get(SHORT, from * unit));
      case Integer.BYTES -> memory.set(INT, to * unit, source.memory.get(INT, from * unit));
      default -> memory.set(LONG, to * unit, source.memory.get(LONG, from * unit));
    }
  }
}
