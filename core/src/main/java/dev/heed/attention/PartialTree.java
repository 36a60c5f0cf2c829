package dev.heed.attention;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Merges the states of numbered blocks of keys along a fixed binary tree, whatever the order in
 * which they come: block 2n with 2n + 1, then pairs of pairs; what has no neighbour on its level
 * goes up alone. The result has the same bits for any order of arrival. At most O(log blocks)
 * states that wait for a neighbour are kept where blocks come in order. Thread-safe.
 */
public final class PartialTree {
  /** A place of the tree: it stands for the blocks from {@code index · 2^level} on. */
  private record Node(int level, int index) {}

  private final int blocks;
  private final Map<Node, PartialAttention> waiting = new HashMap<>();
  private final BitSet seen = new BitSet();

  /**
   * @param blocks that will come, numbered from 0
   * @throws IllegalArgumentException if there is none
   */
  public PartialTree(int blocks) {
    if (blocks < 1) {
      throw new IllegalArgumentException(blocks + " blocks: a tree has at least 1");
    }
    this.blocks = blocks;
  }

  /** Takes in the state of one block; see {@link #add(int, int, PartialAttention)}. */
  public void add(int block, PartialAttention state) {
    add(block, 1, state);
  }

  /**
   * Takes in the state of several blocks, which was made by a tree of their own.
   *
   * @param first block
   * @param count a power of two that {@code first} is a multiple of, or what is left of one at the
   *     end
   * @throws IllegalArgumentException if the blocks are no such range, came before, or the state
   *     does not fit those that came
   */
  public synchronized void add(int first, int count, PartialAttention state) {
    int level = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, count) - 1);
    long size = 1L << level;
    boolean whole = count == size || first + (long) count == blocks;
    if (first < 0 || count < 1 || count > blocks - first || first % size != 0 || !whole) {
      throw new IllegalArgumentException(
          ("blocks %d to %d of %d: a range has a power of two of blocks, or the rest, and begins at a"
                  + " multiple of it")
              .formatted(first, first + (long) count, blocks));
    }
    int came = seen.nextSetBit(first);
    if (came >= 0 && came < first + count) {
      throw new IllegalArgumentException("block %d came before".formatted(came));
    }
    climb(new Node(level, first >> level), state);
    seen.set(first, first + count);
  }

  private void climb(Node place, PartialAttention state) {
    Node node = place;
    PartialAttention merged = state;
    while (nodes(node.level) > 1) {
      Node neighbour = new Node(node.level, node.index ^ 1);
      if (neighbour.index < nodes(node.level)) {
        PartialAttention other = waiting.get(neighbour);
        if (other == null) {
          break;
        }
        merged = merged.merge(other);
        waiting.remove(neighbour);
      }
      node = new Node(node.level + 1, node.index / 2);
    }
    waiting.put(node, merged);
  }

  private long nodes(int level) {
    return Math.ceilDiv((long) blocks, 1L << level);
  }

  /** Whether all blocks came. */
  public synchronized boolean isComplete() {
    return seen.cardinality() == blocks;
  }

  /**
   * The state of all blocks.
   *
   * @throws IllegalStateException if some did not come
   */
  public synchronized PartialAttention result() {
    if (!isComplete()) {
      throw new IllegalStateException(
          "block %d of %d did not come".formatted(seen.nextClearBit(0), blocks));
    }
    return waiting.values().iterator().next();
  }
}
