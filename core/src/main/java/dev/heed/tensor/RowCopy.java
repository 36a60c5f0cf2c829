package dev.heed.tensor;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Copies rows from one memory to another, each number rounded once to the target's dtype, or bit by
 * bit where the dtypes are equal.
 */
final class RowCopy {
  private final Elements source;
  private final long step;
  private final Elements target;
  private final long targetStep;
  private final boolean sideBySide;
  private final short @Nullable [] halves;
  private final float @Nullable [] floats;

  /**
   * Copies of rows.
   *
   * @param step positions between neighbours in the source
   * @param targetStep positions between neighbours in the target
   */
  RowCopy(Elements source, long step, Elements target, long targetStep) {
    this.source = source;
    this.step = step;
    this.target = target;
    this.targetStep = targetStep;
    this.sideBySide = step == 1 && targetStep == 1;
    boolean widens = sideBySide && isHalf(source) && target.dtype() == DType.FLOAT32;
    this.halves = widens && source.array() instanceof short[] array ? array : null;
    this.floats = widens && target.array() instanceof float[] array ? array : null;
  }

  /** Copies the row that begins at {@code from} to the one that begins at {@code to}. */
  void copy(long from, long to, int count) {
    if (source.dtype() == target.dtype()) {
      move(from, to, count);
    } else if (halves != null && floats != null) {
      int place = (int) (target.arrayOffset() + to);
      widen(halves, (int) (source.arrayOffset() + from), floats, place, count);
    } else if (isHalf(source) && target.dtype() == DType.FLOAT32) {
      widen(from, to, count);
    } else if (source.dtype() == DType.FLOAT32 && isHalf(target)) {
      narrow(from, to, count);
    } else {
      for (int i = 0; i < count; i++) {
        target.set(to + i * targetStep, source.get(from + i * step));
      }
    }
  }

  private static boolean isHalf(Elements elements) {
    return elements.dtype() == DType.FLOAT16 || elements.dtype() == DType.BFLOAT16;
  }

  private void widen(long from, long to, int count) {
    if (source.dtype() == DType.FLOAT16) {
      for (int i = 0; i < count; i++) {
        short bits = source.bits(from + i * step);
        target.setFloat(to + i * targetStep, Float.float16ToFloat(bits));
      }
    } else {
      for (int i = 0; i < count; i++) {
        short bits = source.bits(from + i * step);
        target.setFloat(to + i * targetStep, HalfFloats.fromBfloat16(bits));
      }
    }
  }

  private void narrow(long from, long to, int count) {
    boolean binary = target.dtype() == DType.FLOAT16;
    for (int i = 0; i < count; i++) {
      float number = source.getFloat(from + i * step);
      target.setBits(
          to + i * targetStep,
          binary ? Float.floatToFloat16(number) : HalfFloats.toBfloat16(number));
    }
  }

  /** Plain loops over arrays, which the JVM turns into vector instructions. */
  private void widen(short[] bits, int from, float[] numbers, int to, int count) {
    if (source.dtype() == DType.FLOAT16) {
      for (int i = 0; i < count; i++) {
        numbers[to + i] = Float.float16ToFloat(bits[from + i]);
      }
    } else {
      for (int i = 0; i < count; i++) {
        numbers[to + i] = HalfFloats.fromBfloat16(bits[from + i]);
      }
    }
  }

  private void move(long from, long to, int count) {
    if (!sideBySide) {
      for (int i = 0; i < count; i++) {
        target.setFrom(source, from + i * step, to + i * targetStep);
      }
      return;
    }
    long unit = source.dtype().bytes();
    MemorySegment.copy(source.memory(), from * unit, target.memory(), to * unit, count * unit);
  }
}
