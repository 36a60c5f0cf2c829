package dev.heed.vector;

import dev.heed.kernel.ProbeKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Probes at the machine's preferred width. */
final class VectorProbeKernels implements ProbeKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = SPECIES.length();

  /** Enough chains to hide the latency of an fma, and with two constants still 16 registers. */
  private static final int CHAINS = 12;

  private static final float FACTOR = 0.99f;
  private static final float ADDED = 0.01f;

  @Override
  public int flopsPerStep() {
    return 2 * CHAINS * WIDTH;
  }

  @Override
  public float multiplyAdd(int steps) {
    FloatVector factor = FloatVector.broadcast(SPECIES, FACTOR);
    FloatVector added = FloatVector.broadcast(SPECIES, ADDED);
    FloatVector a0 = FloatVector.broadcast(SPECIES, 0);
    FloatVector a1 = FloatVector.broadcast(SPECIES, 1);
    FloatVector a2 = FloatVector.broadcast(SPECIES, 2);
    FloatVector a3 = FloatVector.broadcast(SPECIES, 3);
    FloatVector a4 = FloatVector.broadcast(SPECIES, 4);
    FloatVector a5 = FloatVector.broadcast(SPECIES, 5);
    FloatVector a6 = FloatVector.broadcast(SPECIES, 6);
    FloatVector a7 = FloatVector.broadcast(SPECIES, 7);
    FloatVector a8 = FloatVector.broadcast(SPECIES, 8);
    FloatVector a9 = FloatVector.broadcast(SPECIES, 9);
    FloatVector a10 = FloatVector.broadcast(SPECIES, 10);
    FloatVector a11 = FloatVector.broadcast(SPECIES, 11);
    for (int step = 0; step < steps; step++) {
      a0 = a0.fma(factor, added);
      a1 = a1.fma(factor, added);
      a2 = a2.fma(factor, added);
      a3 = a3.fma(factor, added);
      a4 = a4.fma(factor, added);
      a5 = a5.fma(factor, added);
      a6 = a6.fma(factor, added);
      a7 = a7.fma(factor, added);
      a8 = a8.fma(factor, added);
      a9 = a9.fma(factor, added);
      a10 = a10.fma(factor, added);
      a11 = a11.fma(factor, added);
    }
    FloatVector all = a0.add(a1).add(a2).add(a3).add(a4).add(a5);
    all = all.add(a6).add(a7).add(a8).add(a9).add(a10).add(a11);
    return total(all.toArray());
  }

  /** From four places at once: the machine fetches ahead for each, which one loop leaves idle. */
  @Override
  public float read(float[] array, int from, int to) {
    int part = (to - from) / 4 / WIDTH * WIDTH;
    int second = from + part;
    int third = second + part;
    int fourth = third + part;
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    for (int i = 0; i < part; i += WIDTH) {
      s0 = s0.add(FloatVector.fromArray(SPECIES, array, from + i));
      s1 = s1.add(FloatVector.fromArray(SPECIES, array, second + i));
      s2 = s2.add(FloatVector.fromArray(SPECIES, array, third + i));
      s3 = s3.add(FloatVector.fromArray(SPECIES, array, fourth + i));
    }
    float rest = 0;
    for (int at = fourth + part; at < to; at++) {
      rest += array[at];
    }
    return total(s0.add(s1).add(s2).add(s3).toArray()) + rest;
  }

  private static float total(float[] lanes) {
    float total = 0;
    for (float lane : lanes) {
      total += lane;
    }
    return total;
  }
}
