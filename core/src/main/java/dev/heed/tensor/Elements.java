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

  /** Evenly spaced positions, as those along one axis. */
  record Row(long from, long step, int count) {
    long at(int index) {
      return from + index * step;
    }
  }

  /** Zeros on the heap. */
  static Elements zeros(DType dtype, int count) {
    return new Elements(
        dtype,
        switch (dtype) {
          case FLOAT32 -> MemorySegment.ofArray(new float[count]);
          case FLOAT64 -> MemorySegment.ofArray(new double[count]);
          case FLOAT16, BFLOAT16 -> MemorySegment.ofArray(new short[count]);
          case BOOL -> MemorySegment.ofArray(new byte[count]);
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
      case FLOAT16, BFLOAT16 -> half(position);
      case BOOL -> memory.get(BYTE, position) != 0 ? 1 : 0;
    };
  }

  void set(long position, double value) {
    switch (dtype) {
      case FLOAT32 -> memory.set(FLOAT, position * Float.BYTES, (float) value);
      case FLOAT64 -> memory.set(DOUBLE, position * Double.BYTES, value);
      case FLOAT16 -> memory.set(SHORT, position * Short.BYTES, HalfFloats.toFloat16(value));
      case BFLOAT16 -> memory.set(SHORT, position * Short.BYTES, HalfFloats.toBfloat16(value));
      case BOOL -> memory.set(BYTE, position, (byte) (value != 0 ? 1 : 0));
    }
  }

  /** Copies a row to a row of equal count in another memory, each number rounded to its dtype. */
  void copy(Row row, Elements target, Row targetRow) {
    if (dtype == target.dtype) {
      move(row, target, targetRow);
    } else if (isHalf() && target.dtype == DType.FLOAT32) {
      widen(row, target, targetRow);
    } else if (dtype == DType.FLOAT32 && target.isHalf()) {
      narrow(row, target, targetRow);
    } else {
      for (int i = 0; i < row.count(); i++) {
        target.set(targetRow.at(i), get(row.at(i)));
      }
    }
  }

  private boolean isHalf() {
    return dtype == DType.FLOAT16 || dtype == DType.BFLOAT16;
  }

  private float half(long position) {
    short bits = memory.get(SHORT, position * Short.BYTES);
    return dtype == DType.FLOAT16 ? Float.float16ToFloat(bits) : HalfFloats.fromBfloat16(bits);
  }

  private void widen(Row row, Elements target, Row targetRow) {
    if (row.step() == 1
        && targetRow.step() == 1
        && array() instanceof short[] bits
        && target.array() instanceof float[] floats) {
      int from = (int) (arrayOffset() + row.from());
      int to = (int) (target.arrayOffset() + targetRow.from());
      // Plain loops over arrays, which the JVM turns into vector instructions.
      if (dtype == DType.FLOAT16) {
        for (int i = 0; i < row.count(); i++) {
          floats[to + i] = Float.float16ToFloat(bits[from + i]);
        }
      } else {
        for (int i = 0; i < row.count(); i++) {
          floats[to + i] = HalfFloats.fromBfloat16(bits[from + i]);
        }
      }
      return;
    }
    for (int i = 0; i < row.count(); i++) {
      target.memory.set(FLOAT, targetRow.at(i) * Float.BYTES, half(row.at(i)));
    }
  }

  private void narrow(Row row, Elements target, Row targetRow) {
    boolean binary = target.dtype == DType.FLOAT16;
    for (int i = 0; i < row.count(); i++) {
      float number = memory.get(FLOAT, row.at(i) * Float.BYTES);
      short bits = binary ? Float.floatToFloat16(number) : HalfFloats.toBfloat16(number);
      target.memory.set(SHORT, targetRow.at(i) * Short.BYTES, bits);
    }
  }

  /** The same bits, those of a NaN included. */
  private void move(Row row, Elements target, Row targetRow) {
    long unit = dtype.bytes();
    if (row.step() == 1 && targetRow.step() == 1) {
      MemorySegment.copy(
          memory, row.from() * unit, target.memory, targetRow.from() * unit, row.count() * unit);
      return;
    }
    for (int i = 0; i < row.count(); i++) {
      long from = row.at(i) * unit;
      long to = targetRow.at(i) * unit;
      switch (dtype.bytes()) {
        case Byte.BYTES -> target.memory.set(BYTE, to, memory.get(BYTE, from));
        case Short.BYTES -> target.memory.set(SHORT, to, memory.get(SHORT, from));
        case Integer.BYTES -> target.memory.set(INT, to, memory.get(INT, from));
        default -> target.memory.set(LONG, to, memory.get(LONG, from));
      }
    }
  }
}
