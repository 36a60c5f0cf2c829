package dev.heed.engine.tile;

import dev.heed.kernel.AttentionKernels;
import dev.heed.kernel.RowKernels;

/**
 * What is computed of a pair of tiles, as bands: runs of keys with the run of queries that reach
 * any of them, in whole blocks. Queries reach intervals of keys whose ends never go back from one
 * query to the next, so all bands of a query are neighbours.
 */
public final class Bands {
  private static final int BLOCK = AttentionKernels.BLOCK;

  private final int[] lane;
  private final int[] lanes;
  private final int[] key;
  private final int[] keys;
  private int size;

  /**
   * @param most blocks of keys in a tile
   */
  Bands(int most) {
    this.lane = new int[most];
    this.lanes = new int[most];
    this.key = new int[most];
    this.keys = new int[most];
  }

  /** All of {@code active × count} scores, as one band. */
  void setWhole(int active, int count) {
    size = 0;
    add(0, active, 0, count);
  }

  /** What intervals {@code from[i]} to {@code to[i]} reach of the keys from {@code first} on. */
  void set(int[] from, int[] to, int active, int first, int count) {
    size = 0;
    for (int start = 0; start < count; start += BLOCK) {
      int end = Math.min(start + BLOCK, count);
      int low = active;
      int high = 0;
      for (int i = 0; i < active; i++) {
        if (Math.max(from[i], first + start) < Math.min(to[i], first + end)) {
          low = Math.min(low, i / BLOCK * BLOCK);
          high = Math.min(i / BLOCK * BLOCK + BLOCK, active);
        }
      }
      if (low < high) {
        add(low, high - low, start, end - start);
      }
    }
  }

  private void add(int firstLane, int laneCount, int firstKey, int keyCount) {
    int last = size - 1;
    if (last >= 0 && lane[last] == firstLane && lanes[last] == laneCount && end(last) == firstKey) {
      keys[last] += keyCount;
      return;
    }
    lane[size] = firstLane;
    lanes[size] = laneCount;
    key[size] = firstKey;
    keys[size] = keyCount;
    size++;
  }

  /** How many bands there are. */
  public int size() {
    return size;
  }

  /** First query of a band, counted in the tile. */
  public int lane(int band) {
    return lane[band];
  }

  /** Its queries. */
  public int lanes(int band) {
    return lanes[band];
  }

  /** First key of a band, counted in the tile. */
  public int key(int band) {
    return key[band];
  }

  /** Its keys. */
  public int keys(int band) {
    return keys[band];
  }

  /** Scores in all bands. */
  public long scores() {
    long scores = 0;
    for (int n = 0; n < size; n++) {
      scores += (long) lanes[n] * keys[n];
    }
    return scores;
  }

  /** The first band that holds a query; {@link #size} if none does. */
  int firstOf(int query) {
    int band = 0;
    while (band < size && !holds(band, query)) {
      band++;
    }
    return band;
  }

  /** Behind the last band that holds a query, given its first one. */
  int endOf(int query, int first) {
    int band = first;
    while (band < size && holds(band, query)) {
      band++;
    }
    return band;
  }

  private boolean holds(int band, int query) {
    return query >= lane[band] && query < lane[band] + lanes[band];
  }

  private int end(int band) {
    return key[band] + keys[band];
  }

  /** Makes what is outside of the bands 0, in a tile of {@code active × count} numbers. */
  public <A> void clearOutside(RowKernels<A> rows, int lanes, int active, int count, A tile) {
    int band = 0;
    for (int j = 0; j < count; j++) {
      while (band < size && end(band) <= j) {
        band++;
      }
      boolean holds = band < size && key[band] <= j;
      int from = j * lanes;
      rows.fill(tile, from, from + (holds ? lane[band] : active), 0);
      if (holds) {
        rows.fill(tile, from + lane[band] + this.lanes[band], from + active, 0);
      }
    }
  }
}
