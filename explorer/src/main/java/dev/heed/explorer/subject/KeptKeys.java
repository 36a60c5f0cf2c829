package dev.heed.explorer.subject;

import dev.heed.inspection.Block;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which keys masks leave to each query of one sequence, told from the masks alone: no score is
 * computed. Causal masks, windows and lengths leave an interval; painted flags leave holes in it.
 */
public final class KeptKeys {
  private final int queries;
  private final int length;
  private final List<Mask.Window> windows = new ArrayList<>();
  private final @Nullable Tensor painted;

  private KeptKeys(Mask mask, int queries, int keys) {
    int end = keys;
    Tensor flags = null;
    for (Mask part : mask.parts()) {
      switch (part) {
        case Mask.Causal one -> windows.add(new Mask.Window(-1, 0, one.corner()));
        case Mask.Window one -> windows.add(one);
        case Mask.Lengths one -> end = Math.min(end, one.keys().getFirst());
        case Mask.Flags one -> flags = one.flags();
        default -> throw new IllegalStateException("no option makes a mask like " + part);
      }
    }
    this.queries = queries;
    this.length = end;
    this.painted = flags;
  }

  /** What the masks that {@link AttentionOptions} makes leave. */
  static KeptKeys of(Mask mask, int queries, int keys) {
    return new KeptKeys(mask, queries, keys);
  }

  /**
   * A map of a part of the matrix, with the cells of {@link
   * dev.heed.inspection.Inspection#withMap(int, dev.heed.inspection.CellValue, Block)}. Time O(rows
   * · cells), with a painted mask O(rows · columns).
   *
   * @param cells at most so many rows and so many columns
   * @return row by row 1 where a query of the cell is left a key of it, and 0 where none is
   */
  public byte[] map(Block region, int cells) {
    int rows = region.endQuery() - region.firstQuery();
    int columns = region.endKey() - region.firstKey();
    int high = Math.min(cells, rows);
    int wide = Math.min(cells, columns);
    byte[] map = new byte[high * wide];
    for (int row = 0; row < rows; row++) {
      int query = region.firstQuery() + row;
      int line = (int) ((long) row * high / rows) * wide;
      int first = Math.max(first(query), region.firstKey());
      int end = Math.min(end(query), region.endKey());
      for (int key = first; key < end; ) {
        int cell = (int) ((long) (key - region.firstKey()) * wide / columns);
        if (isPainted(query, key)) {
          map[line + cell] = 1;
        }
        key =
            map[line + cell] == 0
                ? key + 1
                : region.firstKey() + Math.ceilDiv((cell + 1) * columns, wide);
      }
    }
    return map;
  }

  /** The first key of a query's interval. */
  private int first(int query) {
    long first = 0;
    for (Mask.Window one : windows) {
      first = one.left() < 0 ? first : Math.max(first, own(one, query) - one.left());
    }
    return (int) Math.min(first, length);
  }

  /** Behind its last key. */
  private int end(int query) {
    long end = length;
    for (Mask.Window one : windows) {
      end = one.right() < 0 ? end : Math.min(end, own(one, query) + one.right() + 1);
    }
    return (int) Math.max(end, 0);
  }

  /** The key that a query stands at. */
  private long own(Mask.Window window, int query) {
    return query + (window.corner() == Corner.BOTTOM_RIGHT ? (long) length - queries : 0);
  }

  private boolean isPainted(int query, int key) {
    return painted == null || painted.get(query, key) != 0;
  }
}
