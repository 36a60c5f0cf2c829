package dev.heed.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many short steps with helpers that stay between them. */
@Timeout(60)
final class StepsTest {
  private static final int STEPS = 2000;
  private static final int ITEMS = 7;

  /** Runs many steps; each item of each step must have been done once, before the next step. */
  private static void requireEachItemOnce(Execution execution) {
    execution.inSteps(ready -> {
      for (int step = 0; step < STEPS; step++) {
        AtomicIntegerArray done = new AtomicIntegerArray(ITEMS);
        ready.run(ITEMS, () -> done::incrementAndGet);
        for (int item = 0; item < ITEMS; item++) {
          assertThat(done.get(item)).isEqualTo(1);
        }
      }
    });
  }

  private static Execution on(Executor executor, int threads) {
    return new Execution(threads, executor, KernelSet.SCALAR);
  }

  @Test
  void everyItemOfEveryStepIsDoneOnceWhateverTheExecutor() {
    requireEachItemOnce(on(Runnable::run, 3));
    requireEachItemOnce(
        on(
            task -> {
              throw new RejectedExecutionException("none");
            },
            2));
    requireEachItemOnce(on(task -> {}, 2));
    requireEachItemOnce(Execution.standard().withThreads(1));
    requireEachItemOnce(Execution.standard().withThreads(2));
    requireEachItemOnce(Execution.standard().withThreads(5));
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      requireEachItemOnce(on(threads, 3));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      requireEachItemOnce(on(threads, 3));
    }
  }

  @Test
  void anExecutorWhoseOnlyThreadIsTakenBlocksNoStep() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService one = Executors.newSingleThreadExecutor()) {
      one.execute(() -> {
        try {
          end.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });
      requireEachItemOnce(on(one, 2));
      end.countDown();
    }
  }

  @Test
  void oneHelperServesManySteps() {
    Thread caller = Thread.currentThread();
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger helped = new AtomicInteger();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Executor counted =
          task -> {
            calls.incrementAndGet();
            threads.execute(task);
          };
      on(counted, 2)
          .inSteps(ready -> {
            assertThat(ready.isReady()).isTrue();
            for (int step = 0; step < STEPS; step++) {
              ready.run(
                  2,
                  () ->
                      item -> {
                        helped.addAndGet(Thread.currentThread() == caller ? 0 : 1);
                        long end = System.nanoTime() + 5_000;
                        while (System.nanoTime() < end) {
                          Thread.onSpinWait();
                        }
                      });
            }
          });
    }
    // The system may take a helper's processor for longer than it waits, but not at each step.
    assertThat(calls.get()).isPositive();
    assertThat(helped.get()).isGreaterThan(calls.get());
  }

  @Test
  void helpersGoWhenTheStepsEnd() throws InterruptedException {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(0, 3, 10, TimeUnit.MILLISECONDS, new SynchronousQueue<>());
    on(threads, 4).inSteps(ready -> ready.run(64, () -> item -> LockSupport.parkNanos(100_000)));
    threads.shutdown();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anErrorOfAHelperReachesTheCallerAndTheNextStepRuns() {
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    Execution.standard()
        .withThreads(3)
        .inSteps(ready -> {
          assertThatThrownBy(() ->
                  ready.run(
                      30,
                      () ->
                          item -> {
                            if (item == 20) {
                              throw new IllegalStateException("item 20");
                            }
                          }))
              .hasMessage("item 20");
          ready.run(5, () -> done::add);
        });
    assertThat(done).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  @Test
  void stepsWithinStepsKeepTheirHelpers() {
    Execution.standard()
        .withThreads(2)
        .inSteps(ready -> ready.inSteps(same -> assertThat(same).isSameAs(ready)));
    Execution alone = Execution.standard().withThreads(1);
    alone.inSteps(same -> assertThat(same).isSameAs(alone));
    assertThat(alone.isReady()).isFalse();
  }
}
