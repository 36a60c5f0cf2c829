package dev.heed.engine.tile;

import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Sequences;
import dev.heed.tensor.Shape;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** The items of one call: every tile of queries of every head, numbered. */
public final class QueryTiles {
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private final int lanes;
  private final int heads;

  /** How many items lie before each sequence, and how many there are. */
  private final int[] before;

  /**
   * Counts the items of a call.
   *
   * @param taken which sequences have items here
   * @throws IllegalArgumentException if there are too many tiles for one call
   */
  public QueryTiles(Sequences sequences, Operands operands, int lanes, IntPredicate taken) {
    this.lanes = lanes;
    this.heads = operands.heads();
    this.before = new int[sequences.count() + 1];
    long items = 0;
    for (int n = 0; n < sequences.count(); n++) {
      int rows = sequences.queries(n);
      items += taken.test(n) ? Shape.of(heads, Math.ceilDiv(rows, lanes)).elements() : 0;
      if (items > LARGEST) {
        throw new IllegalArgumentException(
            "queries %s make more than %d tiles of %d rows: too many for one call"
                .formatted(operands.query().shape(), LARGEST, lanes));
      }
      before[n + 1] = (int) items;
    }
  }

  /** Items of the call. */
  public int count() {
    return before[before.length - 1];
  }

  /** The sequence of an item. */
  public int sequence(int item) {
    int found = Arrays.binarySearch(before, item);
    if (found < 0) {
      return -found - 2;
    }
    // Sequences without queries have no items: the last of equal numbers is the one that has.
    while (before[found + 1] == item) {
      found++;
    }
    return found;
  }

  /** The query head of an item. */
  public int head(int item, int sequence) {
    return (item - before[sequence]) / tiles(sequence);
  }

  /** The tile's first query. Late ones come first: under a causal mask they have the most keys. */
  public int first(int item, int sequence) {
    int tiles = tiles(sequence);
    return (tiles - 1 - (item - before[sequence]) % tiles) * lanes;
  }

  private int tiles(int sequence) {
    return (before[sequence + 1] - before[sequence]) / heads;
  }
}
