package dev.heed.meter;

import java.util.Arrays;

/**
 * Times of the same work, repeated, in seconds a run.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param least the shortest
 * @param greatest the longest
 * @param repeats how many there were
 */
public record Timing(double median, double least, double greatest, int repeats) {
  /**
   * The middle and the ends of some times.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Timing of(double... seconds) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    return new Timing(median(sorted), sorted[0], sorted[sorted.length - 1], sorted.length);
  }

  /**
   * The middle of some numbers, or the mean of the two in the middle.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static double median(double... numbers) {
    if (numbers.length == 0) {
      throw new IllegalArgumentException("0 numbers: a median needs at least 1");
    }
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
