package dev.heed.meter;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Times work that can be repeated: first warms it up until it gets no faster and the compiler
 * rests, then takes the median of its repeats. A repeat is as many runs as take about a
 * millisecond, so that the clock's own cost and grain do not count.
 *
 * @param warmUp seconds of warm-up at least; at most ten times as many
 * @param measured seconds of repeats at least
 * @param leastRepeats repeats at least, however long one takes
 */
public record Stopwatch(double warmUp, double measured, int leastRepeats) {
  private static final double STEADY = 0.97;
  private static final double REPEAT = 1e-3;
  private static final int MOST_REPEATS = 2000;

  /**
   * @throws IllegalArgumentException if a time is negative or there is no repeat
   */
  public Stopwatch {
    if (!(warmUp >= 0 && measured >= 0) || leastRepeats < 1) {
      throw new IllegalArgumentException(
          "warm-up of %s s, %s s measured, %d repeats: times are 0 or more, and there is a repeat"
              .formatted(warmUp, measured, leastRepeats));
    }
  }

  /** The same with another time of warm-up at least. */
  public Stopwatch withWarmUp(double seconds) {
    return new Stopwatch(seconds, measured, leastRepeats);
  }

  /** The time of one run of {@code work}. */
  public Timing time(Runnable work) {
    double once = warm(work);
    int runs = (int) Math.max(1, Math.min(1e6, Math.rint(REPEAT / once)));
    double repeats = Math.max(leastRepeats, Math.ceil(measured / (once * runs)));
    double[] seconds = new double[(int) Math.min(MOST_REPEATS, repeats)];
    for (int n = 0; n < seconds.length; n++) {
      seconds[n] = seconds(work, runs) / runs;
    }
    return Timing.of(seconds);
  }

  /**
   * Times pieces of work in turns, each right behind a run of the base, so that a machine whose
   * speed drifts favours neither. All are warmed up together, and each repeat is one run.
   *
   * @return one for each piece, in order
   */
  public List<Comparison> compare(Runnable base, List<Runnable> works) {
    double once =
        warm(() -> {
          base.run();
          works.forEach(Runnable::run);
        })
            / (works.size() + 1);
    int repeats = (int) Math.min(MOST_REPEATS, Math.max(leastRepeats, Math.ceil(measured / once)));
    double[][] own = new double[works.size()][repeats];
    double[][] before = new double[works.size()][repeats];
    for (int repeat = 0; repeat < repeats; repeat++) {
      for (int n = 0; n < works.size(); n++) {
        before[n][repeat] = seconds(base, 1);
        own[n][repeat] = seconds(works.get(n), 1);
      }
    }
    List<Comparison> all = new ArrayList<>();
    for (int n = 0; n < works.size(); n++) {
      all.add(Comparison.of(own[n], before[n]));
    }
    return all;
  }

  /**
   * Runs the work in blocks until one is hardly faster than the one before, and nothing was
   * compiled meanwhile; its time a run.
   */
  private double warm(Runnable work) {
    double spent = 0;
    double before = Double.POSITIVE_INFINITY;
    int runs = 1;
    while (true) {
      long compiled = compilationTime();
      double block = Math.max(seconds(work, runs), 1e-9);
      double once = block / runs;
      spent += block;
      boolean rests = compilationTime() == compiled;
      boolean steady = rests && once > STEADY * before && block >= warmUp / 4;
      if (spent >= warmUp && (steady || spent >= 10 * warmUp)) {
        return once;
      }
      before = once;
      runs = block < warmUp / 4 ? Math.min(2 * runs, 1 << 20) : runs;
    }
  }

  /** Milliseconds that the JVM has compiled for; 0 where it only interprets. */
  private static long compilationTime() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler != null && compiler.isCompilationTimeMonitoringSupported()
        ? compiler.getTotalCompilationTime()
        : 0;
  }

  private static double seconds(Runnable work, int runs) {
    long start = System.nanoTime();
    for (int run = 0; run < runs; run++) {
      work.run();
    }
    return 1e-9 * (System.nanoTime() - start);
  }
}
