package dev.heed.spark.sequence;

import dev.heed.tensor.Tensor;
import java.io.Serializable;

/**
 * Queries on their way to executors.
 *
 * @param numbers {@code float[]} or {@code double[]} in C order
 * @param heads H
 * @param count L
 * @param depth D
 */
record Queries(Serializable numbers, int heads, int count, int depth) implements Serializable {
  /** Of {@code [H, L, D]}. */
  static Queries of(Tensor query) {
    return new Queries(KeyValueBlock.numbers(query), query.size(0), query.size(1), query.size(2));
  }

  /** {@code [H, L, D]}. */
  Tensor tensor() {
    return KeyValueBlock.tensor(numbers, heads, count, depth);
  }
}
