package dev.heed.cli.console;

import dev.heed.execution.CallObserver;
import java.util.Locale;

/**
 * Shows how far a call is and how long it may still take, on a terminal and from the first second
 * on; {@link #close} wipes it away.
 */
public final class Progress implements CallObserver, AutoCloseable {
  private static final long QUIET_NANOS = 1_000_000_000L;
  private static final long EVERY_NANOS = 100_000_000L;

  private final Console console;
  private final String what;
  private final long start = System.nanoTime();
  private long shown = start;

  /**
   * @param what is going on
   */
  public Progress(Console console, String what) {
    this.console = console;
    this.what = what;
  }

  @Override
  public boolean progress(int done, int total) {
    long now = System.nanoTime();
    if (now - start >= QUIET_NANOS && now - shown >= EVERY_NANOS && done > 0) {
      shown = now;
      double left = (now - start) / 1e9 * (total - done) / done;
      console.progress(
          String.format(
              Locale.ROOT, "%s: %d %%, about %s left", what, 100L * done / total, time(left)));
    }
    return true;
  }

  private static String time(double seconds) {
    return seconds < 100
        ? "%.0f s".formatted(Math.ceil(seconds))
        : "%.0f min".formatted(Math.ceil(seconds / 60));
  }

  @Override
  public void close() {
    if (shown != start) {
      console.progress("");
    }
  }
}
