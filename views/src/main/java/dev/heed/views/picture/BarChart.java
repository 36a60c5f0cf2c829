package dev.heed.views.picture;

import dev.heed.views.NumberText;
import dev.heed.views.TokenNumbers;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * One number a token as bars on an axis: lying bars with names and numbers for up to 64 tokens,
 * upright ones by position for more. A number that is NaN or infinite has no bar but says so.
 */
public final class BarChart {
  private static final int MOST_NAMED = 64;
  private static final int MOST_BARS = 720;
  private static final double LENGTH = 420;
  private static final double PITCH = 20;
  private static final double TALL = 220;
  private static final int LONGEST = 22;

  private final TokenNumbers series;
  private final int count;
  private final double highest;

  private BarChart(TokenNumbers series) {
    this.series = series;
    this.count = series.names().size();
    double greatest =
        IntStream.range(0, count)
            .mapToDouble(this::number)
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    this.highest = greatest > 0 ? greatest : 1;
  }

  /** The picture. */
  public static Picture of(TokenNumbers series) {
    BarChart chart = new BarChart(series);
    return chart.count <= MOST_NAMED ? chart.lying() : chart.upright();
  }

  private double number(int token) {
    return series.numbers().get(token);
  }

  private Picture lying() {
    TextStyle token = TextStyle.token(13);
    double names =
        IntStream.range(0, count).mapToDouble(i -> Sketch.widthOf(name(i), token)).max().orElse(0);
    double left = Sketch.MARGIN + names + 10;
    Sketch sketch = new Sketch(left + LENGTH + 64 + Sketch.MARGIN);
    sketch.heading(series.title(), "in " + series.unit() + marked("in bold"));
    sketch.down(14);
    double top = sketch.y();
    TextStyle small = TextStyle.prose(11, Paint.Role.FAINT);
    for (double tick : Ticks.upTo(highest, 5)) {
      double x = Math.round(left + LENGTH * tick / highest) + 0.5;
      sketch.add(new Mark.Line(x, top - 4, x, top + count * PITCH, Paint.Role.GRID));
      sketch.text(x, top - 8, NumberText.brief(tick), small.middle());
    }
    TextStyle own = small.in(Paint.Role.INK).titled();
    for (int i = 0; i < count; i++) {
      double y = top + i * PITCH;
      double length = length(number(i), LENGTH);
      boolean marked = i == series.marked();
      TextStyle name = marked ? token.titled() : token;
      sketch.text(left - 10, y + PITCH / 2 + 4.5, name(i), name.end());
      if (length > 0) {
        sketch.add(new Mark.Box(new Area(left, y + 3, length, PITCH - 6), paint(marked), title(i)));
      }
      sketch.text(
          left + length + 6, y + PITCH / 2 + 4, NumberText.brief(number(i)), marked ? own : small);
    }
    sketch.down(count * PITCH + 4);
    return sketch.picture(series.title(), description());
  }

  private Picture upright() {
    int bars = Math.min(count, MOST_BARS);
    int pitch = Math.floorDiv(MOST_BARS, bars);
    double left = Sketch.MARGIN + 44;
    double width = pitch * bars;
    Sketch sketch = new Sketch(left + width + Sketch.MARGIN + 16);
    sketch.heading(
        series.title(), "in " + series.unit() + ", by the token's position" + marked("marked"));
    sketch.down(series.marked() < 0 ? 0 : 16);
    double bottom = sketch.y() + TALL;
    TextStyle small = TextStyle.prose(11, Paint.Role.FAINT);
    for (double tick : Ticks.upTo(highest, 4)) {
      double y = Math.round(bottom - TALL * tick / highest) + 0.5;
      sketch.add(new Mark.Line(left - 4, y, left + width, y, Paint.Role.GRID));
      sketch.text(left - 8, y + 4, NumberText.brief(tick), small.end());
    }
    for (int bar = 0; bar < bars; bar++) {
      int first = (int) Math.ceilDiv((long) bar * count, bars);
      int end = (int) Math.ceilDiv((bar + 1L) * count, bars);
      double mean = IntStream.range(first, end).mapToDouble(this::number).average().orElse(0);
      double length = length(mean, TALL);
      boolean marked = series.marked() >= first && series.marked() < end;
      if (marked) {
        double x = left + (bar + 0.5) * pitch;
        sketch.add(new Mark.Line(x, bottom - TALL - 4, x, bottom - length, Paint.Role.INK));
        above(sketch, new Area(left, bottom - TALL - 8, width, TALL), x);
      }
      if (length > 0) {
        Area area =
            new Area(left + bar * pitch, bottom - length, pitch > 4 ? pitch - 1 : pitch, length);
        String title = end == first + 1 ? title(first) : null;
        sketch.add(new Mark.Box(area, paint(marked), title));
      }
    }
    long step = Ticks.every(count, 9);
    for (long token = 0; token < count; token += step) {
      double x = left + (token + 0.5) * width / count;
      sketch.add(new Mark.Line(x, bottom, x, bottom + 5, Paint.Role.GRID));
      sketch.text(x, bottom + 18, Long.toString(token), small.middle());
    }
    sketch.down(TALL + 28);
    if (bars < count) {
      sketch.note(
          String.format(
              Locale.ROOT, "%d tokens in %d bars, each the mean of its own.", count, bars));
    }
    return sketch.picture(series.title(), description());
  }

  private static Paint paint(boolean marked) {
    return marked ? Paint.Role.INK : Paint.Role.ACCENT;
  }

  /** What the token that is told apart has, if there is one. */
  private String marked(String how) {
    return series.marked() < 0
        ? ""
        : String.format(
            Locale.ROOT,
            "; token %s, %s, has %s",
            series.place(series.marked()),
            how,
            NumberText.brief(number(series.marked())));
  }

  /** The marked token's name above the chart, where no bar is, and within its width. */
  private void above(Sketch sketch, Area chart, double x) {
    TextStyle style = TextStyle.token(11).titled();
    double half = Sketch.widthOf(name(series.marked()), style) / 2;
    double middle =
        Math.clamp(
            x, chart.x() + half, Math.max(chart.x() + half, chart.x() + chart.width() - half));
    sketch.text(middle, chart.y(), name(series.marked()), style.middle());
  }

  /** 0 for what has no bar. */
  private double length(double number, double whole) {
    return Double.isFinite(number) ? Math.max(0, whole * number / highest) : 0;
  }

  private String name(int token) {
    return Sketch.cut(series.names().get(token), LONGEST);
  }

  private String title(int token) {
    return String.format(
        Locale.ROOT, "%s: %s", series.place(token), NumberText.brief(number(token)));
  }

  private String description() {
    int largest = 0;
    for (int i = 1; i < count; i++) {
      largest = number(i) > number(largest) || Double.isNaN(number(largest)) ? i : largest;
    }
    return String.format(
        Locale.ROOT,
        "Bars of %d tokens in %s. The largest is token %s, with %s.%s",
        count,
        series.unit(),
        series.place(largest),
        NumberText.brief(number(largest)),
        series.marked() < 0 ? "" : " Told apart: " + title(series.marked()) + ".");
  }
}
