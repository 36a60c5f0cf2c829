package dev.heed.views.picture;

import java.util.List;

/**
 * A picture before it is written: {@link SvgWriter} and {@link PngPainter} draw the same marks.
 *
 * @param width in CSS pixels
 * @param height in CSS pixels
 * @param title what it is, in a few words
 * @param description what it shows, for those who do not see it
 * @param marks what is on it, the lowest first
 */
public record Picture(
    double width, double height, String title, String description, List<Mark> marks) {
  /** Copies the marks. */
  public Picture {
    marks = List.copyOf(marks);
  }
}
