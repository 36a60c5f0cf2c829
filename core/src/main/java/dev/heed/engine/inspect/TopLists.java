package dev.heed.engine.inspect;

import dev.heed.engine.tile.Bands;
import dev.heed.kernel.AttentionKernels;
import dev.heed.kernel.Kernels;

/**
 * The keys of highest rank of each query of a tile: a heap each, with the lowest one on top. Of
 * equal ranks the lower key is the higher. Keys come in ascending order.
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
   * @param tile their scores
   */
  void offer(Bands bands, int key, A ranked, A tile) {
    for (int band = 0; band < bands.size(); band++) {
      int end = bands.key(band) + bands.keys(band);
      // A few keys at a time, so that thresholds rise before most of the first tile is listed.
      for (int from = bands.key(band); from < end; from += BLOCK) {
        int count = Math.min(BLOCK, end - from);
        int size =
            kernels
                .inspection()
                .above(ranked, bands.lane(band), bands.lanes(band), from, count, threshold, found);
        for (int n = 0; n < size; n++) {
          int at = found[n];
          offer(at % lanes, key + at / lanes, kernels.rows().get(ranked, at), tile, at);
        }
      }
    }
  }

  private void offer(int lane, int key, double rank, A tile, int at) {
    int base = lane * most;
    if (sizes[lane] < most) {
      int place = sizes[lane]++;
      put(base + place, rank, key, kernels.rows().get(tile, at));
      rise(base, place);
    } else if (rank > ranks[base]) {
      put(base, rank, key, kernels.rows().get(tile, at));
      sink(base, most);
    } else {
      return;
    }
    if (sizes[lane] == most) {
      kernels.rows().set(threshold, lane, ranks[base]);
    }
  }

  private void put(int at, double rank, int key, double score) {
    ranks[at] = rank;
    keys[at] = key;
    scores[at] = score;
  }

  /** Whether what stands at one place is lower than at another. */
  private boolean isLower(int one, int other) {
    return ranks[one] < ranks[other] || (ranks[one] == ranks[other] && keys[one] > keys[other]);
  }

  private void rise(int base, int from) {
    int at = from;
    while (at > 0 && isLower(base + at, base + (at - 1) / 2)) {
      swap(base + at, base + (at - 1) / 2);
      at = (at - 1) / 2;
    }
  }

  private void sink(int base, int size) {
    int at = 0;
    while (2 * at + 1 < size) {
      int lower = 2 * at + 1;
      if (lower + 1 < size && isLower(base + lower + 1, base + lower)) {
        lower++;
      }
      if (!isLower(base + lower, base + at)) {
        return;
      }
      swap(base + at, base + lower);
      at = lower;
    }
  }

  private void swap(int one, int other) {
    double rank = ranks[one];
    int key = keys[one];
    double score = scores[one];
    put(one, ranks[other], keys[other], scores[other]);
    put(other, rank, key, score);
  }

  /** Puts the list of a lane in descending order; nothing can be offered to it any more. */
  void sort(int lane) {
    int base = lane * most;
    for (int left = sizes[lane] - 1; left > 0; left--) {
      swap(base, base + left);
      sink(base, left);
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
