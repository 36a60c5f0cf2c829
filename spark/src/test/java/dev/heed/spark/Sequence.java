package dev.heed.spark;

import dev.heed.attention.Attention;
import dev.heed.attention.AttentionResult;
import dev.heed.attention.PartialTree;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;

/**
 * Random queries, keys and values of one sequence.
 *
 * @param query {@code [H, L, D]}
 * @param key {@code [Hk, S, D]}
 * @param value {@code [Hk, S, Dv]}
 */
record Sequence(Tensor query, Tensor key, Tensor value) {
  static final int HEADS = 4;
  static final int KEY_HEADS = 2;
  static final int QUERIES = 40;
  static final int KEYS = 1000;
  static final int DEPTH = 16;
  static final int VALUE_DEPTH = 12;
  static final int BLOCK = 64;

  static Sequence random() {
    Seeds seeds = Seeds.fromProperty();
    return new Sequence(
        normal(seeds, HEADS, QUERIES, DEPTH),
        normal(seeds, KEY_HEADS, KEYS, DEPTH),
        normal(seeds, KEY_HEADS, KEYS, VALUE_DEPTH));
  }

  private static Tensor normal(Seeds seeds, int... shape) {
    return Tensor.of(seeds.normalFloats((int) Shape.of(shape).elements()), shape);
  }

  /** The same blocks on one machine, merged along the same tree. */
  AttentionResult alone(Attention attention) {
    Attention plain =
        new Attention(
            attention.scale(),
            attention.softcap(),
            attention.bias(),
            attention.mask(),
            null,
            attention.execution());
    int blocks = Math.ceilDiv(KEYS, BLOCK);
    PartialTree tree = new PartialTree(blocks);
    for (int n = 0; n < blocks; n++) {
      int first = n * BLOCK;
      int end = Math.min(KEYS, first + BLOCK);
      tree.add(
          n,
          plain.partial(query, key.slice(1, first, end), value.slice(1, first, end), first, KEYS));
    }
    return tree.result().finish(attention.sinks());
  }
}
