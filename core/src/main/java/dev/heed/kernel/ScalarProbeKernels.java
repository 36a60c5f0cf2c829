package dev.heed.kernel;

/** Probes in plain loops, which the compiler turns into vectors. */
final class ScalarProbeKernels implements ProbeKernels {
  /** Elements of a block that stays in the nearest cache. */
  private static final int BLOCK = 1024;

  /** Multiply-adds between a load and a store, so that those do not count. */
  private static final int CHAIN = 16;

  private static final float FACTOR = 0.99f;
  private static final float ADDED = 0.01f;

  @Override
  public int flopsPerStep() {
    return 2 * CHAIN * BLOCK;
  }

  @Override
  public float multiplyAdd(int steps) {
    float[] block = new float[BLOCK];
    for (int step = 0; step < steps; step++) {
      advance(block);
    }
    return total(block);
  }

  private static void advance(float[] block) {
    for (int i = 0; i < BLOCK; i++) {
      float a = block[i];
      a = Math.fma(a, FACTOR, ADDED);
      a = Math.fma(a, FACTOR, ADDED);
      a = Math.fma(a, FACTOR, ADDED);
      a = Math.fma(a, FACTOR, ADDED);
      a = Math.fma(a, FACTOR, ADDED);
      a = Math.fma(a, FACTOR, ADDED);
      a = Math.fma(a, FACTOR, ADDED);
      a = Math.fma(a, FACTOR, ADDED);
      a = Math.fma(a, FACTOR, ADDED);
      a = Math.fma(a, FACTOR, ADDED);
      a = Math.fma(a, FACTOR, ADDED);
      a = Math.fma(a, FACTOR, ADDED);
      a = Math.fma(a, FACTOR, ADDED);
      a = Math.fma(a, FACTOR, ADDED);
      a = Math.fma(a, FACTOR, ADDED);
      block[i] = Math.fma(a, FACTOR, ADDED);
    }
  }

  /** From four places at once: the machine fetches ahead for each, which one loop leaves idle. */
  @Override
  public float read(float[] array, int from, int to) {
    float[] sums = new float[BLOCK];
    int part = (to - from) / 4 / BLOCK * BLOCK;
    for (int i = from; i < from + part; i += BLOCK) {
      add(array, i, i + part, i + 2 * part, i + 3 * part, sums);
    }
    float rest = 0;
    for (int at = from + 4 * part; at < to; at++) {
      rest += array[at];
    }
    return total(sums) + rest;
  }

  private static void add(float[] array, int a, int b, int c, int d, float[] sums) {
    for (int i = 0; i < BLOCK; i++) {
      sums[i] += array[a + i] + array[b + i] + (array[c + i] + array[d + i]);
    }
  }

  private static float total(float[] block) {
    float total = 0;
    for (float number : block) {
      total += number;
    }
    return total;
  }
}
