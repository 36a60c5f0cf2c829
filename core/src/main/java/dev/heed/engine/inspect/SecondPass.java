package dev.heed.engine.inspect;

import dev.heed.engine.call.Call;
import dev.heed.engine.operand.Partition;
import dev.heed.engine.operand.Sequences;
import dev.heed.engine.tile.Bands;
import dev.heed.engine.tile.OnlineSoftmax;
import dev.heed.inspection.Block;
import dev.heed.kernel.InspectionKernels;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.RowKernels;
import dev.heed.kernel.SumKernels;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a tile of queries, whose maxima and sums are known, tile of keys by tile of keys:
 * what they add to columns and cells, and those that are wanted in full. One thread's own.
 */
final class SecondPass<A> {
  /** Of a query that the map is not of. */
  private static final int NO_CELL = -1;

  private final Call call;
  private final InspectionRules rules;
  private final Answers answers;
  private final ValueNorms<A> norms;
  private final InspectionKernels<A> kernels;
  private final SumKernels<A> added;
  private final RowKernels<A> rows;
  private final int lanes;
  private final A chosen;
  private final A columns;
  private final A sums;
  private final A scaled;
  private final int[] rowCells;

  SecondPass(
      Call call, InspectionRules rules, Answers answers, ValueNorms<A> norms, Kernels<A> kernels) {
    this.call = call;
    this.rules = rules;
    this.answers = answers;
    this.norms = norms;
    this.kernels = kernels.inspection();
    this.added = kernels.sums();
    this.rows = kernels.rows();
    this.lanes = kernels.attention().lanes();
    this.chosen = rows.allocate(lanes);
    this.columns = rows.allocate(Partition.KEY_TILE);
    this.sums = rows.allocate(lanes);
    this.scaled = rows.allocate(rules.valueWeighted() ? Partition.KEY_TILE * lanes : 0);
    this.rowCells = new int[lanes];
  }

  /**
   * Takes in the queries that the softmax has gone through.
   *
   * @param factor what weights relative to the maximum are multiplied with
   * @param undefined whether one of the factors is NaN
   * @param into where sums go
   * @param top takes in the scores of all tiles; null where lists are made already
   */
  void run(
      OnlineSoftmax<A> softmax,
      A factor,
      boolean undefined,
      ColumnSums into,
      @Nullable TopLists<A> top) {
    choose(softmax);
    for (int tile = softmax.firstTile(); tile < softmax.endTile(); tile++) {
      boolean wanted = isWanted(softmax, tile);
      if ((wanted || top != null) && softmax.look(tile)) {
        boolean hidden = softmax.computeScores();
        if (top != null) {
          top.offer(softmax.bands(), softmax.key(), softmax.scores());
        }
        if (wanted) {
          weigh(softmax, factor, hidden && undefined);
          take(softmax, into);
        }
      }
    }
  }

  private void choose(OnlineSoftmax<A> softmax) {
    int start = call.sequences().queryStart(softmax.sequence()) + softmax.first();
    int position = call.sequences().firstQuery();
    IntPredicate wanted = rules.receivedFrom();
    rows.fill(chosen, 0, lanes, 0);
    for (int i = 0; i < softmax.active(); i++) {
      rows.set(chosen, i, wanted != null && wanted.test(position + start + i) ? 1 : 0);
      boolean isMapped = start + i >= rules.rows().first() && start + i < rules.rows().end();
      rowCells[i] = isMapped ? rules.rows().of(start + i) : NO_CELL;
    }
  }

  /** Whether anything of a tile of keys is wanted. */
  private boolean isWanted(OnlineSoftmax<A> softmax, int tile) {
    int key = call.sequences().keyStart(softmax.sequence()) + tile * Partition.KEY_TILE;
    boolean wanted = rules.receivedFrom() != null || (rules.hasMap() && isMapped(softmax, key));
    for (int n = 0; n < rules.blocks().size() && !wanted; n++) {
      Block block = rules.blocks().get(n);
      wanted =
          meets(softmax, block)
              && block.firstKey() < (long) key + Partition.KEY_TILE
              && block.endKey() > key;
    }
    return wanted;
  }

  /** Whether the map is of something of a tile of keys. */
  private boolean isMapped(OnlineSoftmax<A> softmax, int key) {
    int start = call.sequences().queryStart(softmax.sequence()) + softmax.first();
    return rules.rows().first() < start + softmax.active()
        && rules.rows().end() > start
        && rules.columns().first() < (long) key + Partition.KEY_TILE
        && rules.columns().end() > key;
  }

  private boolean meets(OnlineSoftmax<A> softmax, Block block) {
    int start = call.sequences().queryStart(softmax.sequence()) + softmax.first();
    return block.firstQuery() < start + softmax.active() && block.endQuery() > start;
  }

