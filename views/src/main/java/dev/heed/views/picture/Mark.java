package dev.heed.views.picture;

import org.jspecify.annotations.Nullable;

/** One thing on a picture; what comes later in its list lies above. */
public sealed interface Mark {
  /**
   * A filled rectangle.
   *
   * @param title what a pointer over it shows, or null
   */
  record Box(Area area, Paint paint, @Nullable String title) implements Mark {}

  /** A rectangle of thin slanted lines: nothing is here, on purpose. */
  record Hatch(Area area) implements Mark {}

  /**
   * One line of text.
   *
   * @param x of its beginning, middle or end, as the style says
   * @param y of its baseline; for upright text both are turned with it
   */
  record Text(double x, double y, String text, TextStyle style) implements Mark {}

  /** A straight line one pixel wide. */
  record Line(double x1, double y1, double x2, double y2, Paint paint) implements Mark {}

  /**
   * A line that leaves and arrives level, from left to right.
   *
   * @param width of the line, in CSS pixels
   * @param opacity from 0 to 1
   * @param title what a pointer over it shows, or null
   */
  record Curve(
      double x1,
      double y1,
      double x2,
      double y2,
      double width,
      double opacity,
      @Nullable String title)
      implements Mark {}

  /** A matrix of cells, stretched over an area without smoothing. */
  record Cells(Area area, Raster raster) implements Mark {}
}
