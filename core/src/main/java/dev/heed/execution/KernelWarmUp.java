package dev.heed.execution;

import dev.heed.kernel.KernelCalls;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.ScalarKernelProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Has the JVM compile kernels, with a few small calls of each and many that do nothing: a vector is
 * an object of a hundred bytes until then, and a kernel that is used as it is until the compiler
 * comes to it leaves gigabytes of them.
 */
public final class KernelWarmUp {
  /**
   * A call that takes no longer runs on compiled code; on other code it takes ten times as long.
   */
  private static final long COMPILED_NANOS = 2_000;

  /** Kernels at a time: the compiler always has some to do, and never a long queue. */
  private static final int AT_A_TIME = 6;

  private static final int EMPTY_CALLS = 500;

  private static final int ROUNDS_A_REAL_CALL = 3;

  private static final long PAUSE_MILLIS = 3;

  /** After so many rounds, of a few milliseconds each, other kernels have their turn. */
  private static final int ROUNDS = 100;

  /** Rounds after which a kernel is left as it is. */
  private static final int MOST_ROUNDS = 3 * ROUNDS;

  private KernelWarmUp() {}

  /**
   * Runs until each float32 kernel of tiles and layers is compiled. On the scalar set there is
   * nothing to do. Takes some seconds, mostly asleep while the compiler works.
   *
   * @param execution whose kernels are meant
   * @param isWanted asked between rounds whether to go on
   * @throws IllegalStateException if the wished kernels cannot run
   * @throws CancellationException if the thread is interrupted, whose flag stays set
   */
  public static void float32(Execution execution, BooleanSupplier isWanted) {
    KernelProvider provider = execution.choice().provider();
    if (!(provider instanceof ScalarKernelProvider)) {
      run(provider.float32(), isWanted);
    }
  }

  /**
   * {@link #float32} for the float64 kernels.
   *
   * @throws IllegalStateException if the wished kernels cannot run
   * @throws CancellationException if the thread is interrupted, whose flag stays set
   */
  public static void float64(Execution execution, BooleanSupplier isWanted) {
    KernelProvider provider = execution.choice().provider();
    if (!(provider instanceof ScalarKernelProvider)) {
      run(provider.float64(), isWanted);
    }
  }

  private static void run(Kernels<?> kernels, BooleanSupplier isWanted) {
    List<Kernel> left = new ArrayList<>();
    KernelCalls.of(kernels).forEach(calls -> left.add(new Kernel(calls)));
    for (int round = 1; !left.isEmpty() && isWanted.getAsBoolean(); round++) {
      left.subList(0, Math.min(AT_A_TIME, left.size())).removeIf(Kernel::isDone);
      if (round % ROUNDS == 0) {
        Collections.rotate(left, -AT_A_TIME);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while kernels were warmed up");
    }
  }

  /** One of them, and how far it is. */
  private static final class Kernel {
    private final KernelCalls.Pair calls;
    private int rounds;

    Kernel(KernelCalls.Pair calls) {
      this.calls = calls;
    }

    /** Calls it some more; returns whether it is compiled, or given up. */
    boolean isDone() {
      if (rounds % ROUNDS_A_REAL_CALL == 0 && isFast()) {
        return true;
      }
      for (int n = 0; n < EMPTY_CALLS; n++) {
        calls.empty().run();
      }
      return ++rounds > MOST_ROUNDS;
    }

    private boolean isFast() {
      long before = System.nanoTime();
      calls.real().run();
      return System.nanoTime() - before < COMPILED_NANOS;
    }
  }
}
