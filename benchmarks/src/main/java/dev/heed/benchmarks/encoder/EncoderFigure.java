package dev.heed.benchmarks.encoder;

/** What is measured of an encoder's work beside its time, in seconds or in bytes. */
public enum EncoderFigure {
  /** Seconds within which half of the sentences are done. */
  MIDDLE("p50"),
  /** Seconds within which 99 of 100 sentences are done. */
  SLOW("p99"),
  /** Seconds of processors in a second of the clock. */
  PROCESSORS("processors"),
  /** Bytes of memory that the process has at its end. */
  RESIDENT("resident"),
  /** The most bytes of memory that the process had. */
  PEAK("resident peak"),
  /** Bytes that all threads allocate on the heap in one call, garbage included. */
  ALLOCATED("allocated");

  private final String words;

  EncoderFigure(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
