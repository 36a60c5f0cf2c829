package dev.heed.views;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The strongest links from word to word as lines with bars, and what stands apart from them. */
public final class WordLinksText {
  private static final int WIDEST_BAR = 24;
  private static final int FROM_FRAME = 3;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

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
    int room = (terminal.width() - 2 - arrow.length() - 6) / 2;
    int queryWidth = width(strongest.stream().map(WordLinks.Link::query).toList(), room);
    int keyWidth = width(strongest.stream().map(WordLinks.Link::key).toList(), room);
    int left = terminal.width() - (2 + queryWidth + arrow.length() + keyWidth + 7);
    for (WordLinks.Link link : strongest) {
      String bar = bar(link.weight() / strongest.getFirst().weight(), Math.min(WIDEST_BAR, left));
      String line =
          "  "
              + LabelText.padded(link.query(), queryWidth, terminal.unicode())
              + arrow
              + LabelText.padded(link.key(), keyWidth, terminal.unicode())
              + " "
              + number(link.weight());
      text.lines(bar.isEmpty() ? line : line + " " + bar);
    }
  }

  private int width(List<String> names, int most) {
    int widest = 0;
    for (String name : names) {
      String shown = terminal.unicode() ? name : SafeText.ascii(name);
      widest = Math.max(widest, SafeText.columns(shown));
    }
    return Math.min(widest + 1, most);
  }

  private String bar(double share, int columns) {
    if (columns < 8) {
      return "";
    }
    if (!terminal.unicode()) {
      return "#".repeat((int) Math.round(share * columns));
    }
    int eighths = (int) Math.round(share * columns * 8);
    String end = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8, eighths % 8 + 1);
    return "█".repeat(eighths / 8) + end;
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
    return String.format(Locale.ROOT, "%.2f", weight);
  }
}
