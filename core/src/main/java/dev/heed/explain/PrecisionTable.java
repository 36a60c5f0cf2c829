package dev.heed.explain;

import java.util.List;

/**
 * The row of a pair's query in float16, bfloat16, float32 and float64 side by side.
 *
 * @param pair which query and key
 * @param keys the keys that masks and biases leave, by their rows in the tensor
 * @param place the pair's key among them; −1 where it is left out
 * @param sink the head's logit that has no value; −∞ for none
 * @param columns one for each type, in that order
 */
public record PrecisionTable(
    Pair pair, List<Integer> keys, int place, double sink, List<PrecisionColumn> columns) {
  /** Copies the lists. */
  public PrecisionTable {
    keys = List.copyOf(keys);
    columns = List.copyOf(columns);
  }
}
