package dev.heed.inspection;

import dev.heed.mask.Corner;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keys of each query whose weights are added up. Positions count within a sequence. */
public sealed interface KeySet permits KeySet.Near, KeySet.First, KeySet.Listed {
  /**
   * Keys around the query's own, both ends included.
   *
   * @param left how far before it; negative for a set that begins behind it
   * @param right how far behind it; negative for a set that ends before it
   * @param corner which query stands at which key; may be null where there are as many
   */
  record Near(int left, int right, @Nullable Corner corner) implements KeySet {
    /**
     * @throws IllegalArgumentException if it holds no key
     */
    public Near {
      if ((long) left + right < 0) {
        throw new IllegalArgumentException(
            "keys from %d before to %d behind the query's own: there is none"
                .formatted(left, right));
      }
    }
  }

  /**
   * The first keys of each sequence.
   *
   * @param count how many
   */
  record First(int count) implements KeySet {
    /**
     * @throws IllegalArgumentException if it is below 1
     */
    public First {
      if (count < 1) {
        throw new IllegalArgumentException("the first %d keys: at least 1".formatted(count));
      }
    }
  }

  /** Keys that are listed for each query of a sequence, the same for all sequences and heads. */
  final class Listed implements KeySet {
    private final int[][] keys;

    private Listed(int[][] keys) {
      this.keys = new int[keys.length][];
      for (int i = 0; i < keys.length; i++) {
        this.keys[i] = Arrays.stream(keys[i]).sorted().distinct().toArray();
        if (this.keys[i].length > 0 && this.keys[i][0] < 0) {
          throw new IllegalArgumentException(
              "query %d: key %d, and keys count from 0".formatted(i, this.keys[i][0]));
        }
      }
    }

    /** The keys of a query in ascending order, not to be changed; none behind the last list. */
    public int[] of(int query) {
      return query < keys.length ? keys[query] : new int[0];
    }
  }

  /** From {@code left} before the query's own key to {@code right} behind it. */
  static KeySet window(int left, int right) {
    return new Near(left, right, null);
  }

  /** The same where there are other numbers of queries and keys. */
  static KeySet window(int left, int right, Corner corner) {
    return new Near(left, right, corner);
  }

  /** The query's own key. */
  static KeySet diagonal() {
    return window(0, 0);
  }

  /** The key before the query's own. */
  static KeySet previous() {
    return window(1, -1);
  }

  /** The first keys, where sinks are. */
  static KeySet first(int count) {
    return new First(count);
  }

  /**
   * The keys of each query by number, in any order.
   *
   * @throws IllegalArgumentException if a number is below 0
   */
  static KeySet listed(int[][] keys) {
    return new Listed(keys);
  }
}
