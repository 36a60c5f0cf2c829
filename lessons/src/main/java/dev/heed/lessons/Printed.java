package dev.heed.lessons;

import dev.heed.tensor.Tensor;
import java.util.List;

/**
 * Numbers as a document prints them, row after row; the last row may be short.
 *
 * @param name what the lesson calls them
 * @param columns how many stand in a full row
 * @param limit the largest difference from a computed number that rounding explains; 0 for inputs
 * @param numbers the numbers in C order
 */
record Printed(String name, int columns, double limit, List<Double> numbers) {
  Printed {
    numbers = List.copyOf(numbers);
  }

  int size() {
    return numbers.size();
  }

  double number(int index) {
    return numbers.get(index);
  }

  /** Where a number stands, for people. */
  String place(int index) {
    return "%s, row %d, column %d".formatted(name, index / columns, index % columns);
  }

  /** The whole matrix in float64. */
  Tensor matrix() {
    double[] data = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    return Tensor.of(data, data.length / columns, columns);
  }
}
