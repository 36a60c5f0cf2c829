package dev.heed.onnx;

import dev.heed.mask.Corner;
import dev.heed.mask.Mask;

/**
 * Where the queries of a call stand among its keys: query i of sequence b stands at key offset(b) +
 * i. With lengths the offset is the length of sequence b less the number of queries, so that its
 * last query stands at its last key; else it is the number of past keys.
 *
 * @param queries L
 * @param keys T, the past among them
 * @param past keys before the first query's own, where no lengths are given
 * @param lengths whether sequences have lengths, which another mask brings
 */
record Standing(int queries, int keys, int past, boolean lengths) {
  /**
   * The keys from {@code left} before the query's own to {@code right} after it, both included; −1
   * is open.
   */
  Mask window(int left, int right) {
    // No query stands before key −L or behind key T, so that a side of L+T keys reaches all.
    int before = left >= (long) queries + keys ? -1 : left;
    int after = right >= (long) queries + keys ? -1 : right;
    if (lengths) {
      return Mask.window(before, after, Corner.BOTTOM_RIGHT);
    }
    Mask upper = after < 0 ? Mask.none() : Mask.window(-1, after + past, Corner.TOP_LEFT);
    return before < 0 ? upper : upper.and(lower(before));
  }

  /** A window is counted from a corner of Heed's, and past keys put the query between two. */
  private Mask lower(int left) {
    int behind = keys - past - queries;
    if (left >= past) {
      return Mask.window(left - past, -1, Corner.TOP_LEFT);
    }
    if (left + behind >= 0) {
      return Mask.window(left + behind, -1, Corner.BOTTOM_RIGHT);
    }
    return Mask.function((b, h, i, j) -> j >= past + i - left);
  }
}
