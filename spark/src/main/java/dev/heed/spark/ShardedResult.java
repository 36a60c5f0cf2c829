package dev.heed.spark;

import dev.heed.attention.AttentionResult;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came out of a sharded attention.
 *
 * @param attention output {@code [H, L, Dv]} and log-sum-exp {@code [H, L]}
 * @param leftOut what was wrong with blocks that were left out, by their numbers; empty unless bad
 *     blocks may be left out
 */
public record ShardedResult(AttentionResult attention, SortedMap<Integer, String> leftOut) {
  /** Copies the map. */
  public ShardedResult {
    leftOut = new TreeMap<>(leftOut);
  }
}
