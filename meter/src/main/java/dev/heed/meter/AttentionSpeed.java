package dev.heed.meter;

/**
 * How fast a call of attention was.
 *
 * @param work the call
 * @param timing of one call
 * @param limits of the machine, on as many threads
 */
public record AttentionSpeed(AttentionWork work, Timing timing, Limits limits) {
  /** 10⁹ operations a second, counted as {@link AttentionShape#flops} does. */
  public double gigaflops() {
    return 1e-9 * work.shape().flops(work.causal()) / timing.median();
  }

  /** 10⁹ bytes of keys and values a second. */
  public double gigabytes() {
    return 1e-9 * work.shape().keyValueBytes(Float.BYTES) / timing.median();
  }

  /** Millionths of a second of one call. */
  public double microseconds() {
    return 1e6 * timing.median();
  }

  /** Percent of what the machine can do: of its peak, or of its read speed where L = 1. */
  public double percent() {
    double part =
        work.isDecode() ? gigabytes() / limits.gigabytes() : gigaflops() / limits.gigaflops();
    return 100 * part;
  }
}
