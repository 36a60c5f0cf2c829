package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.execution.Execution;
import dev.heed.mask.Bias;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Mask;
import dev.heed.mask.MaskFunction;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Allocation;
import dev.heed.testkit.Seeds;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a call allocates beside inputs and output, garbage included. */
@DisplayName("S9: memory does not grow with L·S")
@Timeout(300)
@Tag("scalar") // vector code that is not compiled yet allocates
class SteadyMemoryTest {
  private static final int SMALL = 192;
  private static final int LARGE = 1_152; // 36 times as many scores
  private static final int WARM_UP = 12;

  /** Less than 26 bytes for each of the tiles that there are more of. */
  private static final long SAME = 8_192;

  private static final long LIMIT = 16L << 20;
  private static final Attention ALONE =
      Attention.scaledDotProduct().withExecution(Execution.standard().withThreads(1));

  /** A call on rows of 8 numbers. */
  private record Case(String name, UnaryOperator<Tensor> place, Options options) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What is asked for with so many rows. */
  private interface Options {
    Attention of(int rows);
  }

  private static Tensor outside(Tensor source) {
    long bytes = source.shape().elements() * source.dtype().bytes();
    Tensor copy = Tensor.over(Arena.ofAuto().allocate(bytes), source.dtype(), source.shape());
    source.copyInto(copy);
    return copy;
  }

  private static Tensor turned(Tensor source) {
    return source.transpose().copy().transpose();
  }

  private static Tensor bias(int rows) {
    return Tensor.of(new float[rows * rows], rows, rows);
  }

  private static Tensor flags(int rows) {
    Tensor flags = Tensor.zeros(DType.BOOL, Shape.of(rows, rows));
    for (int i = 0; i < rows; i++) {
      flags.set(1, i, (7 * i) % rows);
    }
    return flags;
  }

  private static Case here(String name, Options options) {
    return new Case(name, x -> x, options);
  }

  static List<Case> cases() {
    MaskFunction near = (b, h, i, j) -> Math.abs(i - j) < 50;
    Tensor head = Tensor.of(new double[] {0.25}, 1);
    Options plain = rows -> ALONE;
    return List.of(
        here("on the heap", plain),
        new Case("float64", x -> x.to(DType.FLOAT64), plain),
        new Case("outside the heap", SteadyMemoryTest::outside, plain),
        new Case("float16", x -> x.to(DType.FLOAT16), plain),
        new Case("bfloat16 outside the heap", x -> outside(x.to(DType.BFLOAT16)), plain),
        new Case("columns apart", SteadyMemoryTest::turned, plain),
        here("causal", rows -> ALONE.withMask(Mask.causal())),
        here("dense flags", rows -> ALONE.withMask(Mask.hide(flags(rows)))),
        here(
            "flags outside the heap, turned",
            rows -> ALONE.withMask(Mask.hide(outside(flags(rows)).transpose()))),
        here("dense bias", rows -> ALONE.withBias(bias(rows))),
        here("dense bias outside the heap", rows -> ALONE.withBias(outside(bias(rows)))),
        new Case(
            "half bias",
            x -> x.to(DType.FLOAT16),
            rows -> ALONE.withBias(bias(rows).to(DType.FLOAT16))),
        here(
            "ALiBi, cap and sink",
            rows -> ALONE.withSoftcap(3).withSinks(head).withBias(Bias.alibi(head))),
        here("score function", rows -> ALONE.withBias(Bias.function((s, b, h, i, j) -> s - j))),
        here("mask function", rows -> ALONE.withMask(Mask.function(near))),
        here("block mask", rows -> ALONE.withMask(BlockMask.of(near, rows, rows))),
        here("blocks", rows -> ALONE.withMask(Mask.blocks(flags(rows / 16), 16))),
        here("packed", rows -> ALONE.withMask(Mask.packed(0, rows / 3, rows))));
  }

  /** The least of some calls after the compiler has seen some: what every further call takes. */
  private static long steady(Case one, int rows) {
    Tensor x = one.place().apply(Tensor.of(Seeds.of(73).normalFloats(rows * 8), rows, 8));
    Attention attention = one.options().of(rows);
    Tensor into = Tensor.zeros(x.dtype(), x.shape());
    long least = Long.MAX_VALUE;
    for (int n = 0; n < WARM_UP; n++) {
      long bytes = Allocation.bytes(() -> attention.compute(x, x, x, into));
      least = Math.min(least, bytes);
    }
    return least;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void allocationIsTheSameForManyTimesAsManyScores(Case one) {
    long small = steady(one, SMALL);
    long large = steady(one, LARGE);
    assertThat(small).isPositive();
    assertThat(large).isLessThan(small + SAME);
  }

  /** The figures of docs/explain/memory.md: both threads of a call, garbage included. */
  @Test
  void aHeadOf16384RowsTakesFarLessThan16Megabytes() throws InterruptedException {
    System.out.println("| L = S | a matrix of scores | allocated by a call |");
    for (int rows : new int[] {256, 1_024, 4_096, 16_384}) {
      long bytes = allocated(rows, 2);
      System.out.printf(Locale.ROOT, "| %,d | %,d | %,d |%n", rows, 4L * rows * rows, bytes);
      assertThat(bytes).isLessThan(LIMIT);
    }
  }

  private static long allocated(int rows, int threads) throws InterruptedException {
    Tensor x = Tensor.of(Seeds.of(79).normalFloats(rows * 64), rows, 64);
    Tensor into = Tensor.zeros(DType.FLOAT32, x.shape());
    AtomicLong helpers = new AtomicLong();
    long bytes;
    try (ExecutorService pool = Executors.newCachedThreadPool()) {
      Execution counting =
          Execution.standard()
              .withThreads(threads)
              .withExecutor(task -> pool.execute(() -> helpers.addAndGet(Allocation.bytes(task))));
      Attention attention = Attention.scaledDotProduct().withExecution(counting);
      attention.compute(x.slice(0, 0, 256), x, x, into.slice(0, 0, 256));
      helpers.set(0);
      bytes = Allocation.bytes(() -> attention.compute(x, x, x, into));
      pool.shutdown();
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    return bytes + helpers.get();
  }
}
