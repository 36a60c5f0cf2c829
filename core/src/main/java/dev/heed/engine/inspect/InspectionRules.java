package dev.heed.engine.inspect;

import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Sequences;
import dev.heed.inspection.Block;
import dev.heed.inspection.CellValue;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.KeySet;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The inspection of one call after every check. */
public final class InspectionRules {
  private final Inspection inspection;
  private final List<Block> blocks;
  private final Cells rows;
  private final Cells columns;

  /**
   * @throws IllegalArgumentException if it does not fit the call
   */
  public InspectionRules(Inspection inspection, Sequences sequences, Operands operands) {
    int queries = operands.queries();
    int keys = operands.keys();
    this.inspection = inspection;
    Inspection.PooledMap map = inspection.map();
    int cells = map == null ? 0 : map.cells();
    Block region = map == null ? null : map.region();
    if (region == null) {
      this.rows = new Cells(cells, 0, queries);
      this.columns = new Cells(cells, 0, keys);
    } else {
      Block part = region.within(queries, keys);
      this.rows = new Cells(Math.min(cells, part.queries()), part.firstQuery(), part.queries());
      this.columns = new Cells(Math.min(cells, part.keys()), part.firstKey(), part.keys());
    }
    if (inspection.topKeys() > keys) {
      throw new IllegalArgumentException(
          "top %d of %d keys: at most as many as there are".formatted(inspection.topKeys(), keys));
    }
    Inspection.Queries only = inspection.only();
    if (only != null && only.end() > queries) {
      throw new IllegalArgumentException(
          "queries %d to %d of %d: they are counted from 0"
              .formatted(only.first(), only.end() - 1, queries));
    }
    if (region == null && cells > Math.min(queries, keys)) {
      throw new IllegalArgumentException(
          "a map of %1$d × %1$d cells of %2$d queries and %3$d keys: at most as many as there are"
              .formatted(cells, queries, keys));
    }
    this.blocks = inspection.blocks().stream().map(one -> one.within(queries, keys)).toList();
    Inspection.Distance distance = inspection.distance();
    if (distance != null) {
      sequences.requireCorner("distance", distance.corner());
    }
    inspection
        .masses()
        .forEach((name, set) -> {
          if (set instanceof KeySet.Near near) {
            sequences.requireCorner("mass " + name, near.corner());
          }
        });
  }

  /** As it was asked for. */
  public Inspection inspection() {
    return inspection;
  }

  int topKeys() {
    return inspection.topKeys();
  }

  boolean valueWeighted() {
    return inspection.valueWeighted();
  }

  @Nullable IntPredicate receivedFrom() {
    return inspection.receivedFrom();
  }

  /** Whether numbers of several tiles of queries are added up. */
  public boolean hasSums() {
    return inspection.receivedFrom() != null || hasMap();
  }

  boolean hasMap() {
    return inspection.map() != null;
  }

  /** Whether one of the queries from a row to another (exclusive) is looked at. */
  boolean isAsked(int first, int end) {
    Inspection.Queries only = inspection.only();
    return only == null || (only.first() < end && only.end() > first);
  }

  boolean takesMeans() {
    Inspection.PooledMap map = inspection.map();
    return map != null && map.value() == CellValue.MEAN;
  }

  /** Rows of the map. */
  public int mapRows() {
    return rows.count();
  }

  /** Columns of the map. */
  public int mapColumns() {
    return columns.count();
  }

  /** Cells of the map along the queries. */
  Cells rows() {
    return rows;
  }

  /** Cells of the map along the keys. */
  Cells columns() {
    return columns;
  }

  /** Blocks with their ends. */
  public List<Block> blocks() {
    return blocks;
  }
}
