package dev.heed.spark.sequence;

import dev.heed.attention.PartialAttention;
import dev.heed.attention.PartialRange;
import dev.heed.attention.PartialTree;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** States of blocks and of ranges, merged as far as the tree allows. */
final class StateMerge {
  private final PartialTree tree;
  private final SortedMap<Integer, String> leftOut = new TreeMap<>();

  StateMerge(int blocks, BitSet needed) {
    this.tree = new PartialTree(blocks, needed);
  }

  /**
   * What is wrong with a block that is to be left out; null where it is good.
   *
   * @throws IllegalArgumentException if it is bad and may not be left out, or has no place in the
   *     sequence, and so cannot be
   */
  static @Nullable String fault(KeyValueBlock block, KeyValueLayout layout, boolean leavesOut) {
    int number = block.number();
    if (number < 0 || number >= layout.blocks()) {
      throw new IllegalArgumentException(
          "block %d: there are %d, numbered from 0".formatted(number, layout.blocks()));
    }
    String fault = block.fault(layout);
    if (fault != null && !leavesOut) {
      throw new IllegalArgumentException(
          "block %d, keys %d to %d: %s (leavingOutBadBlocks goes on without it, and says so)"
              .formatted(
                  number,
                  layout.firstKey(number),
                  layout.firstKey(number) + layout.keysOf(number) - 1,
                  fault));
    }
    return fault;
  }

  void add(int block, PartialAttention state) {
    tree.add(block, state);
  }

  /** A block that counts as one without keys. */
  void leaveOut(int block, PartialAttention nothing, String fault) {
    tree.add(block, nothing);
    leftOut.put(block, fault);
  }

  void add(StateRange range) {
    tree.add(range.range());
    leftOut.putAll(range.leftOut());
  }

  /** What remains, to be merged by others; the first says what was left out. */
  Iterator<StateRange> ranges() {
    List<StateRange> ranges = new ArrayList<>();
    for (PartialRange range : tree.ranges()) {
      SortedMap<Integer, String> told = ranges.isEmpty() ? leftOut : new TreeMap<>();
      ranges.add(new StateRange(range, told));
    }
    return ranges.iterator();
  }

  /**
   * The state of all blocks.
   *
   * @throws IllegalStateException if some did not come
   */
  PartialAttention result() {
    return tree.result();
  }

  /** What was wrong with blocks that were left out, by their numbers. */
  SortedMap<Integer, String> leftOut() {
    return leftOut;
  }
}
