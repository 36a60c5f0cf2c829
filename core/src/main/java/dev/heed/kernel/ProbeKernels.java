package dev.heed.kernel;

/**
 * Loops that show what the machine can do at most, with the instructions that the kernels of the
 * same set use. What they return serves only to keep them from being optimised away.
 */
public interface ProbeKernels {
  /** Floating point operations of one step of {@link #multiplyAdd}; an fma is two. */
  int flopsPerStep();

  /** Independent chains of float32 multiply-adds that stay in registers or the nearest cache. */
  float multiplyAdd(int steps);

  /** Reads the elements from {@code from} (inclusive) to {@code to}, each once. */
  float read(float[] array, int from, int to);
}
