package dev.heed.views;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The largest weights as lines: which query attends to which key, and how much. */
public final class LinksText {
  private static final Comparator<Link> BY_WEIGHT =
      Comparator.comparingDouble(Link::weight)
          .reversed()
          .thenComparing(Link::query)
          .thenComparing(Link::key);

  private LinksText() {}

  /**
   * The strongest links, strongest first; among equals the lower query, then the lower key. Weights
   * of 0 and NaN are no links. With leading axes each head has its own titled list.
   *
   * @param weights {@code […, L, S]}
   * @param count the most lines of one list
   * @throws IllegalArgumentException if the weights have fewer than two axes, the count is below 1,
   *     or the labels do not fit
   */
  public static String render(Tensor weights, int count, Labels labels, Terminal terminal) {
    if (weights.rank() < 2 || count < 1) {
      throw new IllegalArgumentException(
          "%d strongest links of weights of shape %s: at least 1, and two axes, [queries, keys]"
              .formatted(count, weights.shape()));
    }
    labels.requireSizes(weights.size(-2), weights.size(-1));
    TextBlock text = new TextBlock(terminal);
    int[] counts = weights.shape().sizes();
    boolean first = true;
    for (HeadViews.Head head : HeadViews.of(weights, 2)) {
      if (!head.title().isEmpty()) {
        (first ? text : text.blank()).heading(head.title());
      }
      first = false;
      List<Link> links = strongest(HeadViews.part(weights, head, counts, 2), count);
      list(text, links, weights.dtype() == DType.FLOAT32, labels, terminal);
    }
    return text.toString();
  }

  private static List<Link> strongest(Tensor weights, int count) {
    PriorityQueue<Link> kept = new PriorityQueue<>(BY_WEIGHT.reversed());
    for (int i = 0; i < weights.size(0); i++) {
      for (int j = 0; j < weights.size(1); j++) {
        double weight = weights.get(i, j);
        if (weight > 0) {
          kept.add(new Link(i, j, weight));
        }
        if (kept.size() > count) {
          kept.remove();
        }
      }
    }
    List<Link> links = new ArrayList<>(kept);
    links.sort(BY_WEIGHT);
    return links;
  }

  private static void list(
      TextBlock text, List<Link> links, boolean single, Labels labels, Terminal terminal) {
    if (links.isEmpty()) {
      text.lines("no links: every weight is 0");
      return;
    }
    double[] weights = links.stream().mapToDouble(Link::weight).toArray();
    NumberColumn column = NumberColumn.of(weights, single);
    String arrow = text.spelled(" → ", " -> ");
    int room = terminal.width() - column.text(weights[0]).length() - 2 - arrow.length();
    List<String> queries = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (Link link : links) {
      queries.add(LabelText.fitted(labels.query(link.query()), room / 2, terminal.unicode()));
      keys.add(LabelText.fitted(labels.key(link.key()), room / 2, terminal.unicode()));
    }
    int queryWidth = queries.stream().mapToInt(SafeText::columns).max().orElse(0);
    int keyWidth = keys.stream().mapToInt(SafeText::columns).max().orElse(0);
    for (int n = 0; n < weights.length; n++) {
      String query = queries.get(n) + " ".repeat(queryWidth - SafeText.columns(queries.get(n)));
      String key = keys.get(n) + " ".repeat(keyWidth - SafeText.columns(keys.get(n)));
      text.lines((query + arrow + key + "  " + column.text(weights[n])).stripTrailing());
    }
  }

  private record Link(int query, int key, double weight) {}
}
