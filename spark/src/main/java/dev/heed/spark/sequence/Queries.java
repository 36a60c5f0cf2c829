package dev.heed.spark.sequence;

import dev.heed.attention.Attention;
import dev.heed.attention.SplitAttention;
import dev.heed.tensor.Tensor;
import java.io.Serializable;

/**
 * Queries on their way to executors: all of a sequence, or some that follow each other.
 *
 * @param numbers {@code float[]} or {@code double[]} in C order
 * @param heads H
 * @param count rows
 * @param depth D
 * @param first the query that the first row is
 * @param whole queries of the sequence
 */
record Queries(Serializable numbers, int heads, int count, int depth, int first, int whole)
    implements Serializable {
  /** Some rows of {@code [H, L, D]}, from one to another (exclusive). */
  static Queries of(Tensor query, int first, int end) {
    return new Queries(
        KeyValueBlock.numbers(query.slice(1, first, end)),
        query.size(0),
        end - first,
        query.size(2),
        first,
        query.size(1));
  }

  /** The attention of the sequence that they are of. */
  SplitAttention split(Attention attention, KeyValueLayout layout) {
    return new SplitAttention(attention, whole, layout.keys());
  }

  /** They and a block. */
  SplitAttention.Part part(KeyValueBlock block, KeyValueLayout layout) {
    return new SplitAttention.Part(
        KeyValueBlock.tensor(numbers, heads, count, depth),
        block.keys(layout),
        block.values(layout),
        first,
        layout.firstKey(block.number()));
  }
}
