package dev.heed.engine.inspect;

import dev.heed.engine.call.Call;

/**
 * What some tiles of queries of one head add to sums over all queries: to what each key receives,
 * and to rows of the map.
 */
final class ColumnSums {
  /** The key's column that the first sum belongs to. */
  private final int firstColumn;

  /** The row of cells that the first one of the map is. */
  private final int firstCell;

  private final double[] received;
  private final double[] valueReceived;
  private final double[] map;
  private final double[] valueMap;

  /**
   * @param first query of the sequence, and
   * @param end behind the last
   */
  ColumnSums(Call call, InspectionRules rules, int sequence, int first, int end) {
    int start = call.sequences().queryStart(sequence);
    this.firstColumn = call.sequences().keyStart(sequence);
    int from = Math.max(start + first, rules.rows().first());
    int to = Math.min(start + end, rules.rows().end());
    boolean isMapped = rules.hasMap() && from < to;
    this.firstCell = isMapped ? rules.rows().of(from) : 0;
    int rows = isMapped ? rules.rows().of(to - 1) + 1 - firstCell : 0;
    int cells = rows * rules.columns().count();
    int keys = rules.receivedFrom() == null ? 0 : call.sequences().ownRows(sequence);
    boolean valued = rules.valueWeighted();
    this.received = new double[keys];
    this.valueReceived = new double[valued ? keys : 0];
    this.map = new double[cells];
    this.valueMap = new double[valued ? cells : 0];
  }

  int firstColumn() {
    return firstColumn;
  }

  int firstCell() {
    return firstCell;
  }

  double[] received(boolean isValued) {
    return isValued ? valueReceived : received;
  }

  double[] map(boolean isValued) {
    return isValued ? valueMap : map;
  }
}
