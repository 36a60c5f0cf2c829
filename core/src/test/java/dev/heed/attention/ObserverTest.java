package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.execution.CallObserver;
import dev.heed.execution.Execution;
import dev.heed.mask.Bias;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call that is watched says how far it is and can be ended. */
@DisplayName("S10, S11: progress and cancelling")
@Timeout(60)
class ObserverTest {
  private final Tensor x = Tensor.of(Seeds.of(47).normalFloats(3 * 700 * 16), 3, 700, 16);

  private static Attention with(CallObserver observer, int threads) {
    return Attention.scaledDotProduct()
        .withExecution(Execution.standard().withThreads(threads).withObserver(observer));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void doneRisesToTheTotalOnTheCallingThread(int threads) {
    List<Integer> seen = new ArrayList<>();
    List<Integer> totals = new ArrayList<>();
    List<Thread> told = new ArrayList<>();
    Attention watched =
        with(
            (done, total) -> {
              seen.add(done);
              totals.add(total);
              told.add(Thread.currentThread());
              return true;
            },
            threads);
    int tiles = (int) watched.plan(x, x, x).queryTiles();
    assertThat(seen).as("a plan runs nothing").isEmpty();
    watched.compute(x, x, x);
    assertThat(seen).isSorted().doesNotHaveDuplicates().endsWith(tiles);
    assertThat(seen.getFirst()).isPositive();
    assertThat(totals).containsOnly(tiles);
    assertThat(told).containsOnly(Thread.currentThread());
    if (threads == 1) {
      assertThat(seen).hasSize(tiles);
    }
  }

  @Test
  void aCallWithoutWorkIsDoneAtOnce() {
    List<String> seen = new ArrayList<>();
    Attention watched =
        with(
            (done, total) -> {
              seen.add(done + " of " + total);
              return true;
            },
            2);
    watched.compute(x.slice(1, 0, 0), x, x);
    assertThat(seen).containsExactly("0 of 0");
  }

  /** Helpers hold their first item until the observer is asked, and begin each at their leisure. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void cancellingEndsTheCallAndLeavesNoTaskRunning(int threads) {
    Thread caller = Thread.currentThread();
    CountDownLatch told = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    Bias counted =
        Bias.function((score, b, h, i, j) -> {
          if (Thread.currentThread() != caller) {
            await(told);
            LockSupport.parkNanos(i % 64 == 0 && j == 0 ? 50_000_000 : 0);
          }
          inside.incrementAndGet();
          calls.incrementAndGet();
          inside.decrementAndGet();
          return score;
        });
    try (ExecutorService pool = Executors.newCachedThreadPool()) {
      Execution execution =
          Execution.standard()
              .withThreads(threads)
              .withExecutor(pool)
              .withObserver((done, total) -> {
                told.countDown();
                return false;
              });
      Attention cancelled = Attention.scaledDotProduct().withBias(counted).withExecution(execution);
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> cancelled.compute(x, x, x))
          .withMessage("the computation was cancelled by its observer");
      int atTheEnd = calls.get();
      assertThat(inside).hasValue(0);
      LockSupport.parkNanos(30_000_000);
      assertThat(calls).hasValue(atTheEnd);
      assertThat(atTheEnd).isBetween(1, 3 * 700 * 700 - 1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theLastWordMayCancelToo() {
    Attention late = with((done, total) -> done < total, 2);
    assertThatThrownBy(() -> late.compute(x, x, x)).isInstanceOf(CancellationException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void whatAnObserverThrowsReachesTheCallerAsItIs() {
    IllegalStateException mine = new IllegalStateException("mine");
    Attention broken =
        with(
            (done, total) -> {
              throw mine;
            },
            3);
    assertThatThrownBy(() -> broken.evaluate(x, x, x)).isSameAs(mine);
  }

  @Test
  void stepsAndEvaluateAreWatchedAsWell() {
    AtomicInteger told = new AtomicInteger();
    Attention watched =
        with(
            (done, total) -> {
              told.addAndGet(done == total ? 1 : 0);
              return true;
            },
            2);
    Tensor small = x.slice(1, 0, 100);
    watched.evaluate(small, small, small);
    assertThat(told).hasValue(1);
    watched.steps(small, small, small);
    assertThat(told.get()).isGreaterThan(1);
  }
}
