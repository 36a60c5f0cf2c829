package dev.heed.engine.few;

import dev.heed.engine.call.Call;
import dev.heed.engine.operand.Partition;
import dev.heed.engine.operand.Sequences;
import dev.heed.kernel.FewQueriesKernels;
import java.util.Arrays;

/**
 * The items of one call on the path for few queries, numbered: a split of the keys of a sequence
 * and the query heads that share one key/value head. A sequence takes this path by its own number
 * of queries, so the path is a part of the contract on bits.
 */
public final class FewItems {
  /** Keys of a split, counted from key 0. A part of the contract on bits. */
  static final int SPLIT = 2048;

  /** Queries of all heads of an item, more than which heads of a group are parted. */
  private static final int ROWS = 64;

  private static final int TILES = SPLIT / FewQueriesKernels.TILE;
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private final Sequences sequences;
  private final int keyHeads;
  private final int group;
  private final int[] before;
  private final int[] start;
  private final int[] end;
  private final int[] groupsBefore;
  private final int[] statesBefore;
  private int rows;

  /**
   * Counts the items of a call.
   *
   * @throws IllegalArgumentException if there are too many for one call
   */
  public FewItems(Call call) {
    this.sequences = call.sequences();
    this.keyHeads = call.operands().key().size(1);
    this.group = keyHeads == 0 ? 0 : call.operands().heads() / keyHeads;
    int count = sequences.count();
    this.before = new int[count + 1];
    this.start = new int[count];
    this.end = new int[count];
    this.groupsBefore = new int[count + 1];
    this.statesBefore = new int[count + 1];
    int[] from = new int[Partition.FEW];
    int[] to = new int[Partition.FEW];
    for (int n = 0; n < count; n++) {
      boolean few = sequences.isFew(n) && group > 0;
      if (few) {
        call.masks().intervals(n, sequences.firstQuery(), sequences.queries(n), from, to);
        reach(n, from, to);
        rows = Math.max(rows, headsAtOnce(n) * sequences.queries(n));
      }
      long groups = few ? (long) keyHeads * parts(n) : 0;
      long states = few && splits(n) > 1 ? groups * splits(n) * rowsOfGroups(n) : 0;
      before[n + 1] = checked(before[n] + groups * (few ? splits(n) : 0));
      groupsBefore[n + 1] = checked(groupsBefore[n] + groups);
      statesBefore[n + 1] = checked(statesBefore[n] + states);
    }
  }

  /** Items of the call. */
  public int count() {
    return before[before.length - 1];
  }

  /** Groups of heads over all sequences. */
  int groups() {
    return groupsBefore[groupsBefore.length - 1];
  }

  /** States of queries that splits leave behind. */
  public int states() {
    return statesBefore[statesBefore.length - 1];
  }

  /** Most queries of an item, those of all its heads. */
  public int rows() {
    return rows;
  }

  /** The sequence of an item. */
  public int sequence(int item) {
    int found = Arrays.binarySearch(before, item);
    if (found < 0) {
      return -found - 2;
    }
    while (before[found + 1] == item) {
      found++;
    }
    return found;
  }

  /** Number of the item's group among those of its sequence. */
  public int group(int item, int sequence) {
    return (item - before[sequence]) / splits(sequence);
  }

  /** The item's split of the keys. */
  public int split(int item, int sequence) {
    return firstSplit(sequence) + (item - before[sequence]) % splits(sequence);
  }

  /** Number of a group among those of all sequences. */
  int place(int group, int sequence) {
    return groupsBefore[sequence] + group;
  }

  /** The first query head of a group. */
  public int firstHead(int group, int sequence) {
    int parts = parts(sequence);
    return group / parts * this.group + group % parts * headsAtOnce(sequence);
  }

  /** Query heads of a group. */
  public int heads(int group, int sequence) {
    int behind = group % parts(sequence) * headsAtOnce(sequence);
    return Math.min(headsAtOnce(sequence), this.group - behind);
  }

  /** The first of a query's states, one for each split. */
  int state(int group, int sequence, int row) {
    return statesBefore[sequence] + (group * rowsOfGroups(sequence) + row) * splits(sequence);
  }

  /** The first key that a query of the sequence reaches. */
  int start(int sequence) {
    return start[sequence];
  }

  /** Behind the last key that a query reaches. */
  int end(int sequence) {
    return end[sequence];
  }

  /** The first split with keys that are reached. */
  public int firstSplit(int sequence) {
    return start[sequence] / SPLIT;
  }

  /** Splits with keys that are reached; one where there are none. */
  int splits(int sequence) {
    return Math.max(1, Math.ceilDiv(end[sequence], SPLIT) - firstSplit(sequence));
  }

  /** The first tile of a split that is reached. */
  public int firstTile(int sequence, int split) {
    return Math.max(start[sequence] / FewQueriesKernels.TILE, split * TILES);
  }

  /** Behind the last tile of a split that is reached. */
  public int lastTile(int sequence, int split) {
    return (int) Math.min(tiles(end[sequence]), (split + 1L) * TILES);
  }

  /** Tiles of a number of keys. */
  public static int tiles(int keys) {
    return Math.ceilDiv(keys, FewQueriesKernels.TILE);
  }

  private void reach(int sequence, int[] from, int[] to) {
    int first = Integer.MAX_VALUE;
    int last = 0;
    for (int i = 0; i < sequences.queries(sequence); i++) {
      if (from[i] < to[i]) {
        first = Math.min(first, from[i]);
        last = Math.max(last, to[i]);
      }
    }
    start[sequence] = Math.min(first, last);
    end[sequence] = last;
  }

  private int headsAtOnce(int sequence) {
    return Math.min(group, ROWS / sequences.queries(sequence));
  }

  private int parts(int sequence) {
    return Math.ceilDiv(group, headsAtOnce(sequence));
  }

  private int rowsOfGroups(int sequence) {
    return headsAtOnce(sequence) * sequences.queries(sequence);
  }

  private int checked(long number) {
    if (number > LARGEST) {
      throw new IllegalArgumentException(
          "%d sequences of %d key heads make more than %d parts: too many for one call"
              .formatted(sequences.count(), keyHeads, LARGEST));
    }
    return (int) number;
  }
}
