package dev.heed.engine.inspect;

import dev.heed.engine.call.Call;
import dev.heed.engine.tile.QueryTiles;
import java.util.function.IntUnaryOperator;

/** What the workers of a call that is looked into share: its items, and where answers go. */
public final class Inspected {
  /** Sums of so many items of a head may wait for an earlier one. */
  public static final int MOST = 64;

  private final InspectionRules rules;
  private final Answers answers;
  private final IntUnaryOperator rows;
  private final QueryTiles items;
  private final ColumnFolds folds;

  /**
   * @param lanes queries of a tile
   * @throws IllegalArgumentException if there are too many tiles for one call
   */
  public Inspected(Call call, InspectionRules rules, Answers answers, int lanes) {
    this.rules = rules;
    this.answers = answers;
    this.rows =
        sequence -> {
          int tiles = Math.ceilDiv(call.sequences().queries(sequence), lanes);
          return lanes * (rules.hasSums() ? Math.max(1, Math.ceilDiv(tiles, MOST)) : 1);
        };
    this.items = new QueryTiles(call.sequences(), call.operands(), rows, n -> true);
    this.folds = new ColumnFolds(call, rules, answers, items);
  }

  InspectionRules rules() {
    return rules;
  }

  Answers answers() {
    return answers;
  }

  /** Tiles of queries, several an item where sums are kept of each. */
  public QueryTiles items() {
    return items;
  }

  /** Queries of an item of a sequence. */
  int rows(int sequence) {
    return rows.applyAsInt(sequence);
  }

  ColumnFolds folds() {
    return folds;
  }
}
