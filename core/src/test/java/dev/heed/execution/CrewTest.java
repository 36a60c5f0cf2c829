package dev.heed.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How calls are shared among threads, and how they end. */
@DisplayName("S11: sharing a call")
@Timeout(60)
class CrewTest {
  @Test
  void interruptsEndACallAndStaySet() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Execution.standard().withThreads(1).run(4, () -> item -> {}))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aWorkersExceptionReachesTheCallerAndNoTaskGoesOn() {
    AtomicInteger running = new AtomicInteger();
    IllegalStateException mine = new IllegalStateException("mine");
    assertThatThrownBy(() ->
            Execution.standard()
                .withThreads(3)
                .run(
                    64,
                    () ->
                        item -> {
                          running.incrementAndGet();
                          try {
                            if (item == 5) {
                              throw mine;
                            }
                          } finally {
                            running.decrementAndGet();
                          }
                        }))
        .isSameAs(mine);
    assertThat(running).hasValue(0);
  }

  @Test
  void everyItemRunsOnce() {
    AtomicInteger[] runs = new AtomicInteger[500];
    java.util.Arrays.setAll(runs, item -> new AtomicInteger());
    for (int round = 0; round < 200; round++) {
      Execution.standard().withThreads(4).run(500, () -> item -> runs[item].incrementAndGet());
    }
    assertThat(runs).allSatisfy(count -> assertThat(count).hasValue(200));
  }

  @Test
  void thereIsAtLeastOneThread() {
    for (int threads : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Execution.standard().withThreads(threads))
          .withMessage(threads + " threads: the caller itself works, so there is at least 1");
    }
  }

  @Test
  void neverMoreThreadsWorkThanWereAsked() throws InterruptedException {
    AtomicInteger workers = new AtomicInteger();
    try (ExecutorService pool = Executors.newCachedThreadPool()) {
      Execution execution = Execution.standard().withExecutor(pool);
      execution
          .withThreads(3)
          .run(
              40,
              () -> {
                workers.incrementAndGet();
                return item -> LockSupport.parkNanos(100_000);
              });
    }
    assertThat(workers.get()).isBetween(1, 3);
  }

  @Test
  void anInterruptDuringACallEndsItSoon() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    AtomicBoolean flag = new AtomicBoolean();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        new Thread(() -> {
          try {
            Execution.standard()
                .withThreads(2)
                .run(
                    1_000_000,
                    () ->
                        item -> {
                          begun.countDown();
                          done.incrementAndGet();
                          LockSupport.parkNanos(1_000_000);
                        });
          } catch (CancellationException e) {
            thrown.set(e);
            flag.set(Thread.currentThread().isInterrupted());
          }
        });
    caller.start();
    begun.await();
    caller.interrupt();
    caller.join();
    assertThat(thrown.get()).hasMessage("the computation was interrupted");
    assertThat(flag).isTrue();
    assertThat(done.get()).isLessThan(1_000_000);
  }

  /** A helper that holds an item until the call has failed, and a little longer. */
  private static final class SlowHelper {
    private final Thread caller = Thread.currentThread();
    private final CountDownLatch helping = new CountDownLatch(1);
    private final CountDownLatch failed = new CountDownLatch(1);
    private final AtomicBoolean running = new AtomicBoolean();

    void work() {
      if (Thread.currentThread() == caller) {
        fail("the caller failed");
      }
      running.set(true);
      helping.countDown();
      await(failed);
      LockSupport.parkNanos(20_000_000);
      running.set(false);
    }

    void fail(String message) {
      await(helping);
      failed.countDown();
      throw new IllegalStateException(message);
    }
  }

  @Test
  void aFailureWaitsForHelpersThatHoldAnItem() {
    SlowHelper helper = new SlowHelper();
    try (ExecutorService pool = Executors.newCachedThreadPool()) {
      Execution execution = Execution.standard().withExecutor(pool);
      assertThatThrownBy(() -> execution.withThreads(2).run(2, () -> item -> helper.work()))
          .hasMessage("the caller failed");
      assertThat(helper.running).isFalse();
    }
  }

  @Test
  void aBrokenExecutorEndsTheCallAfterTheHelpersThatItBegan() {
    SlowHelper helper = new SlowHelper();
    AtomicInteger given = new AtomicInteger();
    try (ExecutorService pool = Executors.newCachedThreadPool()) {
      Execution broken =
          Execution.standard()
              .withExecutor(task -> {
                if (given.getAndIncrement() > 0) {
                  helper.fail("broken");
                }
                pool.execute(task);
              });
      assertThatThrownBy(() -> broken.withThreads(3).run(9, () -> item -> helper.work()))
          .hasMessage("broken");
      assertThat(helper.running).isFalse();
    }
  }

  @Test
  void errorsOfHelpersArriveAsTheyAre() {
    Error mine = new StackOverflowError("mine");
    assertThatExceptionOfType(StackOverflowError.class)
        .isThrownBy(() ->
            Execution.standard()
                .withThreads(2)
                .run(
                    5,
                    () ->
                        item -> {
                          throw mine;
                        }))
        .isSameAs(mine);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
