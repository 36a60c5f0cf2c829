package dev.heed.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Memory that a piece of work takes on the heap. */
public final class Allocation {
  private Allocation() {}

  /** Bytes that this thread allocates while it runs {@code work}, garbage included. */
  public static long bytes(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /** Bytes that all threads of the JVM allocate meanwhile, garbage included. */
  public static long ofAllThreads(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getTotalThreadAllocatedBytes();
    work.run();
    return threads.getTotalThreadAllocatedBytes() - before;
  }
}
