package dev.heed.explorer.server;

import java.time.Duration;

/**
 * How much the server does at a time, and for how long.
 *
 * @param fileBytes of a posted file
 * @param documentBytes of a posted JSON document
 * @param bodyBytes of all bodies that are being read or worked on together
 * @param running calls that are worked on at a time
 * @param waiting calls that wait for their turn
 * @param each calls of one client that are worked on or wait
 * @param turn how long a call waits for its turn
 * @param arrival how long a body may take to arrive
 * @param work how long a call may be worked on
 */
public record Limits(
    long fileBytes,
    long documentBytes,
    long bodyBytes,
    int running,
    int waiting,
    int each,
    Duration turn,
    Duration arrival,
    Duration work) {
  /** For one person on a machine of their own. */
  public static Limits standard() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new Limits(
        64L << 20,
        4L << 20,
        Math.max(128L << 20, Runtime.getRuntime().maxMemory() / 8),
        Math.max(2, processors),
        32,
        24,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60));
  }

  /** The same with other numbers of calls at a time. */
  public Limits withCalls(int atWork, int inQueue, int ofOne) {
    return new Limits(
        fileBytes, documentBytes, bodyBytes, atWork, inQueue, ofOne, turn, arrival, work);
  }

  /** The same with other times. */
  public Limits withTimes(Duration forTurn, Duration forArrival, Duration forWork) {
    return new Limits(
        fileBytes, documentBytes, bodyBytes, running, waiting, each, forTurn, forArrival, forWork);
  }
}
