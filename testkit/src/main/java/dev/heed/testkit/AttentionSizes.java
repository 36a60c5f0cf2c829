package dev.heed.testkit;

/**
 * The sizes of one attention problem, and where its elements lie in flat arrays.
 *
 * @param batch B
 * @param heads H, a multiple of {@code keyHeads}
 * @param keyHeads Hk
 * @param queries L
 * @param keys S
 * @param depth D
 * @param valueDepth Dv
 */
public record AttentionSizes(
    int batch, int heads, int keyHeads, int queries, int keys, int depth, int valueDepth) {

  /**
   * Checks that the heads can be grouped.
   *
   * @throws IllegalArgumentException if H is no multiple of Hk
   */
  public AttentionSizes {
    if (keyHeads < 1 || heads % keyHeads != 0) {
      throw new IllegalArgumentException(
          heads + " query heads over " + keyHeads + " key heads: H must be a multiple of Hk");
    }
  }

  /** One head of one sequence: queries {@code [L,D]}, keys {@code [S,D]}, values {@code [S,Dv]}. */
  public static AttentionSizes single(int queries, int keys, int depth, int valueDepth) {
    return new AttentionSizes(1, 1, 1, queries, keys, depth, valueDepth);
  }

  /** Elements of the queries, B·H·L·D. */
  public int queryElements() {
    return batch * heads * queries * depth;
  }

  /** Elements of the keys, B·Hk·S·D. */
  public int keyElements() {
    return batch * keyHeads * keys * depth;
  }

  /** Elements of the values, B·Hk·S·Dv. */
  public int valueElements() {
    return batch * keyHeads * keys * valueDepth;
  }

  /** Elements of the output, B·H·L·Dv. */
  public int outputElements() {
    return batch * heads * queries * valueDepth;
  }

  /** Elements of the scores, B·H·L·S. */
  public int scoreElements() {
    return batch * heads * queries * keys;
  }

  /** Rows of the scores, B·H·L. */
  public int rows() {
    return batch * heads * queries;
  }

  /** The number of row {@code i} of head {@code h} among all B·H·L rows. */
  public int row(int b, int h, int i) {
    return (b * heads + h) * queries + i;
  }

  /** The number of key {@code j} that query head {@code h} reads, among all B·Hk·S keys. */
  public int keyRow(int b, int h, int j) {
    return (b * keyHeads + h / (heads / keyHeads)) * keys + j;
  }
}
