package dev.heed.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.attention.CacheLayout;
import dev.heed.attention.KeyValueBatch;
import dev.heed.attention.KeyValueCache;
import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.layers.Gelu;
import dev.heed.layers.LayerNorm;
import dev.heed.layers.Linear;
import dev.heed.mask.Bias;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Allocation;
import dev.heed.testkit.Seeds;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A vector that the compiler fails to keep in a register becomes an object: a kernel then allocates
 * and is some hundred times slower, and says nothing. Each kernel is run until it is compiled, and
 * must neither allocate nor fall behind plain loops.
 */
@DisplayName("vector kernels stay intrinsic")
@Timeout(300)
class HazardsTest {
  /** A call's own objects are a few kilobytes; vectors that became objects are megabytes. */
  private static final long LIMIT = 512 << 10;

  /**
   * Of the time of the scalar set, with room for a busy machine: what is lost is a hundred times.
   */
  private static final double FLOOR = 5;

  private static final long WARM_UP_NANOS = 30_000_000_000L;
  private static final int ROUNDS = 9;

  private static final Seeds SEEDS = Seeds.of(29);
  private static final byte[] FLAGS = new byte[128 * 128];
  private static final float[] SLOPES = {0.5f, 0.25f};

  static {
    for (int n = 0; n < FLAGS.length; n++) {
      FLAGS[n] = (byte) (n % 7 == 3 ? 0 : 1);
    }
  }

  /** Work that can be repeated, on either set. */
  private record Case(String name, Work work) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface Work {
    void run(Execution execution);
  }

  private static Tensor random(DType dtype, int... sizes) {
    Tensor numbers = Tensor.of(SEEDS.normal((int) Shape.of(sizes).elements()), sizes);
    return numbers.to(dtype);
  }

  private static Case attention(String name, DType dtype, Attention attention, int... sizes) {
    Tensor q = random(dtype, 2, sizes[0], sizes[2]);
    Tensor k = random(dtype, 2, sizes[1], sizes[2]);
    Tensor into = Tensor.zeros(dtype, q.shape());
    return new Case(
        name + " " + dtype + " " + Arrays.toString(sizes),
        execution -> attention.withExecution(execution).compute(q, k, k, into));
  }

  private static Case layers(DType dtype) {
    Tensor x = random(dtype, 16, 200);
    Linear map = Linear.of(random(dtype, 200, 200), random(dtype, 200));
    LayerNorm norm = LayerNorm.of(random(dtype, 200), random(dtype, 200), 1e-6);
    return new Case(
        "linear map, norm, GELU " + dtype,
        execution -> norm.apply(Gelu.apply(map.apply(x, execution), execution), execution));
  }

  /** One query on keys and values of 16 bits, in a cache. */
  private static Case cached(DType storage, int depth) {
    KeyValueCache cache = KeyValueCache.of(CacheLayout.of(2, depth).withStorage(storage), 3000);
    Tensor k = random(DType.FLOAT32, 2, 3000, depth);
    cache.append(k, k);
    Tensor q = random(DType.FLOAT32, 2, 1, depth);
    Attention plain = Attention.scaledDotProduct();
    return new Case(
        "one query on %s, D %d".formatted(storage, depth),
        execution -> plain.withExecution(execution).compute(q, KeyValueBatch.of(cache)));
  }

  static List<Case> cases() {
    Attention plain = Attention.scaledDotProduct();
    Attention causal = plain.withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    DType single = DType.FLOAT32;
    Tensor flags = Tensor.of(FLAGS, 128, 128);
    return List.of(
        attention("all keys", single, plain, 128, 128, 64),
        attention("all keys", DType.FLOAT64, plain, 128, 128, 64),
        attention("odd sizes", single, plain, 131, 197, 61),
        attention("causal", single, causal, 128, 128, 64),
        attention("window", single, plain.withMask(Mask.window(40, 0)), 128, 128, 64),
        attention("keep", single, plain.withMask(Mask.keep(flags)), 128, 128, 64),
        attention("bias", single, plain.withBias(random(single, 128, 128)), 128, 128, 64),
        attention("softcap", single, plain.withSoftcap(9), 128, 128, 64),
        attention("softcap", DType.FLOAT64, plain.withSoftcap(9), 128, 128, 64),
        attention("ALiBi", single, plain.withBias(Bias.alibi(Tensor.of(SLOPES, 2))), 128, 128, 64),
        attention("one query", single, causal, 1, 3000, 64),
        attention("one query", DType.FLOAT64, causal, 1, 3000, 64),
        attention("seven queries", single, causal, 7, 3000, 61),
        cached(DType.FLOAT16, 64),
        cached(DType.FLOAT16, 61),
        cached(DType.BFLOAT16, 64),
        cached(DType.BFLOAT16, 61),
        layers(single),
        layers(DType.FLOAT64));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void noKernelAllocatesOrFallsBehindPlainLoops(Case one) {
    Execution alone = Execution.standard().withThreads(1);
    Execution vector = alone.withKernels(KernelSet.VECTOR);
    Execution scalar = alone.withKernels(KernelSet.SCALAR);
    Runnable onVectors = () -> one.work().run(vector);
    long started = System.nanoTime();
    long bytes = Allocation.bytes(onVectors);
    while (bytes > LIMIT && System.nanoTime() - started < WARM_UP_NANOS) {
      bytes = Allocation.bytes(onVectors);
    }
    assertThat(bytes).as("bytes allocated by a call").isLessThan(LIMIT);
    double[] times = new double[ROUNDS];
    double[] limits = new double[ROUNDS];
    for (int round = -3; round < ROUNDS; round++) {
      double time = seconds(onVectors);
      double limit = FLOOR * seconds(() -> one.work().run(scalar));
      times[Math.max(round, 0)] = time;
      limits[Math.max(round, 0)] = limit;
    }
    Arrays.sort(times);
    Arrays.sort(limits);
    assertThat(times[ROUNDS / 2]).as("seconds of a call").isLessThan(limits[ROUNDS / 2]);
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    for (int n = 0; n < 5; n++) {
      work.run();
    }
    return 1e-9 * (System.nanoTime() - start) / 5;
  }
}
