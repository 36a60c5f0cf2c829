package dev.heed.explorer.api;

import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Arrays as nested lists of JSON. NaN and the infinities are strings, as they are written. */
final class NestedNumbers {
  private static final int MOST_AXES = 4;

  private final JsonFields fields;
  private final String name;
  private final List<Integer> shape = new ArrayList<>();
  private double[] numbers = new double[0];
  private int count;

  private NestedNumbers(JsonFields fields, String name) {
    this.fields = fields;
    this.name = name;
  }

  /**
   * The field, float64.
   *
   * @throws FileException if it is no list, has rows of different lengths, no number at all, or
   *     something that is none
   */
  static Tensor of(JsonFields fields, String name) throws FileException {
    List<?> list = fields.list(name);
    NestedNumbers reader = new NestedNumbers(fields, name);
    Object first = list;
    int size = 1;
    while (first instanceof List<?> inner) {
      if (inner.isEmpty() || reader.shape.size() == MOST_AXES) {
        throw fields.error("%s has no numbers, or more than %d axes".formatted(name, MOST_AXES));
      }
      reader.shape.add(inner.size());
      // Rows of other lengths are found out while they are read.
      size = (int) Math.min(Integer.MAX_VALUE / 8, (long) size * inner.size());
      first = inner.getFirst();
    }
    reader.numbers = new double[Math.min(size, 1 << 12)];
    reader.add(list, 0);
    double[] all = Arrays.copyOf(reader.numbers, reader.count);
    return Tensor.of(all, reader.shape.stream().mapToInt(Integer::intValue).toArray());
  }

  /**
   * The field as flags: numbers 0 and 1, or true and false.
   *
   * @throws FileException if it is anything else
   */
  static Tensor flags(JsonFields fields, String name) throws FileException {
    Tensor numbers = of(fields, name);
    for (double number : numbers.toDoubleArray()) {
      if (number != 0 && number != 1) {
        throw fields.error("%s holds %s: 1 where a query may look, else 0".formatted(name, number));
      }
    }
    return numbers.to(DType.BOOL);
  }

  private void add(Object value, int axis) throws FileException {
    if (axis == shape.size()) {
      add(number(value));
      return;
    }
    if (!(value instanceof List<?> list) || list.size() != shape.get(axis)) {
      throw fields.error(
          "%s: rows of different lengths; one has %d, and another not"
              .formatted(name, shape.get(axis)));
    }
    for (Object inner : list) {
      add(inner, axis + 1);
    }
  }

  private void add(double number) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    numbers[count++] = number;
  }

  private double number(Object value) throws FileException {
    return switch (value) {
      case Number number -> number.doubleValue();
      case Boolean flag -> flag ? 1 : 0;
      case String text when text.equals("NaN") -> Double.NaN;
      case String text when text.equals("Infinity") -> Double.POSITIVE_INFINITY;
      case String text when text.equals("-Infinity") -> Double.NEGATIVE_INFINITY;
      default -> throw fields.error("%s holds something that is no number".formatted(name));
    };
  }
}
