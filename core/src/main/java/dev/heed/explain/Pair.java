package dev.heed.explain;

/**
 * A query and a key of one head, by their places in the tensors, all counted from 0.
 *
 * @param batch entry of the batch; 0 where there is no such axis
 * @param head query head; 0 where there is no such axis
 * @param query row of the queries, 0 to L − 1
 * @param key row of the keys, 0 to S − 1
 */
public record Pair(int batch, int head, int query, int key) {
  /** A pair of the first head of the first sequence. */
  public static Pair of(int query, int key) {
    return new Pair(0, 0, query, key);
  }

  /**
   * Refuses a pair that tensors of such sizes do not have.
   *
   * @throws IllegalArgumentException naming the number and what there is
   */
  public void requireWithin(int batches, int heads, int queries, int keys) {
    require("batch entry", batch, batches);
    require("head", head, heads);
    require("query", query, queries);
    require("key", key, keys);
  }

  private static void require(String what, int number, int count) {
    if (number < 0 || number >= count) {
      throw new IllegalArgumentException(
          count == 0
              ? "%s %d: there is none".formatted(what, number)
              : "%s %d: they are counted from 0 to %d".formatted(what, number, count - 1));
    }
  }
}
