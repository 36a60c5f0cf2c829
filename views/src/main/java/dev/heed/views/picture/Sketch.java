package dev.heed.views.picture;

import dev.heed.views.SafeText;
import java.util.ArrayList;
import java.util.List;

/** A picture under construction: marks, and where the next thing goes below. */
final class Sketch {
  /** Around everything. */
  static final double MARGIN = 20;

  /** The narrowest picture, so that titles and legends have room. */
  static final double LEAST_WIDTH = 380;

  /** Of a letter of even width, as part of its size. */
  private static final double EVEN = 0.602;

  /** Of a usual letter, as part of its size, rather too much than too little. */
  private static final double USUAL = 0.56;

  private static final double TITLE = 16;
  private static final double SMALL = 12;

  private final List<Mark> marks = new ArrayList<>();
  private final double width;
  private double y = MARGIN;

  /** A picture so wide, or {@link #LEAST_WIDTH}. */
  Sketch(double width) {
    this.width = Math.max(LEAST_WIDTH, Math.ceil(width));
  }

  /** A token's name cut to so many columns. */
  static String cut(String name, int columns) {
    return SafeText.columns(name) <= columns ? name : SafeText.cut(name, columns - 1) + "…";
  }

  /** About how wide a text will be. */
  static double widthOf(String text, TextStyle style) {
    return SafeText.columns(text) * style.size() * (style.even() ? EVEN : USUAL);
  }

  /** The next free place below. */
  double y() {
    return y;
  }

  double width() {
    return width;
  }

  /** Leaves so much room below what was drawn. */
  Sketch down(double height) {
    y += height;
    return this;
  }

  Sketch add(Mark mark) {
    marks.add(mark);
    return this;
  }

  Sketch text(double x, double baseline, String text, TextStyle style) {
    return add(new Mark.Text(x, baseline, text, style));
  }

  /** The title, and below it a few words in small. */
  Sketch heading(String title, String words) {
    paragraph(title, TextStyle.prose(TITLE, Paint.Role.INK).titled());
    down(2);
    if (!words.isEmpty()) {
      note(words);
    }
    return down(12);
  }

  /** Small words that stand back. */
  Sketch note(String words) {
    return paragraph(words, TextStyle.prose(SMALL, Paint.Role.FAINT));
  }

  /** The ramp with its numbers, and what stands for cells without one. */
  Sketch legend(Range range, boolean leftOut, boolean unknown) {
    Raster ramp = new Raster(1, ColourRamp.STEPS);
    for (int step = 0; step < ColourRamp.STEPS; step++) {
      ramp.set(0, step, step);
    }
    double length = 192;
    add(new Mark.Cells(new Area(MARGIN, y, length, 12), ramp));
    TextStyle small = TextStyle.prose(SMALL, Paint.Role.FAINT);
    double baseline = y + 12 + SMALL + 3;
    text(MARGIN, baseline, dev.heed.views.NumberText.brief(range.low()), small);
    if (!range.capped()) {
      double half = (range.low() + range.high()) / 2;
      text(MARGIN + length / 2, baseline, dev.heed.views.NumberText.brief(half), small.middle());
    }
    text(MARGIN + length, baseline, range.end(), small.end());
    double x = MARGIN + length + 24;
    if (leftOut) {
      add(new Mark.Hatch(new Area(x, y, 20, 12)));
      text(x + 26, y + 10.5, "left out", small);
      x += 90;
    }
    if (unknown) {
      add(new Mark.Box(new Area(x, y, 20, 12), Paint.Role.UNKNOWN, null));
      text(x + 26, y + 10.5, "NaN, infinite", small);
    }
    return down(12 + SMALL + 8);
  }

  /** All that was drawn, with the margin below. */
  Picture picture(String title, String description) {
    return new Picture(width, Math.ceil(y + MARGIN - 6), title, description, marks);
  }

  private Sketch paragraph(String words, TextStyle style) {
    StringBuilder line = new StringBuilder();
    for (String word : SafeText.of(words).split(" ", -1)) {
      String longer = line + (line.isEmpty() ? "" : " ") + word;
      if (!line.isEmpty() && widthOf(longer, style) > width - 2 * MARGIN) {
        line(line.toString(), style);
        line.setLength(0);
        line.append(word);
      } else {
        line.setLength(0);
        line.append(longer);
      }
    }
    return line(line.toString(), style);
  }

  private Sketch line(String line, TextStyle style) {
    int most = (int) ((width - 2 * MARGIN) / (style.size() * USUAL));
    text(MARGIN, y + style.size(), cut(line, most), style);
    return down(Math.ceil(style.size() * 1.4));
  }
}
