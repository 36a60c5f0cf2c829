package dev.heed.meter;

/**
 * The sizes of one call of attention, with values as wide as keys.
 *
 * @param batch B
 * @param heads H
 * @param keyHeads Hk, of which H is a multiple
 * @param queries L
 * @param keys S
 * @param depth D
 */
public record AttentionShape(int batch, int heads, int keyHeads, int queries, int keys, int depth) {
  /**
   * @throws IllegalArgumentException if a size is below 1 or H no multiple of Hk
   */
  public AttentionShape {
    if (Math.min(Math.min(batch, keyHeads), Math.min(queries, Math.min(keys, depth))) < 1
        || heads < 1
        || heads % keyHeads != 0) {
      throw new IllegalArgumentException(
          "B %d, H %d over %d, L %d, S %d, D %d: sizes are at least 1, and H a multiple of Hk"
              .formatted(batch, heads, keyHeads, queries, keys, depth));
    }
  }

  /** As many keys as queries, and a key head for each query head. */
  public static AttentionShape square(int batch, int heads, int length, int depth) {
    return new AttentionShape(batch, heads, heads, length, length, depth);
  }

  /** One query of one sequence: what a decoder asks for each new token. */
  public static AttentionShape decode(int heads, int keyHeads, int keys, int depth) {
    return new AttentionShape(1, heads, keyHeads, 1, keys, depth);
  }

  /**
   * The floating point operations that count: 4·B·H·L·S·D, a multiply-add as two, in the products
   * q·k and weights·v; half of that when causal. This is the convention of FlashAttention's papers:
   * softmax counts nothing, and neither does the half of a diagonal tile that is computed in vain.
   */
  public double flops(boolean causal) {
    double all = 4.0 * batch * heads * queries * keys * depth;
    return causal ? all / 2 : all;
  }

  /** Bytes of all keys and values, each once, at the given size of an element. */
  public double keyValueBytes(int elementBytes) {
    return 2.0 * batch * keyHeads * keys * depth * elementBytes;
  }

  /** B,H,L,D, with the keys and their heads where these differ. */
  @Override
  public String toString() {
    String square = "%d,%d,%d,%d".formatted(batch, heads, queries, depth);
    if (keys == queries && keyHeads == heads) {
      return square;
    }
    return square + " S %d".formatted(keys) + (keyHeads == heads ? "" : " Hk " + keyHeads);
  }
}
