package dev.heed.views.picture;

import java.util.ArrayList;
import java.util.List;

/** Round numbers on an axis. */
final class Ticks {
  private Ticks() {}

  /** Round numbers from 0 to {@code highest}, about so many. */
  static List<Double> upTo(double highest, int about) {
    List<Double> ticks = new ArrayList<>();
    if (!(highest > 0)) {
      ticks.add(0.0);
      return ticks;
    }
    double step = step(highest / about);
    for (int tick = 0; tick * step <= highest * (1 + 1e-9); tick++) {
      ticks.add(tick * step);
    }
    return ticks;
  }

  /** Every how manyth of {@code count} positions gets a label so that there are at most so many. */
  static long every(long count, int most) {
    return Math.max(1, (long) Math.ceil(step(count / (double) most) - 1e-9));
  }

  /** The least of 1, 2, 5, 10, 20, … and their tenths that is no less than so much. */
  private static double step(double least) {
    double power = StrictMath.pow(10, Math.floor(StrictMath.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
