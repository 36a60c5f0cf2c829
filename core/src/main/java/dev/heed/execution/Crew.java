package dev.heed.execution;

import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shares the items of one call among the calling thread and helpers. Items are claimed from a
 * counter; the caller waits for helpers that hold an item, never for one that has not begun.
 */
final class Crew {
  private static final long SPIN_NANOS = 50_000;
  private static final int CLOSED = 1 << 30;

  private final int items;
  private final Supplier<IntConsumer> workers;
  private final @Nullable CallObserver observer;
  private final Thread caller = Thread.currentThread();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger helpers = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * @param workers makes the worker of one thread
   */
  Crew(int items, Supplier<IntConsumer> workers, @Nullable CallObserver observer) {
    this.observer = observer;
    this.items = items;
    this.workers = workers;
  }

  /**
   * Runs every item once.
   *
   * @throws CancellationException if the calling thread is interrupted; its flag stays set
   */
  void run(Execution execution) {
    int threads = Math.min(execution.threads(), items);
    for (int helper = 1; helper < threads; helper++) {
      try {
        execution.executor().execute(this::help);
      } catch (RejectedExecutionException e) {
        break;
      } catch (Throwable e) {
        // A broken executor: helpers that it has begun must end before the caller hears of it.
        fail(e);
        break;
      }
    }
    work(true);
    awaitHelpers();
    if (failure.get() == null) {
      tell(items);
    }
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  private void help() {
    if (helpers.incrementAndGet() > CLOSED) {
      return;
    }
    try {
      work(false);
    } finally {
      helpers.decrementAndGet();
      LockSupport.unpark(caller);
    }
  }

  private void work(boolean isCaller) {
    try {
      IntConsumer worker = null;
      for (int item = next.getAndIncrement(); item < items; item = next.getAndIncrement()) {
        if (isCaller && Thread.currentThread().isInterrupted()) {
          throw new CancellationException("the computation was interrupted");
        }
        worker = worker == null ? workers.get() : worker;
        worker.accept(item);
        int finished = done.incrementAndGet();
        if (isCaller && finished < items) {
          tell(finished);
        }
      }
    } catch (Throwable e) {
      fail(e);
    }
  }

  private void tell(int finished) {
    if (observer != null && !observer.progress(finished, items)) {
      throw new CancellationException("the computation was cancelled by its observer");
    }
  }

  /** Keeps the first failure and lets nobody begin another item. */
  private void fail(Throwable cause) {
    failure.compareAndSet(null, cause);
    next.set(items);
  }

  private void awaitHelpers() {
    long spinUntil = System.nanoTime() + SPIN_NANOS;
    boolean interrupted = false;
    for (int at = helpers.get(); !helpers.compareAndSet(0, CLOSED); at = helpers.get()) {
      if (at == 0 || System.nanoTime() < spinUntil) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      caller.interrupt();
    }
  }
}
