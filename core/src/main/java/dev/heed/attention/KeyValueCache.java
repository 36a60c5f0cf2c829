package dev.heed.attention;

import dev.heed.tensor.Access;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.concurrent.locks.StampedLock;

/**
 * The keys and values of one sequence so far, in pages of a {@link KeyValueArena}. {@link #append}
 * what is new, then let queries attend with {@link Attention#compute(Tensor, KeyValueBatch)}: key j
 * is at position j, and under {@code Mask.causal(Corner.BOTTOM_RIGHT)} the last query stands at the
 * last key (S2).
 *
 * <p>One thread writes at a time, and nobody writes while others read: a second writer is refused,
 * not kept waiting. Results have the same bits as with all keys in one tensor of the storage's
 * dtype.
 */
public final class KeyValueCache implements AutoCloseable {
  private static final int[] NO_PAGES = {};
  private static final int DROPPED = -1;

  private final KeyValueArena arena;
  private final StampedLock lock = new StampedLock();
  private int[] table = NO_PAGES;
  private int length;
  private int kept;
  private boolean closed;

  KeyValueCache(KeyValueArena arena) {
    this.arena = arena;
  }

  /**
   * A cache in an arena of its own.
   *
   * @param keys most keys that it holds at a time
   * @throws IllegalArgumentException if there is none
   */
  public static KeyValueCache of(CacheLayout layout, int keys) {
    return new KeyValueArena(layout, Math.ceilDiv(keys, layout.pageKeys())).newCache();
  }

  /** Where its pages are. */
  public KeyValueArena arena() {
    return arena;
  }

  /** Keys that were appended: the position of the next one. */
  public int length() {
    return length;
  }

  /** The first key that has not been dropped; 0 without a window. */
  public int firstKept() {
    return kept;
  }

