package dev.heed.lessons;

/**
 * One computed number that is further from the printed one than rounding explains.
 *
 * @param element which number, {@code scores, row 0, column 2} for example
 * @param expected what the document prints
 * @param got what was computed
 * @param limit the largest difference allowed
 */
public record Mismatch(String element, double expected, double got, double limit) {
  /** The mismatch in one sentence, with its numbers. */
  public String sentence() {
    return "%s: the document prints %s, computed is %s; they may differ by %s"
        .formatted(element, expected, got, limit);
  }
}
