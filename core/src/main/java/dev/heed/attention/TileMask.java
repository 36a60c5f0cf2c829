package dev.heed.attention;

import dev.heed.kernel.AttentionKernels;
import java.util.List;

/**
 * The masks of a call over the tiles of one tile of queries; one thread's own. {@link #begin}
 * chooses the queries, {@link #look} a tile of keys, {@link #hide} works on the tile that was
 * looked at.
 */
final class TileMask {
  private final MaskRules rules;
  private final List<TileFlags> flags;
  private final Kept[] looks;
  private final int[] from;
  private final int[] to;
  private int sequence;
  private int head;
  private int first;
  private int active;
  private int key;
  private int count;
  private Kept reach = Kept.NONE;

  TileMask(MaskRules rules, int lanes) {
    this.rules = rules;
    this.flags = rules.flags(lanes);
    this.looks = new Kept[flags.size()];
    this.from = new int[lanes];
    this.to = new int[lanes];
  }

  void begin(int newSequence, int newHead, int newFirst, int newActive) {
    sequence = newSequence;
    head = newHead;
    first = newFirst;
    active = newActive;
    rules.intervals(sequence, first, active, from, to);
  }

  /** The first key of the first tile that a query reaches. */
  int start() {
    int start = Integer.MAX_VALUE;
    for (int i = 0; i < active; i++) {
      start = from[i] < to[i] ? Math.min(start, from[i]) : start;
    }
    return start / TileWorker.KEY_TILE * TileWorker.KEY_TILE;
  }

  /** Behind the last key that a query reaches; 0 if none reaches any. */
  int end() {
    int end = 0;
    for (int i = 0; i < active; i++) {
      end = from[i] < to[i] ? Math.max(end, to[i]) : end;
    }
    return end;
  }

  /** What all masks together leave of a tile of keys; where it is some, it may be none. */
  Kept look(int newKey, int newCount) {
    key = newKey;
    count = newCount;
    reach = reach();
    Kept kept = reach;
    for (int n = 0; n < looks.length && kept != Kept.NONE; n++) {
      looks[n] = flags.get(n).look(sequence, head, first, active, key, count);
      kept = kept.and(looks[n]);
    }
    return kept;
  }

  /** Makes the scores that are left out −∞; returns whether there may be any. */
  <A> boolean hide(AttentionKernels<A> kernels, A scores) {
    boolean hidden = reach != Kept.ALL;
    if (hidden) {
      kernels.hideOutside(from, to, key, active, count, scores);
    }
    for (int n = 0; n < looks.length; n++) {
      if (looks[n] != Kept.ALL) {
        TileFlags one = flags.get(n);
        kernels.hideFlagged(
            one.array(),
            one.offset(),
            one.queryStride(),
            one.keyStride(),
            one.hides(),
            active,
            count,
            scores);
        hidden = true;
      }
    }
    return hidden;
  }

  private Kept reach() {
    boolean any = false;
    boolean all = true;
    for (int i = 0; i < active; i++) {
      any |= Math.max(from[i], key) < Math.min(to[i], key + count);
      all &= from[i] <= key && to[i] >= key + count;
    }
    return !any ? Kept.NONE : all ? Kept.ALL : Kept.SOME;
  }
}
