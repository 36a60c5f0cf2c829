package dev.heed.engine.tile;

import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Sequences;
import dev.heed.tensor.Shape;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** The items of one call: every tile of queries of every head, or every few of them, numbered. */
public final class QueryTiles {
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private final IntUnaryOperator rows;
  private final int heads;

  /** How many items lie before each sequence, and how many there are. */
  private final int[] before;

  /**
   * Counts the items of a call.
   *
   * @param rows queries of an item of a sequence, whole tiles; the last item may have fewer
   * @param taken which sequences have items here
   * @throws IllegalArgumentException if there are too many tiles for one call
   */
  public QueryTiles(
      Sequences sequences, Operands operands, IntUnaryOperator rows, IntPredicate taken) {
    this.rows = rows;
    this.heads = operands.heads();
    this.before = new int[sequences.count() + 1];
    long items = 0;
    for (int n = 0; n < sequences.count(); n++) {
      int parts = Math.ceilDiv(sequences.queries(n), rows.applyAsInt(n));
      items += taken.test(n) ? Shape.of(heads, parts).elements() : 0;
      if (items > LARGEST) {
        throw new IllegalArgumentException(
            "queries %s make more than %d tiles of %d rows: too many for one call"
                .formatted(operands.query().shape(), LARGEST, rows.applyAsInt(n)));
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

  /** The item's first query. Late ones come first: under a causal mask they have the most keys. */
  public int first(int item, int sequence) {
    return (tiles(sequence) - 1 - rank(item, sequence)) * rows.applyAsInt(sequence);
  }

  /** How many items of the same head of the sequence come before it. */
  public int rank(int item, int sequence) {
    return (item - before[sequence]) % tiles(sequence);
  }

  /** Items of one head of a sequence. */
  public int tiles(int sequence) {
    return (before[sequence + 1] - before[sequence]) / heads;
  }
}
