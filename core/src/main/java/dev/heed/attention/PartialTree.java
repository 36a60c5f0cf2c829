package dev.heed.attention;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges the states of numbered blocks of keys along a fixed binary tree, whatever the order in
 * which they come: block 2n with 2n + 1, then pairs of pairs; what has no neighbour on its level
 * goes up alone.
 *
 * <p>A tree may be a part of one: it merges what the tree allows among the blocks that it has, and
 * hands on what remains as {@link #ranges} to another one with the same blocks. The result has the
 * same bits however blocks are spread over trees, in whatever order ranges arrive and in any number
 * of rounds.
 *
 * <p>Blocks that no query needs never come. They have the result of identities, which change no bit
 * of what they are merged with, and so they are merged with nothing. What comes twice with the same
 * bits is taken once.
 *
 * <p>Memory: at most O(log blocks) states where blocks come in order, and a checksum for each place
 * of the tree that came or was merged here, some hundred bytes a block. Thread-safe.
 */
public final class PartialTree {
  /** A place of the tree: it stands for the blocks from {@code index · 2^level} on. */
  private record Node(int level, int index) {
    int first() {
      return index << level;
    }

    /** Behind its last block in a tree of so many. */
    int end(int blocks) {
      return (int) Math.min(blocks, (index + 1L) << level);
    }
  }

  private final int blocks;
  private final BitSet needed;
  private final BitSet missing;
  private final Map<Node, PartialAttention> waiting = new HashMap<>();

  /** Of what came and of what became of it; states themselves are gone when they are merged. */
  private final Map<Node, Integer> checksums = new HashMap<>();

  /**
   * A tree of blocks that all come.
   *
   * @param blocks numbered from 0
   * @throws IllegalArgumentException if there is none
   */
  public PartialTree(int blocks) {
    this(blocks, all(blocks));
  }

  /**
   * A tree of which some blocks never come, since masks leave them out for every query.
   *
   * @param blocks numbered from 0, those that never come among them
   * @param needed the blocks that come; copied
   * @throws IllegalArgumentException if none comes: the result of no key is {@link
   *     PartialAttention#identity}; or if there is no such block
   */
  public PartialTree(int blocks, BitSet needed) {
    if (blocks < 1) {
      throw new IllegalArgumentException(blocks + " blocks: a tree has at least 1");
    }
    if (needed.isEmpty() || needed.length() > blocks) {
      throw new IllegalArgumentException(
          needed.isEmpty()
              ? "none of %d blocks is needed: without keys the state is PartialAttention.identity"
                  .formatted(blocks)
              : "block %d of %d is needed: they are numbered from 0"
                  .formatted(needed.length() - 1, blocks));
    }
    this.blocks = blocks;
    this.needed = (BitSet) needed.clone();
    this.missing = (BitSet) needed.clone();
  }

  private static BitSet all(int blocks) {
    BitSet all = new BitSet();
    all.set(0, Math.max(0, blocks));
    return all;
  }

  /** Takes in the state of one block; see {@link #add(int, int, PartialAttention)}. */
  public void add(int block, PartialAttention state) {
    add(block, 1, state);
  }

  /** Takes in what another tree of the same blocks hands on; see {@link #ranges}. */
  public void add(PartialRange range) {
    add(range.first(), range.count(), range.state());
  }

  /**
   * Takes in the state of several blocks, which was made by another tree. What came before, or was
   * merged here out of what came, may come again with the same bits (every NaN is the same one),
   * and changes nothing.
   *
   * @param first block
   * @param count a power of two that {@code first} is a multiple of, or what is left of one at the
   *     end; blocks that never come may be among them
   * @throws IllegalArgumentException if the blocks are no such range, none of them is needed, they
   *     came before with other bits or within a longer range, or the state does not fit those that
   *     came
   */
  public synchronized void add(int first, int count, PartialAttention state) {
    Node node = node(first, count);
    int end = node.end(blocks);
    if (isLeftOut(node)) {
      throw new IllegalArgumentException(
          "%s: nobody needs a key of it, and so it never comes".formatted(name(node)));
    }
    Integer before = checksums.get(node);
    int checksum = state.checksum();
    if (before != null) {
      if (before != checksum) {
        throw new IllegalArgumentException(
            "%s came before with other bits: the same keys leave the same state"
                .formatted(name(node)));
      }
      return;
    }
    for (int block = needed.nextSetBit(first);
        block >= 0 && block < end;
        block = needed.nextSetBit(block + 1)) {
      if (!missing.get(block)) {
        throw new IllegalArgumentException(
            "block %d came before in another range than this one, %s".formatted(block, name(node)));
      }
    }
    waiting.values().stream().findAny().ifPresent(state::requireLike);
    missing.clear(first, end);
    climb(node, state, checksum);
  }

  private Node node(int first, int count) {
    int level = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, count) - 1);
    long size = 1L << level;
    boolean whole = count == size || first + (long) count == blocks;
    if (first < 0 || count < 1 || count > blocks - first || first % size != 0 || !whole) {
      throw new IllegalArgumentException(
          ("blocks %d to %d of %d: a range has a power of two of blocks, or the rest, and begins at a"
                  + " multiple of it")
              .formatted(first, first + (long) count, blocks));
    }
    return new Node(level, first >> level);
  }

  private void climb(Node place, PartialAttention state, int checksum) {
    Node node = place;
    PartialAttention merged = state;
    checksums.put(node, checksum);
    while (nodes(node.level) > 1) {
      Node neighbour = new Node(node.level, node.index ^ 1);
      boolean isAlone = neighbour.index >= nodes(node.level) || isLeftOut(neighbour);
      PartialAttention other = waiting.remove(neighbour);
      if (!isAlone && other == null) {
        break;
      }
      merged = other == null ? merged : merged.merge(other);
      node = new Node(node.level + 1, node.index / 2);
      checksums.put(node, merged.checksum());
    }
    waiting.put(node, merged);
  }

  /** Whether no block of a place ever comes. */
  private boolean isLeftOut(Node node) {
    int next = needed.nextSetBit(node.first());
    return next < 0 || next >= node.end(blocks);
  }

  private String name(Node node) {
    int count = node.end(blocks) - node.first();
    return count == 1
        ? "block %d".formatted(node.first())
        : "blocks %d to %d".formatted(node.first(), node.end(blocks) - 1);
  }

  private long nodes(int level) {
    return Math.ceilDiv((long) blocks, 1L << level);
  }

  /** Whether all blocks came that are needed. */
  public synchronized boolean isComplete() {
    return missing.isEmpty();
  }

  /**
   * What became of the blocks that came, in their order: as few ranges as the tree allows, one for
   * all blocks where the tree is complete. A range covers blocks beside it that never come. The
   * tree keeps them.
   */
  public synchronized List<PartialRange> ranges() {
    List<PartialRange> ranges = new ArrayList<>();
    waiting.forEach((node, state) ->
        ranges.add(new PartialRange(node.first(), node.end(blocks) - node.first(), state)));
    ranges.sort(Comparator.comparingInt(PartialRange::first));
    return ranges;
  }

  /**
   * The state of all blocks.
   *
   * @throws IllegalStateException if some did not come
   */
  public synchronized PartialAttention result() {
    if (!isComplete()) {
      throw new IllegalStateException(
          "block %d of %d did not come".formatted(missing.nextSetBit(0), blocks));
    }
    return waiting.values().iterator().next();
  }
}
