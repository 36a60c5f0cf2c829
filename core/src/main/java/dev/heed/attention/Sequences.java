package dev.heed.attention;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sequences of one call and where their rows lie: an entry of the batch each, or packed one
 * behind the other in a single entry. A sequence's keys end at its length.
 */
final class Sequences {
  private final int count;
  private final Operands operands;
  private final Mask.@Nullable Packed packed;
  private final int @Nullable [] lengths;

  /**
   * @param parts the masks of the call, of which offsets and lengths are read
   * @throws IllegalArgumentException if they do not fit the operands
   */
  Sequences(List<Mask> parts, Operands operands) {
    this.operands = operands;
    Mask.Packed offsets = null;
    for (Mask part : parts) {
      if (part instanceof Mask.Packed one) {
        if (offsets != null && !offsets.equals(one)) {
          throw new IllegalArgumentException("offsets are given twice, and differ");
        }
        offsets = one;
      }
    }
    this.packed = offsets;
    if (offsets != null) {
      check(offsets);
    }
    this.count = offsets == null ? operands.batch() : offsets.queryOffsets().size() - 1;
    int[] shortest = null;
    for (Mask part : parts) {
      if (part instanceof Mask.Lengths one) {
        shortest = shorter(shortest, one.keys());
      }
    }
    this.lengths = shortest;
  }

  int count() {
    return count;
  }

  boolean isPacked() {
    return packed != null;
  }

  /** The entry of the batch that holds the sequence. */
  int entry(int sequence) {
    return packed == null ? sequence : 0;
  }

  /** The row of its first query. */
  int queryStart(int sequence) {
    return packed == null ? 0 : packed.queryOffsets().get(sequence);
  }

  int queries(int sequence) {
    return packed == null
        ? operands.queries()
        : packed.queryOffsets().get(sequence + 1) - packed.queryOffsets().get(sequence);
  }

  /** The row of its first key. */
  int keyStart(int sequence) {
    return packed == null ? 0 : packed.keyOffsets().get(sequence);
  }

  /** The rows of keys that it has, those behind its length among them. */
  int keyRows(int sequence) {
    return packed == null
        ? operands.keys()
        : packed.keyOffsets().get(sequence + 1) - packed.keyOffsets().get(sequence);
  }

  /** The keys that it has. */
  int keys(int sequence) {
    return lengths == null ? keyRows(sequence) : lengths[sequence];
  }

  /** The key that stands where query 0 does; negative where there are fewer keys than queries. */
  int shift(@Nullable Corner corner, int sequence) {
    return corner == Corner.BOTTOM_RIGHT ? keys(sequence) - queries(sequence) : 0;
  }

  /**
   * Refuses a mask or bias that lines queries up with keys where nobody says how.
   *
   * @param name what the message calls it
   */
  void requireCorner(String name, @Nullable Corner corner) {
    for (int n = 0; corner == null && n < (packed == null ? 1 : count); n++) {
      int queries = packed == null ? operands.queries() : queries(n);
      int keys = packed == null ? operands.keys() : keyRows(n);
      if (queries != keys) {
        throw new IllegalArgumentException(
            ("%s for %d queries and %d keys: name the corner, top-left (query 0 at key 0) or"
                    + " bottom-right (last query at last key)")
                .formatted(name, queries, keys));
      }
    }
  }

  private void check(Mask.Packed mask) {
    if (operands.batch() != 1) {
      throw new IllegalArgumentException(
          "offsets for a batch of %d: packed sequences lie in one entry of the batch"
              .formatted(operands.batch()));
    }
    int queryEnd = mask.queryOffsets().getLast();
    int keyEnd = mask.keyOffsets().getLast();
    if (queryEnd != operands.queries() || keyEnd != operands.keys()) {
      throw new IllegalArgumentException(
          "offsets end at query %d and key %d, and there are %d queries and %d keys"
              .formatted(queryEnd, keyEnd, operands.queries(), operands.keys()));
    }
  }

  private int[] shorter(int @Nullable [] one, List<Integer> other) {
    if (other.size() != count) {
      throw new IllegalArgumentException(
          "%d lengths for %d sequences: each sequence has one".formatted(other.size(), count));
    }
    int[] least = new int[count];
    for (int n = 0; n < count; n++) {
      if (other.get(n) > keyRows(n)) {
        throw new IllegalArgumentException(
            "length %d is more than the %d keys that there are"
                .formatted(other.get(n), keyRows(n)));
      }
      least[n] = one == null ? other.get(n) : Math.min(one[n], other.get(n));
    }
    return least;
  }
}
