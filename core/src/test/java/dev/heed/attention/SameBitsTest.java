package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Engine;
import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same inputs give the same bits, however the work is shared and wherever the numbers lie. */
@DisplayName("S11: determinism")
@Timeout(120)
class SameBitsTest {
  private static final Mask MASK = Mask.causal(Corner.BOTTOM_RIGHT).and(Mask.lengths(251, 300));

  private final Seeds seeds = Seeds.fromProperty();
  private final Tensor q = Tensor.of(seeds.normalFloats(2 * 6 * 200 * 8), 2, 6, 200, 8);
  private final Tensor k = Tensor.of(seeds.normalFloats(2 * 3 * 300 * 8), 2, 3, 300, 8);
  private final Tensor v = Tensor.of(seeds.normalFloats(2 * 3 * 300 * 5), 2, 3, 300, 5);

  private static Attention with(Execution execution) {
    return Attention.scaledDotProduct().withMask(MASK).withExecution(execution);
  }

  private AttentionResult alone() {
    return with(Execution.standard().withThreads(1)).evaluate(q, k, v);
  }

  private void assertSame(String what, Execution execution) {
    AttentionResult expected = alone();
    for (int run = 0; run < 5; run++) {
      Bits.assertSame(what, expected, with(execution).evaluate(q, k, v));
    }
  }

  @Test
  void theWorkIsLargeEnoughToBeShared() {
    assertThat(2L * 6 * 200 * 300 * (8 + 5)).isGreaterThan(4 * Engine.WORTH_SHARING);
  }

  @Test
  void anyNumberOfThreads() {
    for (int threads : new int[] {1, 2, 3, 8, 64, Integer.MAX_VALUE}) {
      assertSame(threads + " threads", Execution.standard().withThreads(threads));
    }
  }

  @Test
  void anExecutorThatRejects() {
    Executor rejecting =
        task -> {
          throw new RejectedExecutionException("full");
        };
    assertSame("rejecting", new Execution(8, rejecting, KernelSet.AUTO));
  }

  @Test
  void anExecutorThatRunsNothing() {
    assertSame("runs nothing", new Execution(8, task -> {}, KernelSet.AUTO));
  }

  @Test
  void anExecutorThatRunsInTheCaller() {
    assertSame("caller runs", new Execution(8, Runnable::run, KernelSet.AUTO));
  }

  @Test
  void anExecutorThatRunsTasksOnlyAfterTheCall() {
    List<Runnable> kept = new ArrayList<>();
    AttentionResult expected = alone();
    AttentionResult result = with(new Execution(8, kept::add, KernelSet.AUTO)).evaluate(q, k, v);
    assertThat(kept).hasSize(7);
    kept.forEach(Runnable::run);
    Bits.assertSame("late tasks", expected, result);
  }

  @Test
  void executorsOfOneThreadAndOfVirtualThreads() {
    try (ExecutorService single = Executors.newSingleThreadExecutor();
        ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      assertSame("single thread", new Execution(4, single, KernelSet.AUTO));
      assertSame("virtual threads", new Execution(9, virtual, KernelSet.AUTO));
    }
  }

  @Test
  void aCallFromInsideTheOnlyThreadOfItsExecutor() throws Exception {
    AttentionResult expected = alone();
    try (ExecutorService single = Executors.newSingleThreadExecutor()) {
      Execution inside = new Execution(4, single, KernelSet.AUTO);
      AttentionResult result =
          single.submit(() -> with(inside).evaluate(q, k, v)).get(60, TimeUnit.SECONDS);
      Bits.assertSame("inside", expected, result);
    }
  }

