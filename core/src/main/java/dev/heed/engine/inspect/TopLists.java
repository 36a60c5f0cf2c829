package dev.heed.engine.inspect;

import dev.heed.engine.tile.Bands;
import dev.heed.kernel.Kernels;
import java.util.Arrays;

/**
 * The keys of highest rank of each query of a tile, in descending order. Keys come in ascending
 * order, and of equal ranks the one that came first is the higher. Of S keys in random order about
 * most·ln(S/most) enter a list, each in time O(most).
 */
final class TopLists<A> {
  private final Kernels<A> kernels;
  private final int lanes;
  private final int most;
  private final A ranks;
  private final int[] keys;

  TopLists(Kernels<A> kernels, int most) {
    this.kernels = kernels;
    this.lanes = kernels.attention().lanes();
    this.most = most;
    this.ranks = kernels.rows().allocate(Math.multiplyExact(lanes, most));
    this.keys = new int[lanes * most];
  }

  void clear() {
    kernels.rows().fill(ranks, 0, lanes * most, Double.NEGATIVE_INFINITY);
    Arrays.fill(keys, -1);
  }

  /** Takes in the keys of a tile, whose first key is {@code key}. */
  void offer(Bands bands, int key, A tile) {
    for (int n = 0; n < bands.size(); n++) {
      kernels
          .inspection()
          .keepLargest(
              tile,
              bands.lane(n),
              bands.lanes(n),
              bands.key(n),
              bands.keys(n),
              key,
              ranks,
              keys,
              most);
    }
  }

  /** The key at a place of a lane's list; −1 behind the last one. */
  int key(int lane, int place) {
    return keys[place * lanes + lane];
  }

  /** Its rank. */
  double rank(int lane, int place) {
    return kernels.rows().get(ranks, place * lanes + lane);
  }
}
