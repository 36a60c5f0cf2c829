package dev.heed.views.picture;

import dev.heed.views.HeadMeasure;
import dev.heed.views.LayerHead;
import java.util.Comparator;
import java.util.List;

/**
 * All heads of a model at a glance: a small map each with a number below, in a grid of layers and
 * heads or sorted by the number. Each map has a ramp of its own, from 0 to the number at its right,
 * where nine of ten rows have their largest.
 */
public final class HeadOverview {
  private static final double SIDE = HeadTile.SIDE;
  private static final double ACROSS = 90;
  private static final double DOWN = 106;
  private static final int SORTED_COLUMNS = 12;

  private final List<LayerHead> heads;
  private final HeadMeasure measure;

  private HeadOverview(List<LayerHead> heads, HeadMeasure measure) {
    this.heads = heads;
    this.measure = measure;
  }

  /**
   * A row a layer, a column a head.
   *
   * @throws IllegalArgumentException if there are no heads
   */
  public static Picture grid(String title, List<LayerHead> heads, HeadMeasure measure) {
    return new HeadOverview(required(heads), measure).grid(title);
  }

  /**
   * The largest number first.
   *
   * @throws IllegalArgumentException if there are no heads
   */
  public static Picture sorted(String title, List<LayerHead> heads, HeadMeasure measure) {
    return new HeadOverview(measure.sorted(required(heads)), measure).sorted(title);
  }

  private static List<LayerHead> required(List<LayerHead> heads) {
    if (heads.isEmpty()) {
      throw new IllegalArgumentException("no heads: an overview shows at least one");
    }
    return heads;
  }

  private Picture grid(String title) {
    List<Integer> layers = heads.stream().map(LayerHead::layer).distinct().sorted().toList();
    List<Integer> columns = heads.stream().map(LayerHead::head).distinct().sorted().toList();
    double left = Sketch.MARGIN + 62;
    Sketch sketch = sketch(title, left + columns.size() * ACROSS, "");
    TextStyle small = TextStyle.prose(12, Paint.Role.FAINT);
    for (int column = 0; column < columns.size(); column++) {
      double middle = left + column * ACROSS + SIDE / 2;
      sketch.text(middle, sketch.y() + 12, "head " + columns.get(column), small.middle());
    }
    sketch.down(20);
    double top = sketch.y();
    for (int row = 0; row < layers.size(); row++) {
      double baseline = top + row * DOWN + SIDE / 2 + 4;
      sketch.text(left - 12, baseline, "layer " + layers.get(row), small.end());
    }
    for (LayerHead head : heads) {
      double x = left + columns.indexOf(head.head()) * ACROSS;
      double y = top + layers.indexOf(head.layer()) * DOWN;
      tile(sketch, head, x, y);
    }
    sketch.down(layers.size() * DOWN);
    return finished(sketch, title);
  }

  private Picture sorted(String title) {
    int columns = Math.min(SORTED_COLUMNS, heads.size());
    Sketch sketch = sketch(title, Sketch.MARGIN + columns * ACROSS, "Largest first, row by row. ");
    TextStyle small = TextStyle.prose(12, Paint.Role.FAINT);
    double top = sketch.y();
    double down = DOWN + 18;
    for (int place = 0; place < heads.size(); place++) {
      LayerHead head = heads.get(place);
      double x = Sketch.MARGIN + place % columns * ACROSS;
      int row = place / columns;
      double y = top + row * down;
      sketch.text(x, y + 12, "L" + head.layer() + " H" + head.head(), small);
      tile(sketch, head, x, y + 18);
    }
    sketch.down(Math.ceilDiv(heads.size(), columns) * down);
    return finished(sketch, title);
  }

  private Sketch sketch(String title, double width, String order) {
    Sketch sketch = new Sketch(Math.max(560, width - (ACROSS - SIDE) + Sketch.MARGIN));
    String words =
        "Under each map: %s, %s. %sA row of a map is a query, a column a key."
            .formatted(measure.heading(), measure.meaning(), order);
    return sketch.heading(title, words);
  }

  private void tile(Sketch sketch, LayerHead head, double x, double y) {
    Area area = new Area(x, y, SIDE, SIDE);
    TextStyle number = TextStyle.prose(12, Paint.Role.INK);
    TextStyle small = TextStyle.prose(10, Paint.Role.FAINT);
    sketch.add(HeadTile.square(head, area));
    sketch.text(x, y + SIDE + 15, measure.text(head), number);
    String largest = HeadTile.largest(head);
    if (!largest.isEmpty()) {
      sketch.text(x + SIDE, y + SIDE + 15, "to " + largest, small.end());
    }
  }

  private Picture finished(Sketch sketch, String title) {
    sketch.down(4);
    Raster ramp = new Raster(1, ColourRamp.STEPS);
    for (int step = 0; step < ColourRamp.STEPS; step++) {
      ramp.set(0, step, step);
    }
    TextStyle small = TextStyle.prose(12, Paint.Role.FAINT);
    double y = sketch.y();
    sketch.text(Sketch.MARGIN, y + 10.5, "0", small);
    sketch.add(new Mark.Cells(new Area(Sketch.MARGIN + 14, y, 192, 12), ramp));
    sketch.text(
        Sketch.MARGIN + 214,
        y + 10.5,
        "the number at the right of each map; larger cells look like it",
        small);
    sketch.down(22);
    return sketch.picture(title, description());
  }

  private String description() {
    LayerHead largest = measure.sorted(heads).getFirst();
    long layers = heads.stream().map(LayerHead::layer).distinct().count();
    Comparator<LayerHead> order = Comparator.comparingDouble(measure::of);
    LayerHead least = heads.stream().min(order).orElse(largest);
    return "Small maps of %d heads in %d layers with their %s: from %s at %s to %s at %s."
        .formatted(
            heads.size(),
            layers,
            measure.heading(),
            measure.text(least),
            least.name(),
            measure.text(largest),
            largest.name());
  }
}
