package dev.heed.engine.few;

import dev.heed.engine.operand.Partition;
import dev.heed.engine.rule.MaskRules;
import dev.heed.engine.rule.TileFlags;
import dev.heed.kernel.FewQueriesKernels;
import dev.heed.kernel.ScoreKernels;
import dev.heed.mask.Kept;
import java.util.ArrayList;
import java.util.List;

/**
 * The masks of a call over the tiles of one item of few queries; one thread's own. {@link #begin}
 * chooses the heads, {@link #look} a tile of keys, and what follows works on the tile that was
 * looked at. Column c is key {@link #base} + c: the base is a multiple of 16, so that a key has the
 * same lane wherever the first key lies that is reached.
 */
public final class FewMask {
  private static final int TILE = FewQueriesKernels.TILE;
  private static final int ROW = FewQueriesKernels.ROW;
  private static final int LANES = FewQueriesKernels.LANES;

  /** A flag that keeps nothing. */
  private static final byte[] NOTHING = {0};

  private final MaskRules rules;
  private final boolean hasFlags;

  /** Flags of each head of the item, and what each of them keeps of the tile. */
  private final List<List<TileFlags>> flags = new ArrayList<>();

  private final List<Kept[]> looks = new ArrayList<>();
  private final int[] fromKey = new int[Partition.FEW];
  private final int[] toKey = new int[Partition.FEW];
  private int sequence;
  private int firstHead;
  private int heads;
  private int active;
  private int start;
  private int end;
  private int base;
  private int from;
  private int columns;

  /** One thread's own. */
  public FewMask(MaskRules rules) {
    this.rules = rules;
    this.hasFlags = rules.hasFlags();
  }

  boolean hasFlags() {
    return hasFlags;
  }

  /** Chooses the queries: all of a sequence, of some heads. */
  public void begin(int newSequence, int newFirstHead, int newHeads, int newActive) {
    sequence = newSequence;
    firstHead = newFirstHead;
    heads = newHeads;
    active = newActive;
    while (hasFlags && flags.size() < heads) {
      List<TileFlags> own = rules.flags(Partition.FEW, TILE);
      flags.add(own);
      looks.add(new Kept[own.size()]);
    }
    rules.intervals(sequence, rules.firstQuery(), active, fromKey, toKey);
    start = Integer.MAX_VALUE;
    end = 0;
    for (int i = 0; i < active; i++) {
      if (fromKey[i] < toKey[i]) {
        start = Math.min(start, fromKey[i]);
        end = Math.max(end, toKey[i]);
      }
    }
  }

  /** Whether masks leave anything of a tile of keys. */
  public boolean look(int tile) {
    long first = (long) tile * TILE;
    int begin = (int) Math.max(start, first);
    base = begin / LANES * LANES;
    from = begin - base;
    columns = (int) Math.min(end, first + TILE) - base;
    if (from >= columns) {
      return false;
    }
    boolean any = !hasFlags;
    for (int h = 0; hasFlags && h < heads; h++) {
      any |= look(flags.get(h), looks.get(h), firstHead + h) != Kept.NONE;
    }
    return any;
  }

  private Kept look(List<TileFlags> own, Kept[] looked, int head) {
    Kept kept = Kept.ALL;
    for (int n = 0; n < looked.length; n++) {
      // What none is kept of is hidden whole, whatever the others say.
      looked[n] =
          kept == Kept.NONE
              ? Kept.NONE
              : own.get(n).look(sequence, head, rules.firstQuery(), active, base, columns);
      kept = kept.and(looked[n]);
    }
    return kept;
  }

  /** The key of column 0. */
  int base() {
    return base;
  }

  /** The column of the first key. */
  public int from() {
    return from;
  }

  /** Behind the column of the last key. */
  public int columns() {
    return columns;
  }

  /** Whether the tile has all its keys, of which flags may leave out some. */
  boolean isWhole() {
    return columns - from == TILE;
  }

  /** Whether scores of the tile are left out after they were computed. */
  public boolean discards() {
    for (int h = 0; hasFlags && h < heads; h++) {
      for (Kept look : looks.get(h)) {
        if (look != Kept.ALL) {
          return true;
        }
      }
    }
    return !reachesAll();
  }

  private boolean reachesAll() {
    boolean all = true;
    for (int i = 0; i < active; i++) {
      all &= fromKey[i] <= base + from && toKey[i] >= base + columns;
    }
    return all;
  }

  /** Leaves out what flags hide from one head; returns whether there may be any. */
  <A> boolean hideFlagged(ScoreKernels<A> kernels, int h, A scores) {
    boolean hidden = false;
    for (int n = 0; hasFlags && n < looks.get(h).length; n++) {
      Kept look = looks.get(h)[n];
      TileFlags own = flags.get(h).get(n);
      if (look == Kept.NONE) {
        kernels.hideFlagged(NOTHING, 0, 0, 0, false, active, columns, ROW, scores);
      } else if (look == Kept.SOME) {
        kernels.hideFlagged(
            own.array(),
            own.offset(),
            own.queryStride(),
            own.keyStride(),
            own.hides(),
            active,
            columns,
            ROW,
            scores);
      }
      hidden |= look != Kept.ALL;
    }
    return hidden;
  }

  /**
   * Leaves out the keys that a query does not reach, in rows from {@code row} on; returns whether
   * there are any.
   */
  <A> boolean hide(FewQueriesKernels<A> kernels, int row, A scores) {
    if (reachesAll()) {
      return false;
    }
    for (int r = 0; r < heads * active; r++) {
      int i = r % active;
      int first = Math.clamp((long) fromKey[i] - base, from, columns);
      int last = Math.clamp((long) toKey[i] - base, first, columns);
      int at = (row + r) * ROW;
      kernels.hide(scores, at + from, at + first);
      kernels.hide(scores, at + last, at + columns);
    }
    return true;
  }
}
