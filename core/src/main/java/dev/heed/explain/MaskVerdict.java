package dev.heed.explain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one mask says of the pair, step 5. Masks combine by "and": a key that one leaves out is out.
 *
 * @param name the mask's kind, {@code causal mask, top left} or {@code mask function 1}; the number
 *     counts those of the same kind
 * @param leavesOut whether it leaves the key out
 * @param reason why, or why not: a sentence in ASCII without its full stop
 * @param numbers what it went by, by name; positions are counted within the sequence
 */
public record MaskVerdict(
    String name, boolean leavesOut, String reason, Map<String, Integer> numbers) {
  /** Copies the map, in its order. */
  public MaskVerdict {
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
  }
}
