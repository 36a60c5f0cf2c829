package dev.heed.inspection;

/**
 * A rectangle of the matrix of weights, {@code [L, S]}.
 *
 * @param firstQuery the first row
 * @param endQuery behind the last row
 * @param firstKey the first column
 * @param endKey behind the last column
 */
public record Block(int firstQuery, int endQuery, int firstKey, int endKey) {
  /** Stands for the last column, wherever that is. */
  private static final int ALL = Integer.MAX_VALUE;

  /**
   * @throws IllegalArgumentException if it is empty or begins below 0
   */
  public Block {
    if (firstQuery < 0 || firstKey < 0 || firstQuery >= endQuery || firstKey >= endKey) {
      throw new IllegalArgumentException(
          "queries %d to %d and keys %d to %d: a block has at least one of each, from 0 on"
              .formatted(firstQuery, endQuery, firstKey, endKey));
    }
  }

  /** All weights of some queries. */
  public static Block rows(int firstQuery, int endQuery) {
    return new Block(firstQuery, endQuery, 0, ALL);
  }

  /**
   * The block with its end in a matrix of so many queries and keys.
   *
   * @throws IllegalArgumentException if it reaches beyond them
   */
  public Block within(int queries, int keys) {
    int end = endKey == ALL ? keys : endKey;
    if (endQuery > queries || end > keys || firstKey >= end) {
      throw new IllegalArgumentException(
          "rows %d to %d and keys %d to %s are not among %d queries and %d keys, counted from 0"
              .formatted(
                  firstQuery,
                  endQuery - 1,
                  firstKey,
                  endKey == ALL ? "the last" : endKey - 1,
                  queries,
                  keys));
    }
    return new Block(firstQuery, endQuery, firstKey, end);
  }

  /** Rows. */
  public int queries() {
    return endQuery - firstQuery;
  }

  /** Columns. */
  public int keys() {
    return endKey - firstKey;
  }
}
