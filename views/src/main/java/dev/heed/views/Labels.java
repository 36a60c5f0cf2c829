package dev.heed.views;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names of queries and keys, harmless for a terminal; their numbers from 0 where none are given.
 */
public final class Labels {
  private final @Nullable List<String> queries;
  private final @Nullable List<String> keys;

  private Labels(@Nullable List<String> queries, @Nullable List<String> keys) {
    this.queries = queries == null ? null : List.copyOf(queries);
    this.keys = keys == null ? null : List.copyOf(keys);
  }

  /** Every query and key is called by its number. */
  public static Labels numbered() {
    return new Labels(null, null);
  }

  /** Queries and keys are the same words, as in self-attention. */
  public static Labels of(List<String> words) {
    return new Labels(words, words);
  }

  /** Queries and keys with names of their own; null means numbers. */
  public static Labels of(@Nullable List<String> queries, @Nullable List<String> keys) {
    return new Labels(queries, keys);
  }

  /** Whether queries have names of their own. */
  public boolean nameQueries() {
    return queries != null;
  }

  /** Whether keys have names of their own. */
  public boolean nameKeys() {
    return keys != null;
  }

  /** The name of query {@code i}. */
  public String query(int i) {
    return queries == null ? Integer.toString(i) : LabelText.of(queries.get(i));
  }

  /** The name of key {@code j}. */
  public String key(int j) {
    return keys == null ? Integer.toString(j) : LabelText.of(keys.get(j));
  }

  /**
   * Checks that there is one name for each.
   *
   * @throws IllegalArgumentException if there are more or fewer
   */
  public void requireSizes(int queryCount, int keyCount) {
    requireQueries(queryCount);
    requireKeys(keyCount);
  }

  /**
   * Checks that there is one name for each query.
   *
   * @throws IllegalArgumentException if there are more or fewer
   */
  public void requireQueries(int count) {
    require("query", queries, count);
  }

  /**
   * Checks that there is one name for each key.
   *
   * @throws IllegalArgumentException if there are more or fewer
   */
  public void requireKeys(int count) {
    require("key", keys, count);
  }

  private static void require(String what, @Nullable List<String> names, int count) {
    if (names != null && names.size() != count) {
      throw new IllegalArgumentException(
          "%d %s labels for weights with %d of them: each %s needs one label"
              .formatted(names.size(), what, count, what));
    }
  }
}
