package dev.heed.benchmarks.encoder;

import dev.heed.meter.Timing;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The time of every call of some passes over the same calls.
 *
 * @param passes seconds of each call, one or more
 * @param allocated bytes that all threads allocate in a pass, garbage included
 * @param used seconds of processors that the process used meanwhile
 */
record Latencies(List<double[]> passes, double allocated, double used) {
  /** How many processors were at work, as a mean. */
  double processors() {
    return used / passes.stream().flatMapToDouble(Arrays::stream).sum();
  }

  /** The time of a whole pass. */
  Timing pass() {
    return Timing.of(passes.stream().mapToDouble(pass -> DoubleStream.of(pass).sum()).toArray());
  }

  /**
   * The least time within which so many percent of all calls were done.
   *
   * @param percent above 0, at most 100
   */
  double percentile(int percent) {
    double[] all = passes.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    return all[Math.ceilDiv(all.length * percent, 100) - 1];
  }
}
