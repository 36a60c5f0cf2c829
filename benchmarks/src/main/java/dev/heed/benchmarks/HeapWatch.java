package dev.heed.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks at the heap again and again, on a thread of its own, until it is closed. */
final class HeapWatch implements AutoCloseable {
  /** Seldom enough that what looking allocates does not count. */
  private static final long MILLISECONDS = 20;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile long peak;

  /** Starts with a heap from which garbage is gone. */
  HeapWatch() {
    System.gc();
    look();
    thread = Thread.ofPlatform().daemon().name("heap watch").start(this::watch);
  }

  private void watch() {
    try {
      while (!closed.await(MILLISECONDS, TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    peak = Math.max(peak, used);
  }

  /** The most bytes that were seen on the heap, garbage included. */
  long peak() {
    return peak;
  }

  /** Looks no more. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    look();
  }
}
