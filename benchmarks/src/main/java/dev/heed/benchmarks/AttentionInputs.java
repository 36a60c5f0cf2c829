package dev.heed.benchmarks;

import dev.heed.meter.AttentionShape;
import java.util.SplittableRandom;

/**
 * The numbers of one call, the same for every engine: evenly spread, with variance 1, as exact
 * floats.
 *
 * @param query {@code [B, H, L, D]}
 * @param key {@code [B, Hk, S, D]}
 * @param value {@code [B, Hk, S, D]}
 */
@SuppressWarnings("ArrayRecordComponent") // what engines take
public record AttentionInputs(float[] query, float[] key, float[] value) {
  private static final long SEED = 5;

  /** The inputs of a shape. */
  static AttentionInputs of(AttentionShape shape) {
    SplittableRandom random = new SplittableRandom(SEED);
    int rows = shape.batch() * shape.heads() * shape.queries();
    int keyRows = shape.batch() * shape.keyHeads() * shape.keys();
    return new AttentionInputs(
        random(random, Math.multiplyExact(rows, shape.depth())),
        random(random, Math.multiplyExact(keyRows, shape.depth())),
        random(random, Math.multiplyExact(keyRows, shape.depth())));
  }

  /** Numbers of variance 1. */
  static float[] random(SplittableRandom random, int count) {
    float[] numbers = new float[count];
    float spread = (float) Math.sqrt(12);
    for (int n = 0; n < count; n++) {
      numbers[n] = (random.nextInt(1 << 24) * 0x1p-24f - 0.5f) * spread;
    }
    return numbers;
  }
}
