package dev.heed.views.picture;

import dev.heed.views.NumberText;

/**
 * Which numbers the two ends of the ramp stand for.
 *
 * @param low the lowest, at most 0
 * @param high the highest, at least 0
 * @param capped whether numbers above the highest look like it
 */
public record Range(double low, double high, boolean capped) {
  /** How far a finite number lies on the way from the lowest to the highest, from 0 to 1. */
  public double share(double number) {
    return high > low ? Math.clamp((number - low) / (high - low), 0.0, 1.0) : 0;
  }

  /** The highest in words. */
  String end() {
    return NumberText.brief(high) + (capped ? " or more" : "");
  }
}
