package dev.heed.views.page;

import dev.heed.tensor.Tensor;
import dev.heed.views.HeadMeasure;
import dev.heed.views.LayerHead;
import dev.heed.views.NumberRows;
import dev.heed.views.NumberText;
import dev.heed.views.TokenNumbers;
import dev.heed.views.picture.AttentionMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What pictures show, as tables. */
public final class Tables {
  /** How many keys of each query a table has. */
  static final int MOST_KEYS = 5;

  private static final int MOST_COLUMNS = 16;
  private static final int MOST_ROWS = 24;
  private static final int MOST_CELLS = 50;
  private static final String LEFT_OUT = "left out";

  private Tables() {}

  /** All weights, a row a query, where they are few; else the largest of each query. */
  public static Block.Table of(String title, AttentionMap map) {
    return map.keys() <= MOST_COLUMNS && map.queries() <= MOST_ROWS
        ? matrix(title, map)
        : topKeys(title, map, MOST_KEYS);
  }

  /** All numbers, a row a query, a column a key. */
  public static Block.Table matrix(String title, AttentionMap map) {
    return matrix(title, "query", map);
  }

  /**
   * All numbers of a matrix whose rows may be other things than queries.
   *
   * @param row what a row is
   */
  static Block.Table matrix(String title, String row, AttentionMap map) {
    List<String> columns =
        Stream.concat(Stream.of(row), IntStream.range(0, map.keys()).mapToObj(map.labels()::key))
            .toList();
    DoubleFunction<String> number = NumberText.alike(map.range().low(), map.range().high());
    List<List<String>> rows = new ArrayList<>();
    for (int query = 0; query < map.queries(); query++) {
      List<String> cells = new ArrayList<>(List.of(map.labels().query(query)));
      for (int key = 0; key < map.keys(); key++) {
        cells.add(map.isKept(query, key) ? number.apply(map.weight(query, key)) : LEFT_OUT);
      }
      rows.add(cells);
    }
    return new Block.Table(title, columns, rows);
  }

  /** The keys with the largest numbers of each query, largest first, among equals the lower one. */
  public static Block.Table topKeys(String title, AttentionMap map, int most) {
    int shown = Math.min(most, map.keys());
    List<String> columns = new ArrayList<>(List.of("query"));
    IntStream.rangeClosed(1, shown).forEach(place -> columns.add("key " + place));
    List<List<String>> rows = new ArrayList<>();
    for (int query = 0; query < map.queries(); query++) {
      List<String> row = new ArrayList<>();
      row.add(query + " " + map.labels().query(query));
      int own = query;
      IntStream.range(0, map.keys())
          .filter(key -> map.isKept(own, key) && !Double.isNaN(map.weight(own, key)))
          .boxed()
          .sorted(Comparator.comparingDouble((Integer key) -> -map.weight(own, key)))
          .limit(shown)
          .forEach(key ->
              row.add(
                  "%d %s: %s"
                      .formatted(
                          key, map.labels().key(key), NumberText.brief(map.weight(own, key)))));
      while (row.size() < columns.size()) {
        row.add("–");
      }
      rows.add(row);
    }
    return new Block.Table(title + ": the largest of each query", columns, rows);
  }

  /** Columns of numbers with their points in line; where rows are left out, a row says so. */
  static Block.Table of(String caption, NumberRows rows) {
    List<String> columns = new ArrayList<>(List.of(rows.corner()));
    rows.columns().forEach(column -> columns.add(column.header()));
    List<List<String>> cells = new ArrayList<>();
    for (int row = 0; row < rows.names().size(); row++) {
      if (row == rows.skippedBefore() && rows.skipped() > 0) {
        cells.add(Collections.nCopies(columns.size(), "…"));
      }
      List<String> line = new ArrayList<>(List.of(rows.names().get(row).strip()));
      for (NumberRows.Column column : rows.columns()) {
        line.add(column.cells().get(row).stripLeading());
      }
      cells.add(line);
    }
    return new Block.Table(caption, columns, cells);
  }

  /** A row a token. */
  public static Block.Table of(TokenNumbers series) {
    List<List<String>> rows =
        IntStream.range(0, series.names().size())
            .mapToObj(i -> List.of(series.place(i), NumberText.brief(series.numbers().get(i))))
            .toList();
    return new Block.Table(series.title(), List.of("token", series.unit()), rows);
  }

  /** A row a head, a column a measure. */
  public static Block.Table of(List<LayerHead> heads) {
    List<String> columns = new ArrayList<>(List.of("head"));
    Arrays.stream(HeadMeasure.values()).map(HeadMeasure::heading).forEach(columns::add);
    List<List<String>> rows = new ArrayList<>();
    for (LayerHead head : heads) {
      List<String> row = new ArrayList<>(List.of(head.name()));
      Arrays.stream(HeadMeasure.values()).map(measure -> measure.text(head)).forEach(row::add);
      rows.add(row);
    }
    return new Block.Table("Means over the queries of each head", columns, rows);
  }

  /** The largest cells of a pooled map. */
  static Block.Table cells(String title, Tensor map, long queries, long keys) {
    List<List<String>> rows =
        IntStream.range(0, map.size(0) * map.size(1))
            .boxed()
            .filter(cell -> Double.isFinite(number(map, cell)))
            .sorted(Comparator.comparingDouble((Integer cell) -> -number(map, cell)))
            .limit(MOST_CELLS)
            .map(cell ->
                List.of(
                    span(cell / map.size(1), map.size(0), queries),
                    span(cell % map.size(1), map.size(1), keys),
                    NumberText.brief(number(map, cell))))
            .toList();
    String caption = title + ": the " + rows.size() + " largest cells";
    return new Block.Table(caption, List.of("queries", "keys", "number"), rows);
  }

  private static double number(Tensor map, int cell) {
    return map.get(cell / map.size(1), cell % map.size(1));
  }

  private static String span(int cell, int cells, long tokens) {
    long first = Math.ceilDiv(cell * tokens, cells);
    long last = Math.ceilDiv((cell + 1) * tokens, cells) - 1;
    return first == last ? Long.toString(first) : first + "–" + last;
  }
}
