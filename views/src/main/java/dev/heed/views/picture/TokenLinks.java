package dev.heed.views.picture;

import dev.heed.views.NumberText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * The strongest weights as links from the queries, on the left, to the keys, on the right: the more
 * weight, the wider and the less transparent.
 */
public final class TokenLinks {
  private static final Comparator<Link> WEAKEST_FIRST =
      Comparator.comparingDouble(Link::weight)
          .thenComparing(Comparator.comparingInt(Link::query).reversed())
          .thenComparing(Comparator.comparingInt(Link::key).reversed());

  private static final double PITCH = 20;
  private static final double LEAST_PITCH = 13;
  private static final double TALLEST = 1280;
  private static final double SPAN = 260;
  private static final double GAP = 8;
  private static final double WIDEST = 7;
  private static final int LONGEST = 22;

  private TokenLinks() {}

  private record Link(int query, int key, double weight) {}

  /**
   * The picture. Weights of 0, negative ones, NaN and keys left out are no links.
   *
   * @param title what the weights are of
   * @param most how many links are drawn
   * @throws IllegalArgumentException if {@code most} is below 1
   */
  public static Picture of(String title, AttentionMap map, int most) {
    if (most < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d links: a picture of links shows at least 1", most));
    }
    List<Link> all = links(map);
    List<Link> shown = all.subList(Math.max(0, all.size() - most), all.size());
    int longest = Math.max(map.queries(), map.keys());
    double pitch = Math.min(PITCH, TALLEST / longest);
    TextStyle token = TextStyle.token(pitch < LEAST_PITCH + 2 ? 11 : 13);
    double left = widest(map.labels()::query, map.queries(), token);
    double right = widest(map.labels()::key, map.keys(), token);
    double margin =
        Math.max(Sketch.MARGIN, (Sketch.LEAST_WIDTH - left - right - SPAN - 2 * GAP) / 2);
    double x1 = margin + left + GAP;
    double x2 = x1 + SPAN;
    Sketch sketch = new Sketch(x2 + GAP + right + margin);
    sketch.heading(title, words(shown, all));
    TextStyle small = TextStyle.prose(11, Paint.Role.FAINT);
    sketch.text(x1 - GAP, sketch.y() + 11, "queries", small.end());
    sketch.text(x2 + GAP, sketch.y() + 11, "keys", small);
    sketch.down(20);
    double top = sketch.y();
    double strongest = shown.isEmpty() ? 1 : shown.getLast().weight();
    for (Link link : shown) {
      double share = link.weight() / strongest;
      String name =
          String.format(
              Locale.ROOT,
              "%s → %s: %s",
              map.labels().query(link.query()),
              map.labels().key(link.key()),
              NumberText.brief(link.weight()));
      sketch.add(
          new Mark.Curve(
              x1,
              top + (link.query() + 0.5) * pitch,
              x2,
              top + (link.key() + 0.5) * pitch,
              width(share),
              opacity(share),
              name));
    }
    names(sketch, map.labels()::query, map.queries(), pitch, new Column(x1 - GAP, token.end()));
    names(sketch, map.labels()::key, map.keys(), pitch, new Column(x2 + GAP, token));
    sketch.down(longest * pitch + 18);
    if (!shown.isEmpty()) {
      legend(sketch, strongest);
    }
    return sketch.picture(title, description(map, shown, all));
  }

  private record Column(double x, TextStyle style) {}

  private static void names(
      Sketch sketch, IntFunction<String> names, int count, double pitch, Column column) {
    double top = sketch.y();
    long every = pitch >= LEAST_PITCH ? 1 : Ticks.every(count, (int) (count * pitch / LEAST_PITCH));
    for (int token = 0; token < count; token += (int) every) {
      double baseline = top + (token + 0.5) * pitch + column.style().size() * 0.35;
      sketch.text(column.x(), baseline, Sketch.cut(names.apply(token), LONGEST), column.style());
    }
  }

  private static void legend(Sketch sketch, double strongest) {
    TextStyle small = TextStyle.prose(12, Paint.Role.FAINT);
    double x = Sketch.MARGIN;
    for (double share : new double[] {0.1, 0.5, 1}) {
      double y = sketch.y() + 8;
      sketch.add(new Mark.Curve(x, y, x + 36, y, width(share), opacity(share), null));
      sketch.text(x + 43, y + 4, NumberText.brief(share * strongest), small);
      x += 110;
    }
    sketch.down(20);
  }

  private static String words(List<Link> shown, List<Link> all) {
    if (all.isEmpty()) {
      return "No links: no weight is above 0.";
    }
    return shown.size() == all.size()
        ? "All weights above 0."
        : String.format(
            Locale.ROOT,
            "The %,d largest of %,d weights, from %s on.",
            shown.size(),
            all.size(),
            NumberText.brief(shown.getFirst().weight()));
  }

  private static String description(AttentionMap map, List<Link> shown, List<Link> all) {
    String counts =
        String.format(
            Locale.ROOT,
            "Links from %d queries on the left to %d keys on the right. ",
            map.queries(),
            map.keys());
    if (shown.isEmpty()) {
      return counts + words(shown, all);
    }
    Link link = shown.getLast();
    return counts
        + words(shown, all)
        + String.format(
            Locale.ROOT,
            " The strongest goes from %s to %s, with %s.",
            map.labels().query(link.query()),
            map.labels().key(link.key()),
            NumberText.brief(link.weight()));
  }

  private static List<Link> links(AttentionMap map) {
    List<Link> links = new ArrayList<>();
    for (int query = 0; query < map.queries(); query++) {
      for (int key = 0; key < map.keys(); key++) {
        double weight = map.weight(query, key);
        if (weight > 0 && Double.isFinite(weight) && map.isKept(query, key)) {
          links.add(new Link(query, key, weight));
        }
      }
    }
    links.sort(WEAKEST_FIRST);
    return links;
  }

  private static double width(double share) {
    return 0.6 + (WIDEST - 0.6) * share;
  }

  private static double opacity(double share) {
    return 0.15 + 0.75 * share;
  }

  private static double widest(IntFunction<String> names, int count, TextStyle token) {
    double widest = 0;
    for (int i = 0; i < count; i++) {
      widest = Math.max(widest, Sketch.widthOf(Sketch.cut(names.apply(i), LONGEST), token));
    }
    return widest;
  }
}
