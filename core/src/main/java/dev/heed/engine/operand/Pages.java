package dev.heed.engine.operand;

import dev.heed.tensor.Tensor;

/**
 * Keys and values of several sequences in pages, as they are for one call. Key j of sequence n is
 * row j mod {@link #pageKeys} of page {@code tables[n][j / pageKeys]}.
 *
 * @param keys {@code [pages, Hk, pageKeys, D]}
 * @param values {@code [pages, Hk, pageKeys, Dv]}
 * @param tables of each sequence, the pages in order
 * @param lengths keys that each sequence has
 * @param kept the first key of each sequence that is still there
 * @param finite whether it is known that no number is infinite or NaN
 */
@SuppressWarnings("ArrayRecordComponent") // made once a call, never compared, never handed on
public record Pages(
    Tensor keys, Tensor values, int[][] tables, int[] lengths, int[] kept, boolean finite) {
  /**
   * Checks that each table leads to pages that there are.
   *
   * @throws IllegalArgumentException if the tensors are no pages, or a table does not lead to keys
   *     that a sequence has
   */
  public Pages {
    if (keys.rank() != 4 || values.rank() != 4) {
      throw new IllegalArgumentException(
          "pages of keys %s and values %s: both are [pages, heads, keys of a page, columns]"
              .formatted(keys.shape(), values.shape()));
    }
    for (int axis = 0; axis < 3; axis++) {
      if (keys.size(axis) != values.size(axis)) {
        throw new IllegalArgumentException(
            "pages of keys %s and values %s differ: they share all axes but the last"
                .formatted(keys.shape(), values.shape()));
      }
    }
    if (tables.length != lengths.length) {
      throw new IllegalArgumentException(
          "%d page tables and %d lengths: each sequence has both"
              .formatted(tables.length, lengths.length));
    }
    for (int n = 0; n < tables.length; n++) {
      check(n, keys.size(0), keys.size(2), tables[n], lengths[n], kept[n]);
    }
  }

  private static void check(int n, int pages, int size, int[] table, int length, int kept) {
    if (length < 0 || (length > 0 && size == 0) || (long) table.length * size < length) {
      throw new IllegalArgumentException(
          "sequence %d has %d keys, and its table has %d pages of %d"
              .formatted(n, length, table.length, size));
    }
    for (int page = size == 0 ? 0 : kept / size; (long) page * size < length; page++) {
      if (table[page] < 0 || table[page] >= pages) {
        throw new IllegalArgumentException(
            "sequence %d: page %d of its table is %d, and there are %d pages"
                .formatted(n, page, table[page], pages));
      }
    }
  }

  /** Sequences. */
  public int count() {
    return lengths.length;
  }

  int pageKeys() {
    return keys.size(2);
  }

  /** Keys of the longest sequence. */
  int longest() {
    int most = 0;
    for (int length : lengths) {
      most = Math.max(most, length);
    }
    return most;
  }
}
