package dev.heed.views;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The strongest links from word to word as lines with bars, and what stands apart from them. */
public final class WordLinksText {
  private static final int WIDEST_BAR = 24;
  private static final int FROM_FRAME = 3;

  private final WordLinks links;
  private final Terminal terminal;
  private final TextBlock text;

  private WordLinksText(WordLinks links, Terminal terminal) {
    this.links = links;
    this.terminal = terminal;
    this.text = new TextBlock(terminal);
  }

  /** The strongest links, at most {@code most} of them, in lines that fit the terminal. */
  public static String render(WordLinks links, int most, Terminal terminal) {
    WordLinksText view = new WordLinksText(links, terminal);
    view.list(links.strongest(most));
    view.apart();
    return view.text.toString();
  }

  private void list(List<WordLinks.Link> strongest) {
    if (strongest.isEmpty()) {
      text.heading("No links between words");
      return;
    }
    text.heading(
        "Strongest links between words (%d of %d)".formatted(strongest.size(), links.count()));
    String arrow = text.spelled(" → ", " -> ");
    int room = (terminal.width() - 2 - arrow.length() - 7) / 2;
    int queryWidth = width(strongest.stream().map(WordLinks.Link::query).toList(), room);
    int keyWidth = width(strongest.stream().map(WordLinks.Link::key).toList(), room);
    int left = terminal.width() - (2 + queryWidth + arrow.length() + keyWidth + 8);
    // As many digits as tell the strongest apart.
    double most = strongest.getFirst().weight();
    String digits = most >= 0.095 ? "%.2f" : most >= 0.0095 ? "%.3f" : "%.4f";
    for (WordLinks.Link link : strongest) {
      String bar = bar(link.weight() / most, Math.min(WIDEST_BAR, left));
      String line =
          "  "
              + LabelText.padded(link.query(), queryWidth, terminal.unicode())
              + arrow
              + LabelText.padded(link.key(), keyWidth, terminal.unicode())
              + "  "
              + String.format(Locale.ROOT, digits, link.weight());
      text.lines(bar.isEmpty() ? line : line + " " + bar);
    }
  }

  private int width(List<String> names, int most) {
    int widest = 0;
    for (String name : names) {
      String shown = terminal.unicode() ? name : SafeText.ascii(name);
      widest = Math.max(widest, SafeText.columns(shown));
    }
    return Math.min(widest, most);
  }

  private String bar(double share, int columns) {
    if (columns < 8) {
      return "";
    }
    int halves = Math.max(1, (int) Math.round(share * columns * 2));
    if (!terminal.unicode()) {
      return "-".repeat((halves + 1) / 2);
    }
    String bar = "━".repeat(halves / 2) + (halves % 2 == 0 ? "" : "╸");
    return terminal.colour() ? TextBlock.coloured(bar) : bar;
  }

  private void apart() {
    List<Sentence.Word> words = links.words();
    List<String> means = new ArrayList<>();
    List<String> fromFrame = new ArrayList<>();
    for (int n = 0; n < words.size(); n++) {
      if (words.get(n).frame()) {
        String name = name(words.get(n).name());
        means.add(name + " " + number(links.meanTo(n)));
        List<WordLinks.Link> strongest = links.strongestFrom(n, FROM_FRAME);
        String keys =
            strongest.stream()
                .map(link -> name(link.key()) + " " + number(link.weight()))
                .collect(Collectors.joining(", "));
        fromFrame.add(name + text.spelled(" → ", " -> ") + keys);
      }
    }
    means.add("itself " + number(links.meanToItself()));
    text.paragraph("", "Apart from these, a word gives on average: " + String.join(", ", means));
    if (!fromFrame.isEmpty()) {
      text.paragraph("", String.join("; ", fromFrame));
    }
    if (words.stream().anyMatch(word -> word.end() - word.first() > 1)) {
      String rule = "a word of several tokens gives their mean and receives their sum";
      text.paragraph("", "(" + rule + ")");
    }
  }

  private String name(String name) {
    return LabelText.fitted(name, terminal.width() / 4, terminal.unicode());
  }

  private static String number(double weight) {
    return weight > 0 && weight < 0.01 ? "under 0.01" : String.format(Locale.ROOT, "%.2f", weight);
  }
}
