package dev.heed.attention;

import dev.heed.engine.operand.Pages;
import dev.heed.engine.operand.Sequences;
import dev.heed.mask.Mask;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of one sequence or of many, as one call of attention reads them: those of {@link
 * KeyValueCache}s, or pages of the caller's. Queries {@code [B, H, L, D]} have an entry for each
 * sequence; with {@link #withQueries} they lie one behind the other in a single entry, so that
 * sequences may have several or no queries each.
 */
public final class KeyValueBatch {
  private final List<KeyValueCache> caches;
  private final @Nullable Pages pages;
  private final int @Nullable [] offsets;

  private KeyValueBatch(
      List<KeyValueCache> caches, @Nullable Pages pages, int @Nullable [] offsets) {
    this.caches = caches;
    this.pages = pages;
    this.offsets = offsets;
  }

  /** Sequences of one arena. */
  public static KeyValueBatch of(KeyValueCache... caches) {
    return of(List.of(caches));
  }

  /**
   * Sequences of one arena.
   *
   * @throws IllegalArgumentException if there is none, or they are of several arenas
   */
  public static KeyValueBatch of(List<KeyValueCache> caches) {
    if (caches.stream().map(KeyValueCache::arena).distinct().count() != 1) {
      throw new IllegalArgumentException(
          "%d caches: a batch has at least 1, and all of them are of one arena"
              .formatted(caches.size()));
    }
    return new KeyValueBatch(List.copyOf(caches), null, null);
  }

  /**
   * Pages of the caller's, which nobody writes during a call: key j of sequence n is row j mod size
   * of page {@code tables[n][j / size]}.
   *
   * @param keys {@code [pages, Hk, size, D]}
   * @param values {@code [pages, Hk, size, Dv]}
   * @param tables the pages of each sequence in order; more than its keys need are not looked at
   * @param lengths keys of each sequence
   * @throws IllegalArgumentException if a table is too short or leads to no page, or shapes differ
   */
  public static KeyValueBatch ofPages(Tensor keys, Tensor values, int[][] tables, int[] lengths) {
    int[][] own = Arrays.stream(tables).map(int[]::clone).toArray(int[][]::new);
    Pages pages = new Pages(keys, values, own, lengths.clone(), new int[lengths.length], false);
    return new KeyValueBatch(List.of(), pages, null);
  }

  /**
   * The same for queries one behind the other: sequence n has the rows {@code offsets[n]} to {@code
   * offsets[n + 1]} (exclusive) of {@code [1, H, rows, D]}.
   *
   * @throws IllegalArgumentException if there is not one more than sequences, or they decrease or
   *     do not begin at 0
   */
  public KeyValueBatch withQueries(int... queryOffsets) {
    int count = count();
    if (queryOffsets.length != count + 1) {
      throw new IllegalArgumentException(
          "%d query offsets for %d sequences: one more than sequences"
              .formatted(queryOffsets.length, count));
    }
    Mask.packed(queryOffsets); // refuses offsets that decrease
    return new KeyValueBatch(caches, pages, queryOffsets.clone());
  }

  /** Sequences. */
  public int count() {
    return pages == null ? caches.size() : pages.count();
  }

  int @Nullable [] offsets() {
    return offsets;
  }

  /**
   * Queries as they are at their positions, of which the last is that of a sequence's last key.
   *
   * @param query {@code [B, H, L, D]}
   */
  Tensor placed(Tensor query, Sequences sequences) {
    KeyValueArena arena = caches.isEmpty() ? null : caches.getFirst().arena();
    if (arena == null || arena.layout().rotary() == null) {
      return query;
    }
    Tensor placed = query.copy();
    for (int n = 0; n < sequences.count(); n++) {
      int first = sequences.queryStart(n);
      int count = sequences.queries(n);
      Tensor own = placed.select(0, sequences.entry(n)).slice(1, first, first + count);
      if (count > sequences.keys(n)) {
        throw new IllegalArgumentException(
            "sequence %d has %d queries and %d keys: rotary positions end at its last key"
                .formatted(n, count, sequences.keys(n)));
      }
      arena.placed(own, sequences.keys(n) - count).copyInto(own);
    }
    return placed;
  }

  /**
   * What some work makes of the pages as they are now; nobody writes to them meanwhile.
   *
   * @throws IllegalStateException if a cache is closed, or another thread writes it
   */
  <T> T read(Function<Pages, T> work) {
    if (pages != null) {
      return work.apply(pages);
    }
    long[] stamps = new long[caches.size()];
    int locked = 0;
    try {
      for (; locked < stamps.length; locked++) {
        stamps[locked] = caches.get(locked).reading();
      }
      return work.apply(snapshot());
    } finally {
      for (int n = 0; n < locked; n++) {
        caches.get(n).unlock(stamps[n]);
      }
    }
  }

  private Pages snapshot() {
    KeyValueArena arena = caches.getFirst().arena();
    return new Pages(
        arena.keys(),
        arena.values(),
        caches.stream().map(KeyValueCache::table).toArray(int[][]::new),
        caches.stream().mapToInt(KeyValueCache::length).toArray(),
        caches.stream().mapToInt(KeyValueCache::firstKept).toArray(),
        arena.isFinite());
  }
}
