package dev.heed.kernel;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Copies and scans in plain loops; the build derives the float64 form from this source. */
final class ScalarFloatRowKernels implements RowKernels<float[]> {
  /** The arrays that three for each processor need; those beyond are left to the collector. */
  private static final int MOST_KEPT = 6 * Runtime.getRuntime().availableProcessors();

  /** A longer array than so many times what is wanted is left for others. */
  private static final int LONGER = 4;

  private final BlockingQueue<float[]> spare = new ArrayBlockingQueue<>(MOST_KEPT);

  @Override
  public float[] allocate(int length) {
    return new float[length];
  }

  @Override
  public float[] borrow(int length) {
    for (float[] array : spare) {
      boolean fits = array.length >= length && array.length <= LONGER * (long) length;
      if (fits && spare.remove(array)) {
        return array;
      }
    }
    return new float[length];
  }

  @Override
  public void giveBack(float[] array) {
    while (array.length > 0 && !spare.offer(array)) {
      spare.poll();
    }
  }

  @Override
  public double lowest() {
    return -Float.MAX_VALUE;
  }

  @Override
  public float[] cast(Object array) {
    return (float[]) array;
  }

  @Override
  public int length(float[] array) {
    return array.length;
  }

  @Override
  public double get(float[] array, int index) {
    return array[index];
  }

  @Override
  public void set(float[] array, int index, double value) {
    array[index] = FloatMath.rounded(value);
  }

  @Override
  public void fill(float[] array, int from, int to, double value) {
    Arrays.fill(array, from, to, FloatMath.rounded(value));
  }

  @Override
  public void scale(float[] array, int offset, int count, double factor) {
    float by = FloatMath.rounded(factor);
    for (int i = 0; i < count; i++) {
      array[offset + i] *= by;
    }
  }

  @Override
  public void transpose(
      float[] source,
      int offset,
      int rowStride,
      int columnStride,
      int rows,
      int columns,
      float[] target,
      int targetStride) {
    for (int row = 0; row < rows; row++) {
      int from = offset + row * rowStride;
      for (int column = 0; column < columns; column++) {
        target[column * targetStride + row] = source[from + column * columnStride];
      }
    }
  }

  @Override
  public boolean allFinite(float[] source, int offset, int stride, int rows, int columns) {
    // Four chains, because each sum waits for the one before it.
    float zero = 0;
    float one = 0;
    float two = 0;
    float three = 0;
    for (int row = 0; row < rows; row++) {
      int at = offset + row * stride;
      int end = at + columns;
      for (; at < end - 3; at += 4) {
        zero = Math.fma(source[at], 0, zero);
        one = Math.fma(source[at + 1], 0, one);
        two = Math.fma(source[at + 2], 0, two);
        three = Math.fma(source[at + 3], 0, three);
      }
      for (; at < end; at++) {
        zero = Math.fma(source[at], 0, zero);
      }
    }
    return zero + one + two + three == 0;
  }

  @Override
  public boolean allBelowInfinity(
      float[] source, int offset, int rowStride, int columnStride, int rows, int columns) {
    boolean below = true;
    for (int row = 0; row < rows; row++) {
      int from = offset + row * rowStride;
      for (int column = 0; column < columns; column++) {
        below &= source[from + column * columnStride] < Float.POSITIVE_INFINITY;
      }
    }
    return below;
  }

  @Override
  public double exp(double x) {
    return FloatMath.exp(FloatMath.rounded(x));
  }
}
