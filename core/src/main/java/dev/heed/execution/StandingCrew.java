package dev.heed.execution;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Helpers of one caller that stay for its next step: an executor in front of another one. A task is
 * handed to a helper that waits, within a microsecond, or to a new one of the other executor.
 *
 * <p>It is made for {@link Crew}, whose caller waits for no helper that has not begun: a task that
 * no helper has taken yet gives way to the next one.
 */
final class StandingCrew implements Executor, AutoCloseable {
  /** A helper goes when no step has come for so long. */
  private static final long SPIN_NANOS = 50_000;

  /** States of a place, beside a task that nobody has begun. */
  private enum State {
    ABSENT,
    WAITING,
    BUSY
  }

  private final Executor source;
  private final Thread owner = Thread.currentThread();
  private final AtomicReferenceArray<Object> places;
  private volatile boolean closed;

  /**
   * @param source where helpers come from
   * @param most how many there are at once
   */
  StandingCrew(Executor source, int most) {
    this.source = source;
    this.places = new AtomicReferenceArray<>(most);
    for (int place = 0; place < most; place++) {
      places.set(place, State.ABSENT);
    }
  }

  @Override
  public void execute(Runnable task) {
    for (int place = 0; place < places.length(); place++) {
      Object state = places.get(place);
      if (state != State.BUSY && places.compareAndSet(place, state, task)) {
        if (state == State.ABSENT) {
          call(place);
        }
        return;
      }
    }
    source.execute(task);
  }

  private void call(int place) {
    boolean taken = false;
    try {
      source.execute(() -> serve(place));
      taken = true;
    } finally {
      if (!taken) {
        places.set(place, State.ABSENT);
      }
    }
  }

  /** What a helper does from its first task until none comes any more. */
  private void serve(int place) {
    long until = 0;
    while (true) {
      Object state = places.get(place);
      if (state instanceof Runnable task) {
        if (places.compareAndSet(place, state, State.BUSY)) {
          run(task, place);
          until = System.nanoTime() + SPIN_NANOS;
        }
      } else if (closed || Thread.currentThread() == owner || System.nanoTime() >= until) {
        if (places.compareAndSet(place, State.WAITING, State.ABSENT)) {
          return;
        }
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private void run(Runnable task, int place) {
    boolean done = false;
    try {
      task.run();
      done = true;
    } finally {
      places.set(place, done ? State.WAITING : State.ABSENT);
    }
  }

  /** Sends all helpers away. */
  @Override
  public void close() {
    closed = true;
  }
}
