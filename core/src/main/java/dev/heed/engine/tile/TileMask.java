package dev.heed.engine.tile;

import dev.heed.engine.operand.Partition;
import dev.heed.engine.rule.MaskRules;
import dev.heed.engine.rule.TileFlags;
import dev.heed.kernel.AttentionKernels;
import dev.heed.kernel.ScoreKernels;
import dev.heed.mask.Kept;
import java.util.List;

/**
 * The masks of a call over the tiles of one tile of queries; one thread's own. {@link #begin}
 * chooses the queries, {@link #look} a tile of keys, {@link #hide} works on the tile that was
 * looked at.
 */
public final class TileMask {
  private static final int BLOCK = AttentionKernels.BLOCK;

  private final MaskRules rules;
  private final List<TileFlags> flags;
  private final Kept[] looks;
  private final Bands bands = new Bands(Partition.KEY_TILE / BLOCK);
  private final boolean trims;
  private final int lanes;
  private final int[] from;
  private final int[] to;
  private int latestFrom;
  private int earliestTo;
  private int sequence;
  private int head;
  private int first;
  private int active;
  private int key;
  private int count;
  private Kept reach = Kept.NONE;

  /**
   * One thread's own, for tiles of so many queries.
   *
   * @param trims whether scores that no query of a block reaches may be left aside
   */
  public TileMask(MaskRules rules, int lanes, boolean trims) {
    this.rules = rules;
    this.lanes = lanes;
    this.trims = trims;
    this.flags = rules.flags(lanes);
    this.looks = new Kept[flags.size()];
    this.from = new int[lanes];
    this.to = new int[lanes];
  }

  /** Chooses the queries of one head, from a place in their sequence on. */
  public void begin(int newSequence, int newHead, int newFirst, int newActive) {
    sequence = newSequence;
    head = newHead;
    first = newFirst;
    active = newActive;
    rules.intervals(sequence, first, active, from, to);
    latestFrom = 0;
    earliestTo = Integer.MAX_VALUE;
    for (int i = 0; i < active; i++) {
      latestFrom = Math.max(latestFrom, from[i]);
      earliestTo = Math.min(earliestTo, to[i]);
    }
  }

  /** The first key of the first tile that a query reaches. */
  public int start() {
    int start = Integer.MAX_VALUE;
    for (int i = 0; i < active; i++) {
      start = from[i] < to[i] ? Math.min(start, from[i]) : start;
    }
    return start / Partition.KEY_TILE * Partition.KEY_TILE;
  }

  /** Behind the last key that a query reaches; 0 if none reaches any. */
  public int end() {
    int end = 0;
    for (int i = 0; i < active; i++) {
      end = from[i] < to[i] ? Math.max(end, to[i]) : end;
    }
    return end;
  }

  /** What all masks together leave of a tile of keys; where it is some, it may be none. */
  public Kept look(int newKey, int newCount) {
    key = newKey;
    count = newCount;
    reach();
    Kept kept = reach;
    for (int n = 0; n < looks.length && kept != Kept.NONE; n++) {
      looks[n] = flags.get(n).look(sequence, head, first, active, key, count);
      kept = kept.and(looks[n]);
    }
    return kept;
  }

  /** What is to be computed of the tile that was looked at. */
  public Bands bands() {
    return bands;
  }

  /** Whether scores in the bands are left out after they were computed. */
  public boolean discards() {
    for (Kept look : looks) {
      if (look != Kept.ALL) {
        return true;
      }
    }
    for (int band = 0; reach != Kept.ALL && band < bands.size(); band++) {
      int end = bands.key(band) + bands.keys(band);
      for (int row = bands.key(band); row < end; row += BLOCK) {
        for (int lane = bands.lane(band); lane < laneEnd(band); lane += BLOCK) {
          if (!reachesAll(row, Math.min(end, row + BLOCK), lane, laneEnd(band))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * Makes the scores in the bands that are left out −∞.
   *
   * @return whether there may be any
   */
  <A> boolean hide(ScoreKernels<A> kernels, A scores) {
    boolean hidden = false;
    for (int band = 0; reach != Kept.ALL && band < bands.size(); band++) {
      int end = bands.key(band) + bands.keys(band);
      for (int row = bands.key(band); row < end; row += BLOCK) {
        hidden |= hideOutside(kernels, band, row, Math.min(end, row + BLOCK), scores);
      }
    }
    return hideFlagged(kernels, scores) || hidden;
  }

  /** Makes all scores of the tile that are left out −∞, those outside of the bands too. */
  public <A> void hideAll(ScoreKernels<A> kernels, A scores) {
    if (reach != Kept.ALL) {
      kernels.hideOutside(from, to, key, 0, count, 0, active, lanes, scores);
    }
    hideFlagged(kernels, scores);
  }

  /** Hides keys {@code row} to {@code end} of a band from queries that do not reach all of them. */
  private <A> boolean hideOutside(ScoreKernels<A> kernels, int band, int row, int end, A scores) {
    boolean hidden = false;
    for (int lane = bands.lane(band); lane < laneEnd(band); lane += BLOCK) {
      if (!reachesAll(row, end, lane, laneEnd(band))) {
        int width = Math.min(BLOCK, laneEnd(band) - lane);
        kernels.hideOutside(from, to, key, row, end - row, lane, width, lanes, scores);
        hidden = true;
      }
    }
    return hidden;
  }

  private int laneEnd(int band) {
    return bands.lane(band) + bands.lanes(band);
  }

  /** Whether the queries of a block reach the keys from {@code row} to {@code end}, all of them. */
  private boolean reachesAll(int row, int end, int lane, int laneEnd) {
    boolean all = true;
    for (int i = lane; i < Math.min(lane + BLOCK, laneEnd); i++) {
      all &= from[i] <= key + row && to[i] >= key + end;
    }
    return all;
  }

  private <A> boolean hideFlagged(ScoreKernels<A> kernels, A scores) {
    boolean hidden = false;
    for (int n = 0; n < looks.length; n++) {
      if (looks[n] != Kept.ALL) {
        TileFlags one = flags.get(n);
        kernels.hideFlagged(
            one.array(),
            one.offset(),
            one.keyStride(),
            one.queryStride(),
            one.hides(),
            count,
            active,
            lanes,
            scores);
        hidden = true;
      }
    }
    return hidden;
  }

  private void reach() {
    if (latestFrom <= key && earliestTo - count >= key) {
      reach = Kept.ALL;
      bands.setWhole(active, count);
      return;
    }
    bands.set(from, to, active, key, count);
    reach = bands.size() == 0 ? Kept.NONE : Kept.SOME;
    if (!trims && reach == Kept.SOME) {
      bands.setWhole(active, count);
    }
  }
}
