package dev.heed.views.picture;

import dev.heed.tensor.Tensor;
import dev.heed.views.NumberText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A map that was pooled from the weights of any number of tokens: a square image whose axes count
 * tokens. Cell (i, j) stands for queries ⌈i·L/N⌉ to ⌈(i+1)·L/N⌉ and keys likewise.
 */
public final class PooledMap {
  private static final double SIDE = 512;

  private final Tensor map;
  private final long queries;
  private final long keys;
  private final CellGrid grid;

  private PooledMap(Tensor map, long queries, long keys, @Nullable Tensor kept) {
    this.map = map;
    this.queries = queries;
    this.keys = keys;
    double[][] numbers = new double[map.size(0)][map.size(1)];
    boolean[][] live = new boolean[map.size(0)][map.size(1)];
    for (int i = 0; i < numbers.length; i++) {
      for (int j = 0; j < numbers[i].length; j++) {
        numbers[i][j] = map.get(i, j);
        live[i][j] = kept == null || kept.get(i, j) != 0;
      }
    }
    CellGrid all = CellGrid.of(numbers, live);
    this.grid = Math.max(all.rows(), all.columns()) > TokenMap.MOST_BOXES ? all.capped() : all;
  }

  /**
   * The picture.
   *
   * @param title what it is a map of
   * @param map {@code [N, M]}, the mean or the maximum over each cell
   * @param queries L, at least N
   * @param keys S, at least M
   * @throws IllegalArgumentException if the map is no matrix, has no cells, or more than there are
   *     queries or keys
   */
  public static Picture of(String title, Tensor map, long queries, long keys) {
    return of(title, map, queries, keys, null);
  }

  /**
   * The picture with cells in which no key is seen drawn as left out.
   *
   * @param kept {@code [N, M]}, 0 or false where a whole cell is left out; null where that is not
   *     known
   * @throws IllegalArgumentException as {@link #of(String, Tensor, long, long)}, or if the kept
   *     cells have another shape
   */
  public static Picture of(
      String title, Tensor map, long queries, long keys, @Nullable Tensor kept) {
    if (map.rank() != 2
        || map.shape().elements() == 0
        || map.size(0) > queries
        || map.size(1) > keys) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a map of shape %s for %d queries and %d keys: it is a matrix with at most as many cells",
              map.shape(),
              queries,
              keys));
    }
    if (kept != null && !kept.shape().equals(map.shape())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "kept cells of shape %s for a map of shape %s: they must be equal",
              kept.shape(),
              map.shape()));
    }
    return new PooledMap(map, queries, keys, kept).drawn(title);
  }

  private Picture drawn(String title) {
    double left = Sketch.MARGIN + 62;
    int larger = Math.max(grid.rows(), grid.columns());
    double side = larger <= SIDE ? larger * Math.floor(SIDE / larger) : SIDE;
    double width = side * grid.columns() / larger;
    double height = side * grid.rows() / larger;
    Sketch sketch = new Sketch(left + width + Sketch.MARGIN + 12);
    sketch.heading(
        title,
        String.format(
            Locale.ROOT,
            "%,d queries × %,d keys in %d × %d cells",
            queries,
            keys,
            map.size(0),
            map.size(1)));
    TextStyle small = TextStyle.prose(11, Paint.Role.FAINT);
    sketch.text(left, sketch.y() + 11, "key, by position →", small);
    sketch.down(38);
    double top = sketch.y();
    sketch.text(left - 12, top - 9, "query ↓", small.end());
    Area area = new Area(left, top, width, height);
    positions(sketch, area);
    if (grid.has(Raster.LEFT_OUT)) {
      sketch.add(new Mark.Hatch(area));
    }
    if (larger <= TokenMap.MOST_BOXES) {
      boxes(sketch, area);
    } else {
      sketch.add(new Mark.Cells(area, grid.raster()));
    }
    sketch.down(height + 18);
    sketch.legend(grid.range(), grid.has(Raster.LEFT_OUT), grid.has(Raster.UNKNOWN));
    return sketch.picture(title, description());
  }

  private String description() {
    return String.format(
        Locale.ROOT,
        "Pooled map of %,d queries, downwards, by %,d keys, to the right; colours run from %s to %s.",
        queries,
        keys,
        NumberText.brief(grid.range().low()),
        grid.range().end());
  }

  private void positions(Sketch sketch, Area area) {
    TextStyle small = TextStyle.prose(11, Paint.Role.FAINT);
    long step = Ticks.every(keys, (int) Math.max(1, area.width() / 80));
    for (long key = 0; key < keys; key += step) {
      double x = area.x() + area.width() * key / keys;
      sketch.add(new Mark.Line(x + 0.5, area.y() - 5, x + 0.5, area.y(), Paint.Role.GRID));
      sketch.text(x, area.y() - 9, String.format(Locale.ROOT, "%,d", key), small.middle());
    }
    step = Ticks.every(queries, (int) Math.max(1, area.height() / 48));
    for (long query = 0; query < queries; query += step) {
      double y = area.y() + area.height() * query / queries;
      sketch.add(new Mark.Line(area.x() - 5, y + 0.5, area.x(), y + 0.5, Paint.Role.GRID));
      // The first stands below its line, clear of the word above.
      double baseline = query == 0 ? y + 9 : y + 4;
      sketch.text(area.x() - 9, baseline, String.format(Locale.ROOT, "%,d", query), small.end());
    }
  }

  private void boxes(Sketch sketch, Area area) {
    double width = area.width() / grid.columns();
    double height = area.height() / grid.rows();
    for (int i = 0; i < grid.rows(); i++) {
      for (int j = 0; j < grid.columns(); j++) {
        int step = grid.step(i, j);
        if (step != Raster.LEFT_OUT) {
          String title =
              String.format(
                  Locale.ROOT,
                  "queries %s, keys %s: %s",
                  span(i, grid.rows(), queries),
                  span(j, grid.columns(), keys),
                  NumberText.brief(grid.number(i, j)));
          Paint paint = step == Raster.UNKNOWN ? Paint.Role.UNKNOWN : new Paint.Level(step);
          Area box = new Area(area.x() + j * width, area.y() + i * height, width, height);
          sketch.add(new Mark.Box(box, paint, title));
        }
      }
    }
  }

  /** The positions that a cell stands for. */
  private static String span(int cell, int cells, long tokens) {
    long first = Math.ceilDiv(cell * tokens, cells);
    long last = Math.ceilDiv((cell + 1) * tokens, cells) - 1;
    return first == last ? Long.toString(first) : first + "–" + last;
  }
}
