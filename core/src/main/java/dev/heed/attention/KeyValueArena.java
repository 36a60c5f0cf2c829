package dev.heed.attention;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Memory for the keys and values of many sequences, in pages of one size. A sequence, a {@link
 * KeyValueCache}, takes pages as it grows and gives them back when it is closed; sequences with a
 * common beginning share its pages until one of them writes to a shared one, which it then copies.
 *
 * <p>Thread-safe: caches of one arena may be used by threads of their own.
 *
 * <p>Source: Kwon et al. 2023, "Efficient Memory Management for Large Language Model Serving with
 * PagedAttention".
 */
public final class KeyValueArena {
  private final CacheLayout layout;
  private final Tensor keys;
  private final Tensor values;

  /** Caches that hold each page. */
  private final int[] holders;

  private final BitSet free = new BitSet();
  private volatile @Nullable RotaryTable turns;
  private volatile boolean finite = true;

  /**
   * Allocates {@code pages·pageKeys·Hk·(D + Dv)} numbers.
   *
   * @throws IllegalArgumentException if there is no page, or an array cannot hold the keys or
   *     values
   */
  public KeyValueArena(CacheLayout layout, int pages) {
    if (pages < 1) {
      throw new IllegalArgumentException(pages + " pages: an arena has at least 1");
    }
    this.layout = layout;
    this.keys = allocate("keys", layout, pages, layout.depth());
    this.values = allocate("values", layout, pages, layout.valueDepth());
    this.holders = new int[pages];
    this.free.set(0, pages);
    this.turns = layout.rotary() == null ? null : layout.rotary().table(layout.pageKeys());
  }

  private static Tensor allocate(String what, CacheLayout layout, int pages, int columns) {
    Shape shape = Shape.of(pages, layout.heads(), layout.pageKeys(), columns);
    if (shape.elements() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%s %s are %d numbers: an array holds fewer than 2^31; take several arenas"
              .formatted(what, shape, shape.elements()));
    }
    return Tensor.zeros(layout.storage(), shape);
  }

  /** What its sequences hold. */
  public CacheLayout layout() {
    return layout;
  }

  /** Pages that there are. */
  public int pages() {
    return holders.length;
  }

  /** Pages that no cache holds. */
  public synchronized int freePages() {
    return free.cardinality();
  }

  /** A sequence without keys. */
  public KeyValueCache newCache() {
    return new KeyValueCache(this);
  }

  /** {@code [pages, Hk, pageKeys, D]}. */
  Tensor keys() {
    return keys;
  }

  /** {@code [pages, Hk, pageKeys, Dv]}. */
  Tensor values() {
    return values;
  }

  /** Rows as they are at their positions: turned where the layout says so. */
  Tensor placed(Tensor rows, int position) {
    RotaryTable table = turns;
    if (table == null) {
      return rows;
    }
    RotaryTable longer = table.reaching(Math.addExact(position, rows.size(-2)));
    turns = longer; // a longer one of another thread may be lost, and is made again
    return longer.rotate(rows, position);
  }

  /** Whether no number that was ever stored is infinite or NaN; float16 is looked at, no other. */
  boolean isFinite() {
    return finite && layout.storage() == DType.FLOAT16;
  }

  /** Looks at numbers that were stored. */
  void note(Tensor stored) {
    if (layout.storage() == DType.FLOAT16 && finite) {
      for (float number : stored.toFloatArray()) {
        if (!Float.isFinite(number)) {
          finite = false;
          return;
        }
      }
    }
  }

  /**
   * Gives back some pages and takes others, or does neither.
   *
   * @param count pages to take
   * @throws ArenaFullException if there are not as many
   */
  synchronized int[] exchange(int[] released, int count) {
    int ready = free.cardinality();
    int freed = 0;
    for (int page : released) {
      freed += holders[page] == 1 ? 1 : 0;
    }
    if (count > ready + freed) {
      throw new ArenaFullException(count, ready + freed, pages());
    }
    release(released);
    int[] taken = new int[count];
    int page = 0;
    for (int n = 0; n < count; n++) {
      page = free.nextSetBit(page);
      free.clear(page);
      holders[page] = 1;
      taken[n] = page;
    }
    return taken;
  }

  synchronized void release(int[] released) {
    for (int page : released) {
      holders[page]--;
      free.set(page, holders[page] == 0);
    }
  }

  synchronized void share(int[] shared) {
    for (int page : shared) {
      holders[page]++;
    }
  }

  synchronized boolean isShared(int page) {
    return holders[page] > 1;
  }
}
