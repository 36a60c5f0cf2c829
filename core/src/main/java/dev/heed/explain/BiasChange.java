package dev.heed.explain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one bias made of the score, step 4.
 *
 * @param name {@code dense bias}, {@code ALiBi} or {@code score function 1}; the number counts
 *     those of the same kind
 * @param before the score that it got
 * @param after the score that it gave
 * @param leavesOut whether it is one of those that leave the key out
 * @param numbers what it went by: {@code bias} of a dense one; {@code slope} and {@code distance}
 *     of ALiBi; nothing of a function
 */
public record BiasChange(
    String name, double before, double after, boolean leavesOut, Map<String, Double> numbers) {
  /** Copies the map, in its order. */
  public BiasChange {
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
  }
}
