package dev.heed.explorer.server;

import dev.heed.execution.CallObserver;
import java.time.Duration;

/** Ends a call whose time is over, or that nobody waits for any more. */
final class CallWatch implements CallObserver {
  private static final long LOOK = Duration.ofMillis(25).toNanos();

  private final ClientConnection connection;
  private final long end;
  private long nextLook;
  private boolean expired;
  private boolean left;

  CallWatch(ClientConnection connection, Duration most) {
    long now = System.nanoTime();
    this.connection = connection;
    this.end = now + most.toNanos();
    this.nextLook = now + LOOK;
  }

  @Override
  public synchronized boolean progress(int done, int total) {
    long now = System.nanoTime();
    expired |= now - end > 0;
    if (!expired && !left && now - nextLook > 0) {
      left = connection.isClosed();
      nextLook = now + LOOK;
    }
    return !expired && !left;
  }

  /** Whether the time was over. */
  synchronized boolean isExpired() {
    return expired;
  }
}
