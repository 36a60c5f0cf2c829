package dev.heed.engine.operand;

/** How queries and keys are parted. All of it is a part of the contract on bits. */
public final class Partition {
  /** Keys of a tile against a tile of queries, counted from key 0. */
  public static final int KEY_TILE = 128;

  /** Most queries of a sequence on the path for few queries. */
  public static final int FEW = 8;

  /** For each query behind the first there are more keys than this on the path for few queries. */
  private static final int KEYS = 32;

  private Partition() {}

  /**
   * Whether a sequence with so many queries and keys takes the path for few queries: against few
   * keys, several queries are faster as a tile.
   */
  public static boolean isFew(int queries, int keys) {
    return queries > 0 && queries <= FEW && keys > KEYS * (queries - 1);
  }
}
