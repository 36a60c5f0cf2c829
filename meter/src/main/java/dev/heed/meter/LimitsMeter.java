package dev.heed.meter;

import dev.heed.execution.Execution;
import dev.heed.kernel.ProbeKernels;
import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.DoubleSupplier;
import java.util.function.IntToDoubleFunction;

/**
 * Measures the limits of this machine with the instructions of one set of kernels: the best of many
 * repeats, since nothing makes a machine faster than it is. Takes up to 256 MiB of memory for the
 * time of a call.
 */
public final class LimitsMeter {
  private static final int MOST_ELEMENTS = 64 << 20;
  private static final int CHUNK = 1 << 20;
  private static final int ITEMS_A_THREAD = 8;
  private static final double FLOPS_OF_AN_ITEM = 1e8;

  /** Few enough that code which is not compiled yet comes back from a call soon. */
  private static final int FIRST_STEPS = 1024;

  /** A best time that no repeat has beaten for so many seconds is taken. */
  private static final double PATIENCE = 0.25;

  private static final double LONGEST = 5;

  private final Execution execution;
  private final ProbeKernels probes;

  /** For what {@code execution} runs: its threads and its kernels. */
  public LimitsMeter(Execution execution) {
    this.execution = execution;
    this.probes = execution.choice().provider().probes();
  }

  /** Both limits, in two to three seconds. */
  public Limits measure() {
    return new Limits(execution.threads(), gigaflops(), gigabytes());
  }

  /** 10⁹ operations a second of multiply-adds in registers. */
  public double gigaflops() {
    leastSeconds(() -> probes.multiplyAdd(FIRST_STEPS));
    int steps = (int) Math.ceil(FLOPS_OF_AN_ITEM / probes.flopsPerStep());
    int items = ITEMS_A_THREAD * execution.threads();
    double seconds = leastSeconds(() -> share(items, item -> probes.multiplyAdd(steps)));
    return 1e-9 * items * steps * probes.flopsPerStep() / seconds;
  }

  /** 10⁹ bytes a second read from an array of 256 MiB, or an eighth of the heap if that is less. */
  public double gigabytes() {
    long room = Runtime.getRuntime().maxMemory() / 8 / Float.BYTES;
    int chunks = Math.max(1, (int) Math.min(MOST_ELEMENTS, room) / CHUNK);
    float[] array = new float[chunks * CHUNK];
    // Pages that were never written to may all be the same one.
    Arrays.fill(array, 1);
    double seconds =
        leastSeconds(
            () -> share(chunks, item -> probes.read(array, item * CHUNK, (item + 1) * CHUNK)));
    return 1e-9 * Float.BYTES * array.length / seconds;
  }

  /** The shortest run, once no run has been shorter by a hundredth for a while. */
  private static double leastSeconds(DoubleSupplier work) {
    double least = Double.POSITIVE_INFINITY;
    double improved = 0;
    for (double spent = 0; spent < improved + PATIENCE && spent < LONGEST; ) {
      double seconds = seconds(work);
      spent += seconds;
      improved = seconds < 0.99 * least ? spent : improved;
      least = Math.min(least, seconds);
    }
    return least;
  }

  private static double seconds(DoubleSupplier work) {
    long start = System.nanoTime();
    double result = work.getAsDouble();
    long end = System.nanoTime();
    // Never so: it keeps the compiler from leaving the work out.
    return result == -1e300 ? Double.NaN : 1e-9 * Math.max(1, end - start);
  }

  private double share(int items, IntToDoubleFunction probe) {
    DoubleAdder sum = new DoubleAdder();
    execution.run(items, () -> item -> sum.add(probe.applyAsDouble(item)));
    return sum.sum();
  }
}