  /**
   * Appends keys and values at the positions from {@link #length} on, rounded once to the storage's
   * dtype, keys turned where the layout has rotary positions. Takes time O(new), and that of a page
   * where the last one is shared. Pages that lie wholly before the window are given back.
   *
   * @param key {@code [Hk, n, D]}, or {@code [n, D]} for one head
   * @param value {@code [Hk, n, Dv]}
   * @throws IllegalArgumentException if shapes do not fit the layout
   * @throws ArenaFullException if the arena has too few pages; nothing is changed
   * @throws IllegalStateException if the cache is closed, or another thread reads or writes it
   */
  public void append(Tensor key, Tensor value) {
    CacheLayout layout = arena.layout();
    Tensor keys = headed("keys", key, layout.depth());
    Tensor values = headed("values", value, layout.valueDepth());
    int count = keys.size(1);
    if (values.size(1) != count) {
      throw new IllegalArgumentException(
          "keys %s and values %s differ in rows: each key needs one value"
              .formatted(key.shape(), value.shape()));
    }
    long stamp = writing();
    try {
      if (count > Integer.MAX_VALUE - length) {
        throw new IllegalArgumentException(
            "%d keys and %d more: a sequence has fewer than 2^31".formatted(length, count));
      }
      Tensor placed = arena.placed(keys, length);
      makeRoom(length + count);
      write(placed, arena.keys());
      write(values, arena.values());
      length += count;
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /**
   * A second sequence with the same beginning, whose pages the two share until one of them writes
   * to one. Takes time O(pages) and no page.
   *
   * @throws IllegalStateException if the cache is closed, or another thread writes it
   */
  public KeyValueCache fork() {
    long stamp = reading();
    try {
      KeyValueCache twin = new KeyValueCache(arena);
      twin.table = table.clone();
      twin.length = length;
      twin.kept = kept;
      arena.share(held(0, table.length));
      return twin;
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /**
   * Takes back what was appended last.
   *
   * @param keys that stay
   * @throws IllegalArgumentException if there are fewer, or some of them were dropped
   * @throws IllegalStateException if the cache is closed, or another thread reads or writes it
   */
  public void truncate(int keys) {
    long stamp = writing();
    try {
      if (keys < kept || keys > length) {
        throw new IllegalArgumentException(
            "%d keys to keep: the cache has keys %d to %d".formatted(keys, kept, length));
      }
      int pages = Math.ceilDiv(keys, arena.layout().pageKeys());
      arena.release(held(pages, table.length));
      table = Arrays.copyOf(table, pages);
      length = keys;
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /**
   * Gives back its pages. What others share with it stays; closing twice does nothing.
   *
   * @throws IllegalStateException if another thread reads or writes it
   */
  @Override
  public void close() {
    long stamp = lock.tryWriteLock();
    if (stamp == 0) {
      throw new IllegalStateException("the cache is in use by another thread and stays open");
    }
    try {
      if (!closed) {
        arena.release(held(0, table.length));
        table = NO_PAGES;
        closed = true;
      }
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /**
   * Keeps writers away until {@link #unlock}.
   *
   * @throws IllegalStateException if the cache is closed, or another thread writes it
   */
  long reading() {
    long stamp = lock.tryReadLock();
    if (stamp == 0) {
      throw new IllegalStateException(
          "another thread appends to the cache: one writes at a time, and nobody reads meanwhile");
    }
    if (closed) {
      lock.unlockRead(stamp);
      throw new IllegalStateException("the cache has been closed");
    }
    return stamp;
  }

  void unlock(long stamp) {
    lock.unlockRead(stamp);
  }

  /** Its pages in order, {@link #length} keys of them; between {@link #reading} and unlock. */
  int[] table() {
    return table;
  }

  private long writing() {
    long stamp = lock.tryWriteLock();
    if (stamp == 0) {
      throw new IllegalStateException(
          "another thread uses the cache: one writes at a time, and nobody reads meanwhile");
    }
    if (closed) {
      lock.unlockWrite(stamp);
      throw new IllegalStateException("the cache has been closed");
    }
    return stamp;
  }

  /** The tensor as {@code [Hk, n, columns]}. */
  private Tensor headed(String name, Tensor tensor, int columns) {
    int heads = arena.layout().heads();
    Tensor wide = tensor;
    while (wide.rank() < 3) {
      wide = wide.unsqueeze();
    }
    boolean fits =
        tensor.rank() >= 2 && wide.rank() == 3 && wide.size(0) == heads && wide.size(2) == columns;
    if (!fits || !tensor.dtype().isFloat()) {
      throw new IllegalArgumentException(
          "%s are %s %s, and the cache takes floating-point numbers [%d, new keys, %d]"
              .formatted(name, tensor.dtype(), tensor.shape(), heads, columns));
    }
    return Access.require(name, wide);
  }

  /** Takes and gives back pages for so many keys, and copies the last one if it is shared. */
  private void makeRoom(int keys) {
    int size = arena.layout().pageKeys();
    int window = arena.layout().window();
    int first = kept / size;
    int dropped = window < 0 ? first : Math.max(first, (length - window) / size);
    int last = length / size;
    boolean copies = keys > length && length % size > 0 && arena.isShared(table[last]);
    // An append that failed while it wrote, say for want of memory, left its pages in the table.
    int added = Math.max(0, Math.ceilDiv(keys, size) - table.length);
    if (added == 0 && !copies && dropped == first) {
      return;
    }
    int[] taken = arena.exchange(held(first, dropped), added + (copies ? 1 : 0));
    int[] longer = Arrays.copyOf(table, table.length + added);
    System.arraycopy(taken, 0, longer, table.length, added);
    Arrays.fill(longer, first, dropped, DROPPED);
    if (copies) {
      copyPage(table[last], taken[added], length % size);
      arena.release(new int[] {table[last]});
      longer[last] = taken[added];
    }
    table = longer;
    kept = dropped * size;
  }

  private void copyPage(int from, int to, int keys) {
    for (Tensor pages : new Tensor[] {arena.keys(), arena.values()}) {
      pages.select(0, from).slice(1, 0, keys).copyInto(pages.select(0, to).slice(1, 0, keys));
    }
  }

  /** Rows {@code [Hk, n, columns]} into the pages from the end on. */
  private void write(Tensor rows, Tensor pages) {
    int size = arena.layout().pageKeys();
    for (int done = 0; done < rows.size(1); ) {
      int row = (length + done) % size;
      int next = Math.min(rows.size(1) - done, size - row);
      Tensor page = pages.select(0, table[(length + done) / size]);
      Tensor target = page.slice(1, row, row + next);
      rows.slice(1, done, done + next).copyInto(target);
      arena.note(target);
      done += next;
    }
  }

  /** The pages of a part of the table that are held. */
  private int[] held(int from, int to) {
    return Arrays.stream(table, from, to).filter(page -> page != DROPPED).toArray();
  }
}
