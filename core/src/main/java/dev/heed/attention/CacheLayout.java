package dev.heed.attention;

import dev.heed.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * What the sequences of a {@link KeyValueArena} hold and how.
 *
 * @param heads Hk, key/value heads
 * @param depth D, columns of a key
 * @param valueDepth Dv, columns of a value
 * @param storage float32 or float64, or float16 or bfloat16, to which keys and values are rounded
 *     once; attention widens them to float32 again
 * @param pageKeys keys of a page; tiles are read in place where it is a multiple of 256
 * @param window keys before its own that a query still sees: what is older is dropped with its
 *     page; −1 keeps all
 * @param rotary turns keys as they are appended and queries as they attend; null for none
 */
public record CacheLayout(
    int heads,
    int depth,
    int valueDepth,
    DType storage,
    int pageKeys,
    int window,
    @Nullable RotaryPositions rotary) {
  /** Keys of a page where nobody says otherwise: a tile of the path for few queries. */
  public static final int PAGE_KEYS = 256;

  /**
   * @throws IllegalArgumentException if a size is below 1, the window below −1, the storage bool,
   *     or the rotary positions are for more columns than D
   */
  public CacheLayout {
    if (heads < 1 || depth < 1 || valueDepth < 0 || pageKeys < 1) {
      throw new IllegalArgumentException(
          ("%d heads, keys of %d columns, values of %d and pages of %d keys:"
                  + " each is at least 1 (values at least 0)")
              .formatted(heads, depth, valueDepth, pageKeys));
    }
    if (window < -1) {
      throw new IllegalArgumentException(
          "window %d: it counts keys before a query's own, or is -1 for all".formatted(window));
    }
    if (!storage.isFloat()) {
      throw new IllegalArgumentException(
          "storage %s: keys and values are floating-point numbers".formatted(storage));
    }
    if (rotary != null && rotary.columns() > depth) {
      throw new IllegalArgumentException(
          "rotary positions turn %d columns, and a key has %d".formatted(rotary.columns(), depth));
    }
  }

  /** Heads with keys and values of so many columns each; float32, pages of 256 keys, all kept. */
  public static CacheLayout of(int heads, int depth) {
    return new CacheLayout(heads, depth, depth, DType.FLOAT32, PAGE_KEYS, -1, null);
  }

  /** The same with values of another size than keys. */
  public CacheLayout withValueDepth(int columns) {
    return new CacheLayout(heads, depth, columns, storage, pageKeys, window, rotary);
  }

  /** The same with numbers stored another way. */
  public CacheLayout withStorage(DType dtype) {
    return new CacheLayout(heads, depth, valueDepth, dtype, pageKeys, window, rotary);
  }

  /** The same with pages of another size; changes no bit of a result. */
  public CacheLayout withPageKeys(int keys) {
    return new CacheLayout(heads, depth, valueDepth, storage, keys, window, rotary);
  }

  /** The same that drops what lies more than {@code left} keys before the next query. */
  public CacheLayout withWindow(int left) {
    return new CacheLayout(heads, depth, valueDepth, storage, pageKeys, left, rotary);
  }

  /** The same with rotary positions. */
  public CacheLayout withRotary(RotaryPositions positions) {
    return new CacheLayout(heads, depth, valueDepth, storage, pageKeys, window, positions);
  }
}
