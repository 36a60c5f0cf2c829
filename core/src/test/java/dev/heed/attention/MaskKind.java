package dev.heed.attention;

import dev.heed.mask.Bias;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Mask;
import dev.heed.mask.MaskFunction;
import dev.heed.mask.ScoreFunction;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One way to leave keys out of one head with as many queries as keys.
 *
 * @param attends the same rule, worked out on its own
 */
record MaskKind(String name, Attention attention, Attends attends) {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** Whether a query attends to a key. */
  @FunctionalInterface
  interface Attends {
    boolean test(int query, int key);
  }

  /** Every kind of mask, alone and combined; tiles are left out wholly, in part and not at all. */
  static List<MaskKind> all(Seeds seeds, DType dtype, int rows) {
    List<MaskKind> kinds = new ArrayList<>(dense(seeds, dtype, rows));
    kinds.addAll(ruled(rows));
    return kinds;
  }

  /** Sequences, blocks and functions. */
  private static List<MaskKind> ruled(int rows) {
    Attention plain = Attention.scaledDotProduct();
    int[] offsets = {0, 50, 50, 64, rows};
    Attends together = (i, j) -> j < 50 ? i < 50 : j < 64 ? i >= 50 && i < 64 : i >= 64;
    MaskFunction third = (b, h, i, j) -> (i / 64 + j / 16) % 3 != 0;
    Attends byThird = (i, j) -> (i / 64 + j / 16) % 3 != 0;
    ScoreFunction rule = (score, b, h, i, j) -> j % 4 == i / 64 ? -INFINITY : score;
    Attends byRule = (i, j) -> j % 4 != i / 64;
    int blocks = Math.ceilDiv(rows, 48);
    byte[] flags = new byte[blocks * blocks];
    for (int n = 0; n < flags.length; n += 3) {
      flags[n] = 1;
    }
    Mask blocked = Mask.blocks(Tensor.of(flags, blocks, blocks), 48);
    Attends inBlock = (i, j) -> flags[i / 48 * blocks + j / 48] != 0;
    Mask described = BlockMask.of(third, rows, rows);
    return List.of(
        new MaskKind("packed", plain.withMask(Mask.packed(offsets)), together),
        new MaskKind("blocks", plain.withMask(blocked), inBlock),
        new MaskKind("mask function", plain.withMask(Mask.function(third)), byThird),
        new MaskKind("block mask", plain.withMask(described), byThird),
        new MaskKind("score function", plain.withBias(Bias.function(rule)), byRule),
        new MaskKind(
            "score function under a cap, with a sink",
            plain
                .withSoftcap(3)
                .withSinks(Tensor.of(new double[] {0.5}, 1))
                .withBias(Bias.alibi(Tensor.of(new double[] {0.1}, 1)).and(Bias.function(rule))),
            byRule),
        new MaskKind(
            "block mask, blocks and score function",
            plain.withMask(described.and(blocked)).withBias(Bias.function(rule)),
            (i, j) -> byThird.test(i, j) && inBlock.test(i, j) && byRule.test(i, j)),
        new MaskKind(
            "packed and causal",
            plain.withMask(Mask.causal().and(Mask.packed(offsets))),
            (i, j) -> together.test(i, j) && j <= i));
  }

  /** Structural masks, flags and dense bias. */
  private static List<MaskKind> dense(Seeds seeds, DType dtype, int rows) {
    Attention plain = Attention.scaledDotProduct();
    byte[] flags = new byte[rows * rows];
    RandomGenerator random = seeds.random();
    for (int n = 0; n < flags.length; n++) {
      boolean block = n % rows < 64 && n / rows >= 64;
      flags[n] = (byte) (block || random.nextInt(3) == 0 ? 1 : 0);
    }
    Tensor dense = Tensor.of(flags, rows, rows);
    Tensor bias = Tensor.of(seeds.normal(rows * rows), rows, rows).to(dtype);
    for (int n = 0; n < flags.length; n++) {
      if (flags[n] != 0) {
        bias.set(Double.NEGATIVE_INFINITY, n / rows, n % rows);
      }
    }
    Tensor columns = dense.select(0, rows - 1);
    int half = rows / 2;
    Attends flagged = (i, j) -> flags[i * rows + j] != 0;
    Mask window = Mask.window(70, 3);
    return List.of(
        new MaskKind("causal", plain.withMask(Mask.causal()), (i, j) -> j <= i),
        new MaskKind("window", plain.withMask(window), (i, j) -> j >= i - 70 && j <= i + 3),
        new MaskKind("lengths", plain.withMask(Mask.lengths(half)), (i, j) -> j < half),
        new MaskKind("keep", plain.withMask(Mask.keep(dense)), flagged),
        new MaskKind("hide", plain.withMask(Mask.hide(dense)), (i, j) -> !flagged.test(i, j)),
        new MaskKind(
            "hide one row for all",
            plain.withMask(Mask.hide(columns)),
            (i, j) -> !flagged.test(rows - 1, j)),
        new MaskKind("bias", plain.withBias(bias), (i, j) -> !flagged.test(i, j)),
        new MaskKind(
            "causal, hide and lengths",
            plain.withMask(Mask.causal().and(Mask.hide(dense)).and(Mask.lengths(half + 9))),
            (i, j) -> j <= i && !flagged.test(i, j) && j < half + 9),
        new MaskKind(
            "window and bias",
            plain.withMask(window).withBias(bias),
            (i, j) -> j >= i - 70 && j <= i + 3 && !flagged.test(i, j)));
  }

  @Override
  public String toString() {
    return name;
  }
}
