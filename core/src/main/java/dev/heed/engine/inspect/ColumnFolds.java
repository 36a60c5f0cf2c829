package dev.heed.engine.inspect;

import dev.heed.engine.call.Call;
import dev.heed.engine.operand.Sequences;
import dev.heed.engine.tile.QueryTiles;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what the items of a call found of columns, for each head of each entry of the batch in
 * the order of its items, whichever thread is done first.
 */
final class ColumnFolds {
  private final Call call;
  private final InspectionRules rules;
  private final Answers answers;
  private final QueryTiles items;

  /** How many items of a head come before those of a sequence, in its entry of the batch. */
  private final int[] ranks;

  private final Group[] groups;

  ColumnFolds(Call call, InspectionRules rules, Answers answers, QueryTiles items) {
    Sequences sequences = call.sequences();
    int heads = call.operands().heads();
    this.call = call;
    this.rules = rules;
    this.answers = answers;
    this.items = items;
    this.ranks = new int[sequences.count()];
    this.groups = new Group[call.operands().batch() * heads];
    int[] counts = new int[call.operands().batch()];
    for (int n = 0; n < sequences.count(); n++) {
      ranks[n] = counts[sequences.entry(n)];
      counts[sequences.entry(n)] += heads == 0 ? 0 : items.tiles(n);
    }
    for (int n = 0; n < groups.length; n++) {
      groups[n] = new Group(n, counts[n / heads]);
    }
  }

  /** Takes what an item found. */
  void add(int item, int sequence, int head, ColumnSums sums) {
    int group = call.sequences().entry(sequence) * call.operands().heads() + head;
    groups[group].add(ranks[sequence] + items.rank(item, sequence), sums);
  }

  /** The sums of one head of an entry of the batch. */
  private final class Group {
    private final int number;
    private final int count;
    private final Map<Integer, ColumnSums> waiting = new HashMap<>();
    private int next;
    private double @Nullable [][] received;
    private double @Nullable [][] map;

    Group(int number, int count) {
      this.number = number;
      this.count = count;
    }

    synchronized void add(int rank, ColumnSums sums) {
      waiting.put(rank, sums);
      for (ColumnSums one = waiting.remove(next); one != null; one = waiting.remove(next)) {
        fold(one);
        next++;
      }
      if (next == count) {
        write();
      }
    }

    private void fold(ColumnSums sums) {
      int kinds = rules.valueWeighted() ? 2 : 1;
      int cells = rules.columns().count();
      int size = rules.rows().count() * cells;
      double[][] keys = received == null ? new double[kinds][keys()] : received;
      double[][] all = map == null ? new double[kinds][size] : map;
      received = keys;
      map = all;
      for (int kind = 0; kind < kinds; kind++) {
        addAll(sums.received(kind == 1), keys[kind], sums.firstColumn(), true);
        addAll(sums.map(kind == 1), all[kind], sums.firstCell() * cells, rules.takesMeans());
      }
    }

    private int keys() {
      return rules.receivedFrom() == null ? 0 : call.operands().ownKeys();
    }

    private void addAll(double[] part, double[] all, int at, boolean adds) {
      for (int n = 0; n < part.length; n++) {
        all[at + n] = adds ? all[at + n] + part[n] : Math.max(all[at + n], part[n]);
      }
    }

    private void write() {
      double[][] keys = received;
      double[][] all = map;
      for (int kind = 0; keys != null && all != null && kind < keys.length; kind++) {
        if (rules.receivedFrom() != null) {
          answers.setReceived(kind == 1, number, keys[kind]);
        }
        if (rules.hasMap()) {
          if (rules.takesMeans()) {
            divide(all[kind]);
          }
          answers.setMap(kind == 1, number, all[kind]);
        }
      }
      received = null;
      map = null;
    }

    /** Sums of cells become means. */
    private void divide(double[] sums) {
      int cells = rules.columns().count();
      for (int row = 0; row < rules.rows().count(); row++) {
        double rows = rules.rows().rows(row);
        for (int column = 0; column < cells; column++) {
          sums[row * cells + column] /= rows * rules.columns().rows(column);
        }
      }
    }
  }
}
