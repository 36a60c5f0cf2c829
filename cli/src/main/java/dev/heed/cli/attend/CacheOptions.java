package dev.heed.cli.attend;

import dev.heed.attention.Attention;
import dev.heed.attention.CacheLayout;
import dev.heed.attention.RotaryPositions;
import dev.heed.mask.Bias;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how keys and values are kept, and what queries see of them. */
final class CacheOptions {
  @Option(
      names = "--storage",
      paramLabel = "float32|float16|bfloat16|float64",
      description = "What the cache keeps (default: what is computed in).")
  private @Nullable DType storage;

  @Option(
      names = "--page",
      paramLabel = "KEYS",
      description = "Keys of a page (default: 256); changes no bit.")
  private int pageKeys = CacheLayout.PAGE_KEYS;

  @Option(
      names = "--window",
      paramLabel = "LEFT",
      description = "Keys before its own that a query sees; older pages are dropped.")
  private int window = -1;

  @Option(
      names = "--rope",
      paramLabel = "interleaved|half-split",
      description = "Rotary positions: which columns make a pair.")
  private @Nullable String rope;

  @Option(
      names = "--rope-base",
      paramLabel = "BASE",
      description = "Base of their frequencies (default: 10000).")
  private double base = 10_000;

  @Option(
      names = "--rope-scaling",
      paramLabel = "FACTOR",
      description = "By which their positions are divided (default: 1).")
  private double scaling = 1;

  @Option(names = "--alibi", description = "ALiBi with the slopes of its paper.")
  private boolean alibi;

  @Option(
      names = "--softcap",
      paramLabel = "C",
      description = "Keeps scaled scores within ±C by C·tanh(score/C).")
  private @Nullable Double softcap;

  @Option(names = "--scale", paramLabel = "NUMBER", description = "Factor on Q·Kᵀ (default: 1/√D).")
  private @Nullable Double scale;

  /** How a cache of these sizes keeps them. */
  CacheLayout layout(int heads, int depth, int valueDepth, DType computed) {
    DType kept = storage == null ? computed : storage;
    if ((kept == DType.FLOAT64) != (computed == DType.FLOAT64)) {
      throw new IllegalArgumentException(
          "--storage %s: computed in %s, and float64 goes with float64 alone"
              .formatted(kept, computed));
    }
    CacheLayout layout =
        CacheLayout.of(heads, depth)
            .withValueDepth(valueDepth)
            .withStorage(kept)
            .withPageKeys(pageKeys)
            .withWindow(window);
    RotaryPositions rotary = rotary(depth);
    return rotary == null ? layout : layout.withRotary(rotary);
  }

  private @Nullable RotaryPositions rotary(int depth) {
    if (rope == null) {
      return null;
    }
    RotaryPositions.Pairing pairing =
        switch (rope) {
          case "interleaved" -> RotaryPositions.Pairing.INTERLEAVED;
          case "half-split" -> RotaryPositions.Pairing.HALF_SPLIT;
          default ->
              throw new IllegalArgumentException(
                  "--rope %s: interleaved or half-split".formatted(rope));
        };
    return new RotaryPositions(depth, base, scaling, pairing);
  }

  /** What queries see: keys up to their own, the last query at the last key. */
  Attention attention(int heads) {
    Mask causal = Mask.causal(Corner.BOTTOM_RIGHT);
    Mask mask = window < 0 ? causal : Mask.window(window, 0, Corner.BOTTOM_RIGHT);
    Attention attention = Attention.scaledDotProduct().withMask(mask);
    attention = scale == null ? attention : attention.withScale(scale);
    attention = softcap == null ? attention : attention.withSoftcap(softcap);
    return alibi
        ? attention.withBias(Bias.alibi(Bias.alibiSlopes(heads), Corner.BOTTOM_RIGHT))
        : attention;
  }
}
