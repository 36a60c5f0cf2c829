package dev.heed.views;

import java.util.ArrayList;
import java.util.List;

/** All heads of a model as a table, sorted by one of their numbers. */
public final class HeadsText {
  private static final int COLUMN = 11;
  private static final int MARGIN = 12;

  private HeadsText() {}

  /**
   * A line a head, the largest number first; lines ended by newlines and none wider than the
   * terminal, which shows the number that they are sorted by and as many others as fit.
   *
   * @throws IllegalArgumentException if there are no heads
   */
  public static String render(List<LayerHead> heads, HeadMeasure by, Terminal terminal) {
    return render(heads, by, Integer.MAX_VALUE, terminal);
  }

  /**
   * The same with no more than some lines, of which the last one says how many heads are left.
   *
   * @throws IllegalArgumentException as {@link #render(List, HeadMeasure, Terminal)}
   */
  public static String render(List<LayerHead> heads, HeadMeasure by, int most, Terminal terminal) {
    if (heads.isEmpty()) {
      throw new IllegalArgumentException("no heads: an overview shows at least one");
    }
    TextBlock text = new TextBlock(terminal);
    List<HeadMeasure> shown = shown(by, terminal);
    text.heading("Heads by " + by.heading() + ": " + by.meaning());
    StringBuilder line = new StringBuilder("layer  head ");
    for (HeadMeasure measure : shown) {
      String mark = measure == by ? text.spelled("↓", "v") : "";
      line.append(right(mark + measure.title()));
    }
    text.lines(line.toString());
    for (LayerHead head : by.sorted(heads).subList(0, Math.min(most, heads.size()))) {
      line = new StringBuilder("%5d %5d ".formatted(head.layer(), head.head()));
      for (HeadMeasure measure : shown) {
        String number = measure.text(head);
        line.append(right(terminal.unicode() ? number : number.replace("–", "-")));
      }
      text.lines(line.toString());
    }
    if (heads.size() > most) {
      text.lines("%5s  and %d more heads".formatted("", heads.size() - most));
    }
    text.paragraph(
        "",
        "means over the queries of each head; entropy in nats, distance in tokens, all others parts"
            + " of the weight, from 0 to 1");
    return text.toString();
  }

  private static List<HeadMeasure> shown(HeadMeasure by, Terminal terminal) {
    int most = Math.max(1, (terminal.width() - MARGIN) / COLUMN);
    List<HeadMeasure> shown = new ArrayList<>(List.of(HeadMeasure.values()));
    for (int last = shown.size() - 1; shown.size() > most; last--) {
      if (shown.get(last) != by) {
        shown.remove(last);
      }
    }
    return shown;
  }

  private static String right(String words) {
    return " ".repeat(Math.max(1, COLUMN - SafeText.columns(words))) + words;
  }
}
