package dev.heed.benchmarks;

/** What is measured of a long call that is looked into, in seconds or in bytes. */
enum LongFigure {
  /** Seconds with the inspection. */
  SECONDS("seconds"),
  /** Seconds of the same call without. */
  BASE("seconds, without"),
  /** What the heap may grow to beyond the inputs, answers and the JVM's own objects included. */
  LIMIT("limit"),
  /** The most that was seen on the heap beyond the inputs, garbage included. */
  PEAK("peak"),
  /** What all threads allocate, garbage included. */
  ALLOCATED("allocated"),
  /** The size of the output and all answers. */
  ANSWERS("answers");

  private final String words;

  LongFigure(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
