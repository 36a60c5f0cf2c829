package dev.heed.views.picture;

import dev.heed.views.NumberText;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Which token attends to which, and how much: a row a query, a column a key, with their names. Up
 * to 64 × 64 weights are boxes that name themselves under a pointer, with their number on them
 * where it fits; more are one image, at most 512 × 512, its cells then means. The ramp of an image
 * ends where nine rows of ten have their largest weight.
 */
public final class TokenMap {
  /** Up to so many queries and keys each weight is a box of its own. */
  public static final int MOST_BOXES = 64;

  private static final int MOST_CELLS = 512;
  private static final double WIDEST = 768;
  private static final double WIDE_CELL = 44;
  private static final double LEAST_PITCH = 12;
  private static final double LABEL = 11;
  private static final int LONGEST = 18;
  private static final double GAP = 8;

  private final AttentionMap map;
  private final CellGrid grid;
  private final double cell;
  private final double height;
  private final double left;
  private final boolean level;
  private final double band;
  private final Sketch sketch;

  private TokenMap(AttentionMap map) {
    this.map = map;
    int larger = Math.max(map.queries(), map.keys());
    CellGrid all = map.grid().pooled(MOST_CELLS);
    this.grid = larger <= MOST_BOXES ? all : all.capped();
    this.cell = cell(larger);
    // One query of many keys still needs a row that can be seen.
    this.height = Math.max(cell, Math.min(LEAST_PITCH * 2, 96.0 / map.queries()));
    this.left =
        Sketch.MARGIN + Math.max(58, widest(map.labels()::query, map.queries(), height)) + GAP;
    double widestKey = widest(map.labels()::key, map.keys(), cell);
    this.level = widestKey <= cell - 4;
    this.band = Math.max(2 * LABEL + 4, level ? LABEL : widestKey);
    this.sketch = new Sketch(left + cell * map.keys() + Sketch.MARGIN);
  }

  /**
   * The picture.
   *
   * @param title what the weights are of
   */
  public static Picture of(String title, AttentionMap map) {
    return of(title, "Each row: how one query shares out its attention.", map);
  }

  /**
   * The picture.
   *
   * @param title what the numbers are
   * @param words a sentence on them, or empty
   */
  public static Picture of(String title, String words, AttentionMap map) {
    return new TokenMap(map).drawn(title, words);
  }

  private Picture drawn(String title, String words) {
    boolean boxes = Math.max(map.queries(), map.keys()) <= MOST_BOXES;
    sketch.heading(title, words);
    columnLabels();
    double top = sketch.y();
    rowLabels(top);
    Area area = new Area(left, top, cell * map.keys(), height * map.queries());
    if (grid.has(Raster.LEFT_OUT)) {
      sketch.add(new Mark.Hatch(area));
    }
    if (boxes) {
      boxes(top);
    } else {
      sketch.add(new Mark.Cells(area, grid.raster()));
    }
    sketch.down(area.height() + 18);
    sketch.legend(grid.range(), grid.has(Raster.LEFT_OUT), grid.has(Raster.UNKNOWN));
    boolean pooled = grid.rows() < map.queries() || grid.columns() < map.keys();
    if (pooled) {
      sketch.note(
          String.format(
              Locale.ROOT,
              "Pooled: %d × %d weights, each cell the mean of its share of them.",
              map.queries(),
              map.keys()));
    }
    return sketch.picture(title, description());
  }

  private String description() {
    return String.format(
        Locale.ROOT,
        "Heat map of %d %s, a row each, by %d %s, a column each; colours run from %s to %s.",
        map.queries(),
        map.rows(),
        map.keys(),
        map.columns(),
        NumberText.brief(grid.range().low()),
        grid.range().end());
  }

  private void boxes(double top) {
    TextStyle number = TextStyle.prose(LABEL, Paint.Role.INK).middle();
    for (int i = 0; i < grid.rows(); i++) {
      for (int j = 0; j < grid.columns(); j++) {
        int step = grid.step(i, j);
        if (step == Raster.LEFT_OUT) {
          continue;
        }
        double weight = grid.number(i, j);
        Paint paint = step == Raster.UNKNOWN ? Paint.Role.UNKNOWN : new Paint.Level(step);
        Area area = new Area(left + j * cell, top + i * height, cell, height);
        String title =
            String.format(
                Locale.ROOT,
                "%s → %s: %s",
                map.labels().query(i),
                map.labels().key(j),
                NumberText.brief(weight));
        sketch.add(new Mark.Box(area, paint, title));
        if (cell >= 32) {
          boolean share = weight >= 0 && weight <= 1;
          String words = share ? NumberText.share(weight) : NumberText.brief(weight);
          Paint ink = step == Raster.UNKNOWN ? Paint.Role.SURFACE : new Paint.OnLevel(step);
          sketch.text(area.x() + cell / 2, area.y() + height / 2 + 4, words, number.in(ink));
        }
      }
    }
  }

  private void columnLabels() {
    TextStyle small = TextStyle.prose(LABEL, Paint.Role.FAINT);
    sketch.down(band + 4);
    double base = sketch.y() - 4;
    sketch.text(left - GAP, base - LABEL - 5, map.columns() + " →", small.end());
    sketch.text(left - GAP, base - 1, map.rows() + " ↓", small.end());
    TextStyle token = level ? token(cell).middle() : token(cell).turned();
    long every = every(map.keys(), cell);
    for (int key = 0; key < map.keys(); key += (int) every) {
      double middle = left + (key + 0.5) * cell;
      String name = Sketch.cut(map.labels().key(key), LONGEST);
      sketch.text(level ? middle : middle + token.size() * 0.35, base, name, token);
    }
    sketch.down(2);
  }

  private void rowLabels(double top) {
    TextStyle token = token(height).end();
    long every = every(map.queries(), height);
    for (int query = 0; query < map.queries(); query += (int) every) {
      double middle = top + (query + 0.5) * height;
      String name = Sketch.cut(map.labels().query(query), LONGEST);
      sketch.text(left - GAP, middle + token.size() * 0.35, name, token);
    }
  }

  /** Whole pixels for what is drawn as one cell, or they would differ in size. */
  private static double cell(int tokens) {
    int cells = Math.min(tokens, MOST_CELLS);
    double pixels = Math.clamp(Math.floor(WIDEST / cells), 2, WIDE_CELL);
    return pixels * cells / tokens;
  }

  /** Every how manyth label is shown, so that they do not touch. */
  private static long every(int count, double pitch) {
    return pitch >= LEAST_PITCH ? 1 : Ticks.every(count, (int) (count * pitch / LEAST_PITCH));
  }

  private static TextStyle token(double pitch) {
    return TextStyle.token(pitch < LEAST_PITCH + 1 ? LABEL - 1 : LABEL + 1);
  }

  private static double widest(IntFunction<String> names, int count, double pitch) {
    TextStyle token = token(pitch);
    return IntStream.range(0, count)
        .filter(i -> i % every(count, pitch) == 0)
        .mapToDouble(i -> Sketch.widthOf(Sketch.cut(names.apply(i), LONGEST), token))
        .max()
        .orElse(0);
  }
}
