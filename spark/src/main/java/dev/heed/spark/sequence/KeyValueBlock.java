package dev.heed.spark.sequence;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.Serializable;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/**
 * Some keys and values of a sequence, as they come; whether they are what they should be says
 * {@link #fault}.
 *
 * @param number of the block, from 0
 * @param key {@code float[]} or {@code double[]} of {@code [heads, n, D]} in C order; null where
 *     the row had none
 * @param value the same of {@code [heads, n, Dv]}
 */
public record KeyValueBlock(int number, @Nullable Serializable key, @Nullable Serializable value)
    implements Serializable {
  /** A block of tensors {@code [heads, n, D]} and {@code [heads, n, Dv]}. */
  public static KeyValueBlock of(int number, Tensor key, Tensor value) {
    return new KeyValueBlock(number, numbers(key), numbers(value));
  }

  /** The numbers of a tensor in C order: {@code float[]}, or {@code double[]} of float64. */
  static Serializable numbers(Tensor tensor) {
    return tensor.dtype() == DType.FLOAT64 ? tensor.toDoubleArray() : tensor.toFloatArray();
  }

  /** A tensor of such numbers, which are not copied. */
  static Tensor tensor(Object numbers, int... sizes) {
    return numbers instanceof float[] floats
        ? Tensor.of(floats, sizes)
        : Tensor.of((double[]) numbers, sizes);
  }

  /** The keys, {@code [heads, n, D]}. */
  Tensor keys(KeyValueLayout layout) {
    return tensor(present(key), layout.heads(), layout.keysOf(number), layout.depth());
  }

  /** The values, {@code [heads, n, Dv]}. */
  Tensor values(KeyValueLayout layout) {
    return tensor(present(value), layout.heads(), layout.keysOf(number), layout.valueDepth());
  }

  private static Object present(@Nullable Object numbers) {
    if (numbers == null) {
      throw new IllegalStateException("a block without numbers was not refused");
    }
    return numbers;
  }

  /** What is wrong with the block; null if nothing is. */
  @Nullable String fault(KeyValueLayout layout) {
    String keys = fault("keys", key, layout, layout.depth());
    return keys == null ? fault("values", value, layout, layout.valueDepth()) : keys;
  }

  private @Nullable String fault(
      String what, @Nullable Object numbers, KeyValueLayout layout, int depth) {
    Class<?> type = layout.dtype() == DType.FLOAT32 ? float[].class : double[].class;
    if (numbers == null || !type.isInstance(numbers)) {
      return "its %s are %s".formatted(what, numbers == null ? "null" : "not " + layout.dtype());
    }
    int wanted = layout.heads() * layout.keysOf(number) * depth;
    int length = Array.getLength(numbers);
    if (length != wanted) {
      return "its %s are %d numbers, not %d heads × %d keys × %d = %d"
          .formatted(what, length, layout.heads(), layout.keysOf(number), depth, wanted);
    }
    int place = notFinite(numbers);
    return place < 0
        ? null
        : "its %s have %s at number %d".formatted(what, Array.get(numbers, place), place);
  }

  private static int notFinite(Object numbers) {
    if (numbers instanceof float[] floats) {
      for (int i = 0; i < floats.length; i++) {
        if (!Float.isFinite(floats[i])) {
          return i;
        }
      }
      return -1;
    }
    double[] doubles = (double[]) numbers;
    for (int i = 0; i < doubles.length; i++) {
      if (!Double.isFinite(doubles[i])) {
        return i;
      }
    }
    return -1;
  }
}
