package dev.heed.attention;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelWarmUp;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** What concerns all calls of a JVM. */
public final class Heed {
  /** Longer than the compiler works on any one kernel. */
  private static final long PATIENCE_NANOS = 700_000_000;

  private static final double FASTER = 0.95;

  private Heed() {}

  /** {@link #warmUp(Execution, Duration, DType...)} of float32 for at most ten seconds. */
  public static Duration warmUp() {
    return warmUp(Execution.standard(), Duration.ofSeconds(10), DType.FLOAT32);
  }

  /**
   * Has kernels compiled one by one ({@link KernelWarmUp}), then makes calls of the usual kinds
   * (all keys, causal, few queries, an odd number of columns) until they have stopped getting
   * faster, so that calls to come run on compiled code. A JVM interprets at first, and vector code
   * is then a hundred times slower. Takes some seconds; changes no result.
   *
   * @param execution what is warmed up: its kernels and its executor
   * @param limit time after which it ends in any case
   * @param dtypes of the calls to come, float32 or float64; others are computed in float32
   * @return the time taken
   * @throws IllegalStateException if the wished kernels cannot run
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static Duration warmUp(Execution execution, Duration limit, DType... dtypes) {
    long start = System.nanoTime();
    List<Runnable> calls = new ArrayList<>();
    for (DType dtype : dtypes) {
      BooleanSupplier inTime = () -> System.nanoTime() - start < limit.toNanos();
      if (dtype == DType.FLOAT64) {
        KernelWarmUp.float64(execution, inTime);
      } else {
        KernelWarmUp.float32(execution, inTime);
      }
      Attention plain = Attention.scaledDotProduct().withExecution(execution);
      Attention causal = plain.withMask(Mask.causal(Corner.BOTTOM_RIGHT));
      calls.add(call(plain, dtype, 192, 192, 64));
      calls.add(call(causal, dtype, 192, 192, 64));
      calls.add(call(plain, dtype, 1, 512, 64));
      calls.add(call(causal, dtype, 75, 75, 13));
    }
    long lastGain = System.nanoTime();
    double best = Double.POSITIVE_INFINITY;
    long now = lastGain;
    while (now - lastGain < PATIENCE_NANOS && now - start < limit.toNanos()) {
      long before = now;
      calls.forEach(Runnable::run);
      now = System.nanoTime();
      if (now - before < FASTER * best) {
        best = now - before;
        lastGain = now;
      }
    }
    return Duration.ofNanos(now - start);
  }

  private static Runnable call(Attention attention, DType dtype, int queries, int keys, int depth) {
    Tensor q = random(dtype, queries, depth);
    Tensor k = random(dtype, keys, depth);
    Tensor into = Tensor.zeros(q.dtype(), q.shape());
    return () -> attention.compute(q, k, k, into);
  }

  private static Tensor random(DType dtype, int rows, int columns) {
    SplittableRandom random = new SplittableRandom(1);
    double[] numbers = new double[4 * rows * columns];
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = random.nextDouble(-2, 2);
    }
    Tensor tensor = Tensor.of(numbers, Shape.of(4, rows, columns).sizes());
    return tensor.to(dtype == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32);
  }
}
