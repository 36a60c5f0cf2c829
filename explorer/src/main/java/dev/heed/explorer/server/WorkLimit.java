package dev.heed.explorer.server;

import dev.heed.explorer.api.Problem;
import dev.heed.explorer.api.ProblemException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many calls are worked on at a time, and how many wait. */
final class WorkLimit {
  private final Limits limits;
  private final Semaphore running;
  private final Map<String, Integer> ofClient = new HashMap<>();
  private int all;
  private long bodies;

  WorkLimit(Limits limits) {
    this.limits = limits;
    this.running = new Semaphore(limits.running(), true);
  }

  /** What ends with a call. */
  @FunctionalInterface
  interface Ticket {
    /** Makes room for another call. */
    void close();
  }

  /**
   * Takes a call in, which may then wait for its turn.
   *
   * @throws ProblemException if the client, or all of them together, have too many
   */
  Ticket enter(String client) {
    synchronized (this) {
      int own = ofClient.getOrDefault(client, 0);
      if (own >= limits.each()) {
        throw new ProblemException(
            Problem.eager("%d calls at a time are answered; this is one more".formatted(own)));
      }
      if (all >= limits.running() + limits.waiting()) {
        throw busy();
      }
      all++;
      ofClient.put(client, own + 1);
    }
    return () -> leave(client);
  }

  private synchronized void leave(String client) {
    all--;
    ofClient.computeIfPresent(client, (name, count) -> count == 1 ? null : count - 1);
  }

  /**
   * Waits for the call's turn.
   *
   * @throws ProblemException if it does not come
   */
  Ticket turn() {
    try {
      if (!running.tryAcquire(limits.turn().toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    }
    return running::release;
  }

  /**
   * Room for a body.
   *
   * @throws ProblemException if other bodies take too much
   */
  synchronized Ticket body(long bytes) {
    if (bytes > limits.bodyBytes() - bodies) {
      throw busy();
    }
    bodies += bytes;
    return () -> release(bytes);
  }

  private synchronized void release(long bytes) {
    bodies -= bytes;
  }

  private static ProblemException busy() {
    return new ProblemException(Problem.busy("the server has too much to do: try again soon"));
  }
}
