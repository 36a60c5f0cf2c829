package dev.heed.formats;

import java.util.Arrays;

/** Numbers of unknown count as they come out of a text, within a memory limit. */
final class NumberColumn {
  private static final int START = 256;
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private final MemoryLimit limit;
  private double[] numbers = new double[START];
  private int count;

  NumberColumn(MemoryLimit limit) {
    this.limit = limit;
  }

  /** Appends a number that was read at {@code place}. */
  void add(double number, Place place) throws FileException {
    if (count == numbers.length) {
      int longer = (int) Math.min(LONGEST, 2L * count);
      if (longer == count) {
        throw place.error("is number %d of one array: at most %d".formatted(count + 1L, LONGEST));
      }
      limit.claim((long) (longer - count) * Double.BYTES, place);
      numbers = Arrays.copyOf(numbers, longer);
    }
    numbers[count++] = number;
  }

  int count() {
    return count;
  }

  /** The numbers, in an array of just their count. */
  double[] toArray() {
    return Arrays.copyOf(numbers, count);
  }
}
