package dev.heed.engine.inspect;

import dev.heed.engine.tile.Bands;
import dev.heed.kernel.AttentionKernels;
import dev.heed.kernel.Kernels;

/**
 * The keys of highest rank of each query of a tile, in descending order. Keys come in ascending
 * order, and of equal ranks the one that came first is the higher. A key that enters a list moves
 * those below it; of S keys in random order about most·ln(S/most) do.
 */
final class TopLists<A> {
  private static final int BLOCK = AttentionKernels.BLOCK;

  private final Kernels<A> kernels;
  private final int lanes;
  private final int most;
  private final double[] ranks;
  private final double[] scores;
  private final int[] keys;
  private final int[] sizes;
  private final int[] found;
  private final double[] above;
  private final A threshold;

  TopLists(Kernels<A> kernels, int most) {
    this.kernels = kernels;
    this.lanes = kernels.attention().lanes();
    this.most = most;
    int room = Math.multiplyExact(lanes, most);
    this.ranks = new double[room];
    this.scores = new double[room];
    this.keys = new int[room];
    this.sizes = new int[lanes];
    this.found = new int[BLOCK * lanes];
    this.above = new double[BLOCK * lanes];
    this.threshold = kernels.rows().allocate(lanes);
  }

  void clear() {
    for (int i = 0; i < lanes; i++) {
      sizes[i] = 0;
    }
    kernels.rows().fill(threshold, 0, lanes, Double.NEGATIVE_INFINITY);
  }

  /**
   * Takes in the keys of a tile, whose first key is {@code key}.
   *
   * @param ranked what they are ranked by
   * @param tile their scores, which may be the same
   */
  void offer(Bands bands, int key, A ranked, A tile) {
    for (int band = 0; band < bands.size(); band++) {
      int end = bands.key(band) + bands.keys(band);
      // A few keys at a time, so that thresholds rise before most of the first tile is listed.
      for (int from = bands.key(band); from < end; from += BLOCK) {
        int lane = bands.lane(band);
        int width = bands.lanes(band);
        int count = Math.min(BLOCK, end - from);
        int size =
            kernels.inspection().above(ranked, lane, width, from, count, threshold, found, above);
        for (int n = 0; n < size; n++) {
          int at = found[n];
          double score = ranked == tile ? above[n] : kernels.rows().get(tile, at);
          offer(at % lanes, key + at / lanes, above[n], score);
        }
      }
    }
  }

  private void offer(int lane, int key, double rank, double score) {
    int base = lane * most;
    int last = base + most - 1;
    int at = base + sizes[lane];
    if (at > last) {
      // The threshold may have risen since the key was listed.
      if (rank <= ranks[last]) {
        return;
      }
      at = last;
    } else {
      sizes[lane]++;
    }
    for (; at > base && rank > ranks[at - 1]; at--) {
      ranks[at] = ranks[at - 1];
      scores[at] = scores[at - 1];
      keys[at] = keys[at - 1];
    }
    ranks[at] = rank;
    scores[at] = score;
    keys[at] = key;
    if (sizes[lane] == most) {
      kernels.rows().set(threshold, lane, ranks[last]);
    }
  }

  int size(int lane) {
    return sizes[lane];
  }

  int key(int lane, int place) {
    return keys[lane * most + place];
  }

  double score(int lane, int place) {
    return scores[lane * most + place];
  }
}
