package dev.heed.lessons;

import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * How a computed result agrees with what a document prints.
 *
 * @param count how many single numbers were compared; −∞ counts, and agrees with −∞ only
 * @param greatestDifference the largest distance between a computed and a printed number
 * @param limit the largest distance that the rounding of the printed numbers explains
 * @param mismatches the numbers beyond the limit, in order; NaN is beyond any limit
 */
public record Comparison(
    int count, double greatestDifference, double limit, List<Mismatch> mismatches) {
  /** Keeps a copy of the mismatches. */
  public Comparison {
    mismatches = List.copyOf(mismatches);
  }

  /** Whether every number is within its limit. */
  public boolean agreed() {
    return mismatches.isEmpty();
  }

  /**
   * Compares the first numbers of {@code computed}, in C order, with each print of them. Where
   * prints allow different limits, each keeps its own and the comparison shows the widest.
   */
  static Comparison of(Tensor computed, Printed... prints) {
    double[] numbers = computed.toDoubleArray();
    int count = 0;
    double greatest = 0;
    double widest = 0;
    List<Mismatch> mismatches = new ArrayList<>();
    for (Printed printed : prints) {
      count += printed.size();
      widest = Math.max(widest, printed.limit());
      for (int i = 0; i < printed.size(); i++) {
        double difference = distance(printed.number(i), numbers[i]);
        greatest = Math.max(greatest, difference);
        if (!(difference <= printed.limit())) {
          mismatches.add(
              new Mismatch(printed.place(i), printed.number(i), numbers[i], printed.limit()));
        }
      }
    }
    return new Comparison(count, greatest, widest, mismatches);
  }

  private static double distance(double expected, double got) {
    return expected == got ? 0 : Math.abs(expected - got);
  }
}
