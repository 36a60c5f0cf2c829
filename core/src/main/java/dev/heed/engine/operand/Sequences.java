package dev.heed.engine.operand;

import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sequences of one call and where their rows lie: an entry of the batch each, or packed one
 * behind the other in a single entry; keys and values also in pages. A sequence's keys end at its
 * length.
 */
public final class Sequences {
  private final int count;
  private final Operands operands;
  private final Mask.@Nullable Packed packed;
  private final @Nullable Pages pages;
  private final int @Nullable [] offsets;
  private final KeyPlaces.@Nullable Part part;
  private final int @Nullable [] lengths;

  /**
   * Reads the sizes of all sequences out of the operands and masks.
   *
   * @param parts the masks of the call, of which offsets and lengths are read
   * @throws IllegalArgumentException if they do not fit the operands
   */
  public Sequences(List<Mask> parts, Operands operands) {
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
    KeyPlaces places = operands.places();
    this.packed = offsets;
    this.pages = places instanceof KeyPlaces.Paged one ? one.pages() : null;
    this.offsets = places instanceof KeyPlaces.Paged one ? one.offsets() : null;
    this.part = places instanceof KeyPlaces.Part one ? one : null;
    if (pages != null) {
      check(pages);
    }
    if (offsets != null && part != null) {
      throw new IllegalArgumentException(
          "packed sequences and a part of the keys: a part is one of each entry of the batch");
    }
    if (offsets != null) {
      check(offsets);
    }
    int entries = pages == null ? operands.batch() : pages.count();
    this.count = offsets == null ? entries : offsets.queryOffsets().size() - 1;
    int[] shortest = null;
    for (Mask part : parts) {
      if (part instanceof Mask.Lengths one) {
        shortest = shorter(shortest, one.keys());
      }
    }
    this.lengths = shortest;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** Whether queries lie one behind the other in one entry of the batch. */
  public boolean isPacked() {
    return packed != null || offsets != null;
  }

  /** The entry of the batch that holds the queries of a sequence. */
  public int entry(int sequence) {
    return isPacked() ? 0 : sequence;
  }

  /** The row of its first query. */
  public int queryStart(int sequence) {
    if (offsets != null) {
      return offsets[sequence];
    }
    return packed == null ? 0 : packed.queryOffsets().get(sequence);
  }

  /** The queries that it has. */
  public int queries(int sequence) {
    if (offsets != null) {
      return offsets[sequence + 1] - offsets[sequence];
    }
    return packed == null
        ? operands.queries()
        : packed.queryOffsets().get(sequence + 1) - packed.queryOffsets().get(sequence);
  }

  /** The place of the call's first query in its sequence: 0 but for a part of the queries. */
  public int firstQuery() {
    return part == null ? 0 : part.firstQuery();
  }

  /** The queries of the whole sequence, of which the call may have a part. */
  public int allQueries(int sequence) {
    return part == null ? queries(sequence) : part.queries();
  }

  /** Whether a sequence takes the path for few queries; a part takes that of the whole. */
  public boolean isFew(int sequence) {
    return queries(sequence) > 0 && Partition.isFew(allQueries(sequence), keys(sequence));
  }

  /** The column of its first key in flags and biases, and its row where keys are not in pages. */
  public int keyStart(int sequence) {
    return packed == null ? 0 : packed.keyOffsets().get(sequence);
  }

  /** The entry of the keys' tensor that holds a key. */
  int keyEntry(int sequence, int key) {
    return pages == null ? entry(sequence) : pages.tables()[sequence][key / pages.pageKeys()];
  }

  /** The row of a key in its entry. */
  int keyRow(int sequence, int key) {
    return pages == null ? keyStart(sequence) + key - firstKey() : key % pages.pageKeys();
  }

  /** Keys that lie together from a key on. */
  int together(int key) {
    return pages == null ? Integer.MAX_VALUE : pages.pageKeys() - key % pages.pageKeys();
  }

  /** Keys of a page; 0 where there are no pages. */
  int pageKeys() {
    return pages == null ? 0 : pages.pageKeys();
  }

  /** Whether it is known that no number of keys and values is infinite or NaN. */
  boolean areFinite() {
    return pages != null && pages.finite();
  }

  /** The first key that the call has, of a part of the keys; 0 otherwise. */
  public int firstKey() {
    return part == null ? 0 : part.first();
  }

  /** Behind the last key of a sequence that the call has. */
  public int endKey(int sequence) {
    int keys = keys(sequence);
    return part == null ? keys : Math.min(keys, part.first() + operands.key().size(2));
  }

  /** The first key that its cache has not dropped. */
  public int kept(int sequence) {
    return pages == null ? 0 : pages.kept()[sequence];
  }

  /** The first key of a sequence whose row the call has. */
  public int lowest(int sequence) {
    return Math.max(firstKey(), kept(sequence));
  }

  /** The rows of keys that it has, those behind its length among them. */
  public int keyRows(int sequence) {
    if (pages != null) {
      return pages.lengths()[sequence];
    }
    return packed == null
        ? operands.keys()
        : packed.keyOffsets().get(sequence + 1) - packed.keyOffsets().get(sequence);
  }

  /** The same of the call's own rows, which may be a part. */
  public int ownRows(int sequence) {
    return part == null ? keyRows(sequence) : operands.ownKeys();
  }

  /** The keys that it has. */
  public int keys(int sequence) {
    return lengths == null ? keyRows(sequence) : lengths[sequence];
  }

  /**
   * The key that stands where query 0 of the whole does; negative where there are fewer keys than
   * queries.
   */
  public int shift(@Nullable Corner corner, int sequence) {
    return corner == Corner.BOTTOM_RIGHT ? keys(sequence) - allQueries(sequence) : 0;
  }

  /**
   * Refuses a mask or bias that lines queries up with keys where nobody says how.
   *
   * @param name what the message calls it
   */
  public void requireCorner(String name, @Nullable Corner corner) {
    for (int n = 0; corner == null && n < (alike() ? 1 : count); n++) {
      int queries = alike() ? operands.allQueries() : queries(n);
      int keys = alike() ? operands.keys() : keyRows(n);
      if (queries != keys) {
        throw new IllegalArgumentException(
            ("%s for %d queries and %d keys: name the corner, top-left (query 0 at key 0) or"
                    + " bottom-right (last query at last key)")
                .formatted(name, queries, keys));
      }
    }
  }

  /** Whether all sequences have as many queries and rows of keys. */
  private boolean alike() {
    return packed == null && pages == null;
  }

  private void check(Pages paged) {
    if (packed != null) {
      throw new IllegalArgumentException(
          "offsets of keys and pages: a page table says where each sequence's keys are");
    }
    int end = offsets == null ? operands.queries() : offsets[offsets.length - 1];
    int batch = offsets == null ? paged.count() : 1;
    if (operands.batch() != batch || operands.queries() != end) {
      throw new IllegalArgumentException(
          "queries %s for %d sequences: %s"
              .formatted(
                  operands.query().shape(),
                  paged.count(),
                  offsets == null
                      ? "each has an entry of the batch"
                      : "the offsets make %d rows in one entry".formatted(end)));
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
