package dev.heed.testkit;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * An array whose payload lies between fences, so that a read beyond it shows as NaN in a result and
 * a write beyond it is found.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class FencedArray<A> {
  private final A array;
  private final int offset;
  private final int length;
  private final IntFunction<Long> bits;
  private final long fence;

  private FencedArray(A array, int offset, int length, IntFunction<Long> bits, long fence) {
    this.array = array;
    this.offset = offset;
    this.length = length;
    this.bits = bits;
    this.fence = fence;
  }

  /**
   * A copy of {@code payload} at {@code offset}, with NaN before it and {@code after} NaN behind.
   */
  public static FencedArray<float[]> of(float[] payload, int offset, int after) {
    return of(payload, offset, after, Float.NaN);
  }

  /** The same with another fence than NaN. */
  public static FencedArray<float[]> of(float[] payload, int offset, int after, float fence) {
    float[] array = new float[offset + payload.length + after];
    Arrays.fill(array, fence);
    System.arraycopy(payload, 0, array, offset, payload.length);
    return new FencedArray<>(
        array,
        offset,
        payload.length,
        n -> (long) Float.floatToRawIntBits(array[n]),
        Float.floatToRawIntBits(fence));
  }

  /**
   * A copy of {@code payload} at {@code offset}, with NaN before it and {@code after} NaN behind.
   */
  public static FencedArray<double[]> of(double[] payload, int offset, int after) {
    return of(payload, offset, after, Double.NaN);
  }

  /** The same with another fence than NaN. */
  public static FencedArray<double[]> of(double[] payload, int offset, int after, double fence) {
    double[] array = new double[offset + payload.length + after];
    Arrays.fill(array, fence);
    System.arraycopy(payload, 0, array, offset, payload.length);
    return new FencedArray<>(
        array,
        offset,
        payload.length,
        n -> Double.doubleToRawLongBits(array[n]),
        Double.doubleToRawLongBits(fence));
  }

  /** The array with its fences; shared, so that what is written to it is seen here. */
  public A array() {
    return array;
  }

  /** Where the payload begins in {@link #array}. */
  public int offset() {
    return offset;
  }

  /** Elements of the payload. */
  public int length() {
    return length;
  }

  /** A copy of the payload as it is now. */
  @SuppressWarnings("unchecked") // a copy of an A is an A
  public A payload() {
    return (A)
        switch (array) {
          case float[] floats -> Arrays.copyOfRange(floats, offset, offset + length);
          case double[] doubles -> Arrays.copyOfRange(doubles, offset, offset + length);
          default -> throw new IllegalStateException(array.getClass().getName());
        };
  }

  /**
   * Checks each fence element bit for bit.
   *
   * @throws AssertionError naming the first element that was written
   */
  public void assertFencesIntact() {
    int end = java.lang.reflect.Array.getLength(array);
    for (int n = 0; n < end; n++) {
      boolean inside = n >= offset && n < offset + length;
      if (!inside && bits.apply(n) != fence) {
        throw new AssertionError(
            "element %d beside the payload %d..%d was overwritten with bits %x"
                .formatted(n, offset, offset + length, bits.apply(n)));
      }
    }
  }
}
