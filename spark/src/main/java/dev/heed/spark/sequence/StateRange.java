package dev.heed.spark.sequence;

import dev.heed.attention.PartialRange;
import java.io.Serializable;
import java.util.SortedMap;

/** The merged state of some blocks that follow each other, on its way. */
final class StateRange implements Serializable {
  private static final long serialVersionUID = 1;

  private final int first;
  private final byte[] bytes;
  private final SortedMap<Integer, String> leftOut;

  /**
   * @param leftOut what was wrong with blocks that were left out, by their numbers
   */
  StateRange(PartialRange range, SortedMap<Integer, String> leftOut) {
    this.first = range.first();
    this.bytes = range.toBytes();
    this.leftOut = leftOut;
  }

  /** The first block. */
  int first() {
    return first;
  }

  /** The state. */
  PartialRange range() {
    return PartialRange.ofBytes(bytes);
  }

  /** What was wrong with blocks that were left out, by their numbers. */
  SortedMap<Integer, String> leftOut() {
    return leftOut;
  }
}
