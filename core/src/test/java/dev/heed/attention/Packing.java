package dev.heed.attention;

import dev.heed.mask.Mask;
import dev.heed.testkit.AttentionSizes;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which sequence a row belongs to and where it stands in it, worked out by search: for packed
 * sequences, or for those of a batch where there are no offsets.
 *
 * @param queryOffsets null for an entry of the batch each
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed on
record Packing(AttentionSizes sizes, int @Nullable [] queryOffsets, int @Nullable [] keyOffsets) {
  private static final int MOST = 5;

  /** An entry of the batch is a sequence. */
  static Packing none(AttentionSizes sizes) {
    return new Packing(sizes, null, null);
  }

  /** Some sequences, empty ones among them; as often as not the same for queries and keys. */
  static Packing draw(RandomGenerator random, AttentionSizes sizes) {
    int count = random.nextInt(1, MOST + 1);
    int[] queries = offsets(random, count, sizes.queries());
    boolean same = sizes.queries() == sizes.keys() && random.nextBoolean();
    return new Packing(sizes, queries, same ? queries : offsets(random, count, sizes.keys()));
  }

  private static int[] offsets(RandomGenerator random, int count, int rows) {
    int[] offsets = new int[count + 1];
    for (int n = 1; n < count; n++) {
      offsets[n] = random.nextInt(rows + 1);
    }
    offsets[count] = rows;
    Arrays.sort(offsets);
    return offsets;
  }

  boolean isPacked() {
    return queryOffsets != null;
  }

  int count() {
    return queryOffsets == null ? sizes.batch() : queryOffsets.length - 1;
  }

  int queries(int sequence) {
    return queryOffsets == null
        ? sizes.queries()
        : queryOffsets[sequence + 1] - queryOffsets[sequence];
  }

  int keys(int sequence) {
    return keyOffsets == null ? sizes.keys() : keyOffsets[sequence + 1] - keyOffsets[sequence];
  }

  /** The sequence of row {@code i} of entry {@code b}. */
  int sequence(int b, int i) {
    if (queryOffsets == null) {
      return b;
    }
    int sequence = 0;
    while (i >= queryOffsets[sequence + 1]) {
      sequence++;
    }
    return sequence;
  }

  int query(int b, int i) {
    return queryOffsets == null ? i : i - queryOffsets[sequence(b, i)];
  }

  /** Where key row {@code j} stands in the sequence of query row {@code i}. */
  int key(int b, int i, int j) {
    return keyOffsets == null ? j : j - keyOffsets[sequence(b, i)];
  }

  /** Whether a query and a key are of one sequence. */
  boolean together(int b, int i, int j) {
    int key = key(b, i, j);
    return key >= 0 && key < keys(sequence(b, i));
  }

  /** Whether every sequence has as many queries as keys, so that no corner need be named. */
  boolean isSquare() {
    for (int n = 0; n < count(); n++) {
      if (queries(n) != keys(n)) {
        return false;
      }
    }
    return isPacked() || sizes.queries() == sizes.keys();
  }

  Mask mask() {
    return queryOffsets == null || keyOffsets == null
        ? Mask.none()
        : Mask.packed(queryOffsets, keyOffsets);
  }

  @Override
  public String toString() {
    return "packed " + Arrays.toString(queryOffsets) + " " + Arrays.toString(keyOffsets);
  }
}