  @Test
  void anExecutorWhoseThreadIsBusyForGood() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    try (ThreadPoolExecutor full =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(30))) {
      full.execute(() -> {
        try {
          busy.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });
      assertSame("busy", new Execution(3, full, KernelSet.AUTO));
      assertThat(full.getQueue()).isNotEmpty();
      busy.countDown();
    }
  }

  @Test
  void memoryThatOnlyTheCallerMayTouch() {
    AttentionResult expected = alone();
    try (Arena arena = Arena.ofConfined()) {
      Tensor key = Tensor.over(arena.allocate(k.shape().elements() * 4), DType.FLOAT32, k.shape());
      k.copyInto(key);
      Execution shared = Execution.standard().withThreads(4);
      for (int run = 0; run < 5; run++) {
        Bits.assertSame("confined", expected, with(shared).evaluate(q, key, v));
      }
    }
  }

  @Test
  void aloneOrInABatch() {
    Attention attention = Attention.scaledDotProduct().withMask(Mask.causal(Corner.TOP_LEFT));
    AttentionResult batch = attention.evaluate(q, k, v);
    for (int b = 0; b < 2; b++) {
      AttentionResult one = attention.evaluate(q.select(0, b), k.select(0, b), v.select(0, b));
      Bits.assertSame("output", one.output(), batch.output().select(0, b));
      Bits.assertSame("log-sum-exp", one.logSumExp(), batch.logSumExp().select(0, b));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void anyLayoutInMemory(DType dtype) {
    Tensor bias = Tensor.of(seeds.normal(6 * 200 * 300), 6, 200, 300).to(dtype);
    byte[] bytes = new byte[2 * 200 * 300];
    seeds.random().nextBytes(bytes);
    for (int n = 0; n < bytes.length; n += 2) {
      bytes[n] = 0;
    }
    Tensor flags = Tensor.of(bytes, 2, 1, 200, 300);
    Tensor query = q.to(dtype);
    Tensor key = k.to(dtype);
    Tensor value = v.to(dtype);
    Attention attention = Attention.scaledDotProduct();
    AttentionResult expected =
        attention.withBias(bias).withMask(Mask.keep(flags)).evaluate(query, key, value);
    for (int n = 0; n < 25; n++) {
      Layout[] layouts = new Layout[5];
      java.util.Arrays.setAll(layouts, at -> Layout.random(seeds.random(), at == 3 ? 3 : 4));
      AttentionResult result =
          attention
              .withBias(layouts[3].of(bias))
              .withMask(Mask.keep(layouts[4].of(flags)))
              .evaluate(layouts[0].of(query), layouts[1].of(key), layouts[2].of(value));
      Bits.assertSame(List.of(layouts).toString(), expected, result);
    }
  }

  @Test
  void repeatedByStrideZeroOrByCopy() {
    Tensor one = k.select(0, 0).select(0, 0);
    Tensor values = v.select(0, 0).select(0, 0);
    Tensor keys = one.broadcastTo(Shape.of(2, 6, 300, 8));
    Tensor repeated = values.broadcastTo(Shape.of(2, 6, 300, 5));
    Attention attention = Attention.scaledDotProduct();
    Bits.assertSame(
        "repeated",
        attention.evaluate(q, keys.copy(), repeated.copy()),
        attention.evaluate(q, keys, repeated));
    Tensor sameQuery = q.select(2, 7).unsqueeze().permute(1, 2, 0, 3);
    Tensor all = sameQuery.broadcastTo(Shape.of(2, 6, 200, 8));
    Bits.assertSame("queries", attention.evaluate(all.copy(), k, v), attention.evaluate(all, k, v));
  }

  @Test
  void headsInColumnsAreWrittenInColumns() {
    Tensor columns = Tensor.of(seeds.normalFloats(2 * 50 * 24), 2, 50, 24);
    Tensor heads = columns.splitHeads(4);
    Tensor result = Attention.scaledDotProduct().compute(heads, heads, heads);
    Tensor merged = result.mergeHeads();
    assertThat(merged.isContiguous()).isTrue();
    Tensor copied = heads.copy();
    Bits.assertSame("heads", Attention.scaledDotProduct().compute(copied, copied, copied), result);
  }

  @Test
  void queriesAloneAndTogether() {
    Tensor last = q.slice(2, 191, 200);
    Attention attention = Attention.scaledDotProduct().withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    Bits.assertSame(
        "the last queries",
        attention.compute(q, k, v).slice(2, 191, 200),
        attention.compute(last, k, v));
  }

  @Test
  @DisplayName("S10: what else is asked for")
  void whateverElseIsAskedFor() {
    Attention attention = with(Execution.standard());
    Tensor output = attention.compute(q, k, v);
    Bits.assertSame("evaluate", output, attention.evaluate(q, k, v).output());
    Bits.assertSame("steps", output, attention.steps(q, k, v).output());
  }
}
