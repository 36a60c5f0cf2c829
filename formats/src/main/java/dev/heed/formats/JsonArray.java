package dev.heed.formats;

import dev.heed.tensor.Tensor;
import java.util.Arrays;

/** One nested array as its brackets and values come in; it must be a box, with no row missing. */
final class JsonArray {
  /** Most arrays inside each other. */
  static final int MOST_AXES = 8;

  private static final int UNKNOWN = -1;

  private final Place place;
  private final NumberColumn numbers;
  private final int[] sizes = new int[MOST_AXES];
  private final int[] counts = new int[MOST_AXES];
  private int depth;
  private int deepest;
  private int valueDepth = UNKNOWN;
  private boolean hasFlags;
  private boolean hasNumbers;
  private boolean complete;

  JsonArray(MemoryLimit limit, Place place) {
    this.place = place;
    this.numbers = new NumberColumn(limit);
    Arrays.fill(sizes, UNKNOWN);
  }

  /** Whether the outermost bracket has closed, or a bare value has come. */
  boolean isComplete() {
    return complete;
  }

  /** Where the last value stood, {@code [3][0]}. */
  String index() {
    StringBuilder index = new StringBuilder();
    for (int axis = 0; axis < depth; axis++) {
      index.append('[').append(Math.max(0, counts[axis] - 1)).append(']');
    }
    return index.toString();
  }

  /** An opening bracket. */
  void open() {
    count();
    if (depth == MOST_AXES) {
      throw new IllegalArgumentException(
          "more than %d arrays inside each other: an array has at most %d axes"
              .formatted(MOST_AXES, MOST_AXES));
    }
    if (valueDepth != UNKNOWN && depth >= valueDepth) {
      throw new IllegalArgumentException(
          "an array stands where others have a number: the array is ragged");
    }
    counts[depth++] = 0;
    deepest = Math.max(deepest, depth);
  }

  /** A closing bracket. */
  void close() {
    int count = counts[depth - 1];
    int size = sizes[depth - 1];
    depth--;
    if (size != UNKNOWN && size != count) {
      throw new IllegalArgumentException(
          "has %d entries and the ones before it have %d: the array is ragged"
              .formatted(count, size));
    }
    sizes[depth] = count;
    complete = depth == 0;
  }

  /** A number. */
  void number(double value) throws FileException {
    hasNumbers = true;
    value(value);
  }

  /** True or false. */
  void flag(boolean value) throws FileException {
    hasFlags = true;
    value(value ? 1 : 0);
  }

  /** The array as float64, or as bool if it held true and false only. */
  Tensor tensor() {
    int[] shape = Arrays.copyOf(sizes, deepest);
    double[] values = numbers.toArray();
    if (!hasFlags) {
      return Tensor.of(values, shape);
    }
    byte[] flags = new byte[values.length];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = (byte) values[i];
    }
    return Tensor.of(flags, shape);
  }

  private void value(double value) throws FileException {
    count();
    if (hasFlags && hasNumbers) {
      throw new IllegalArgumentException(
          "numbers and true or false in one array: an array holds either");
    }
    if (depth < deepest || (valueDepth != UNKNOWN && valueDepth != depth)) {
      throw new IllegalArgumentException(
          "a number stands where others have an array: the array is ragged");
    }
    valueDepth = depth;
    numbers.add(value, place);
    complete = depth == 0;
  }

  private void count() {
    if (depth > 0) {
      counts[depth - 1]++;
    }
  }
}