  /** The scores of a tile become weights, 0 where a key is left out. */
  private void weigh(OnlineSoftmax<A> softmax, A factor, boolean hidesUndefined) {
    A tile = softmax.scores();
    Bands bands = softmax.bands();
    for (int n = 0; n < bands.size(); n++) {
      int lane = bands.lane(n);
      int key = bands.key(n);
      kernels.weigh(tile, lane, bands.lanes(n), key, bands.keys(n), softmax.maximum(), factor);
    }
    bands.clearOutside(rows, lanes, softmax.active(), softmax.count(), tile);
    if (hidesUndefined) {
      clearLeftOut(softmax, factor);
    }
  }

  /** What is left out of a row that is NaN has weight 0 all the same (S3). */
  private void clearLeftOut(OnlineSoftmax<A> softmax, A factor) {
    A marks = softmax.marked();
    for (int i = 0; i < softmax.active(); i++) {
      for (int j = 0; Double.isNaN(rows.get(factor, i)) && j < softmax.count(); j++) {
        if (rows.get(marks, j * lanes + i) == Double.NEGATIVE_INFINITY) {
          rows.set(softmax.scores(), j * lanes + i, 0);
        }
      }
    }
  }

  private void take(OnlineSoftmax<A> softmax, ColumnSums into) {
    take(softmax, into, softmax.scores(), false);
    if (rules.valueWeighted()) {
      int active = softmax.active();
      int count = softmax.count();
      kernels.scaleKeys(
          softmax.scores(), 0, active, 0, count, norms.norms(), softmax.key(), scaled);
      take(softmax, into, scaled, true);
    }
  }

  private void take(OnlineSoftmax<A> softmax, ColumnSums into, A weights, boolean isValued) {
    if (rules.receivedFrom() != null) {
      kernels.sumQueries(weights, 0, softmax.count(), chosen, columns);
      // The first tile of a part may begin before the part does.
      int key = softmax.key() - call.sequences().firstKey();
      int from = Math.max(0, -key);
      int count = softmax.count() - from;
      added.addTo(columns, from, count, into.received(isValued), key + from);
    }
    if (rules.hasMap()) {
      pool(softmax, into, weights, isValued);
    }
    for (int n = 0; n < rules.blocks().size(); n++) {
      if (meets(softmax, rules.blocks().get(n))) {
        copy(softmax, n, weights, isValued);
      }
    }
  }

  private void pool(OnlineSoftmax<A> softmax, ColumnSums into, A weights, boolean isValued) {
    Cells cells = rules.columns();
    int start = call.sequences().keyStart(softmax.sequence()) + softmax.key();
    int last = Math.min(softmax.count(), cells.end() - start);
    for (int j = Math.max(0, cells.first() - start); j < last; ) {
      int cell = cells.of(start + j);
      int end = Math.min(last, cells.start(cell + 1) - start);
      if (rules.takesMeans()) {
        kernels.sumKeys(weights, 0, softmax.active(), j, end - j, sums);
      } else {
        kernels.maximumOfKeys(weights, 0, softmax.active(), j, end - j, sums);
      }
      poolRows(softmax.active(), into, cell, into.map(isValued));
      j = end;
    }
  }

  /** Adds the sums of one column of cells to its rows. */
  private void poolRows(int active, ColumnSums into, int column, double[] map) {
    int width = rules.columns().count();
    for (int i = 0; i < active; ) {
      int end = i + 1;
      while (end < active && rowCells[end] == rowCells[i]) {
        end++;
      }
      if (rowCells[i] != NO_CELL) {
        int at = (rowCells[i] - into.firstCell()) * width + column;
        map[at] =
            rules.takesMeans()
                ? map[at] + added.sumOf(sums, i, end)
                : Math.max(map[at], added.maximumOf(sums, i, end));
      }
      i = end;
    }
  }

  private void copy(OnlineSoftmax<A> softmax, int number, A weights, boolean isValued) {
    Sequences sequences = call.sequences();
    Block block = rules.blocks().get(number);
    int query = sequences.queryStart(softmax.sequence()) + softmax.first();
    int key = sequences.keyStart(softmax.sequence()) + softmax.key();
    int entry = sequences.entry(softmax.sequence()) * call.operands().heads() + softmax.head();
    for (int i = Math.max(query, block.firstQuery());
        i < Math.min(query + softmax.active(), block.endQuery());
        i++) {
      long row = (long) entry * block.queries() + i - block.firstQuery();
      for (int j = Math.max(key, block.firstKey());
          j < Math.min(key + softmax.count(), block.endKey());
          j++) {
        double weight = rows.get(weights, (j - key) * lanes + i - query);
        long at = row * block.keys() + j - block.firstKey();
        answers.setBlock(isValued, number, at, weight);
      }
    }
  }
}
