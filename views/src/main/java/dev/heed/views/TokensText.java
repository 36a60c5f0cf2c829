package dev.heed.views;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The tokens of a text to read, with their numbers, those of the frame told apart. */
public final class TokensText {
  private static final int MOST_LINES = 12;
  private static final int WIDEST_TOKEN = 24;
  private static final int MOST_UNKNOWN = 8;
  private static final int LINES_OF_TEXT = 3;

  private TokensText() {}

  /** The text itself as a heading: one paragraph, shortened to a few lines. */
  public static String heading(Sentence sentence, Terminal terminal) {
    int most = LINES_OF_TEXT * terminal.width();
    // Every column takes at least one character, and what vanishes must not use up the room.
    String start = sentence.text().substring(0, Math.min(sentence.text().length(), 20 * most));
    String line = SafeText.of(start).strip();
    String text = terminal.unicode() ? line : SafeText.ascii(line);
    boolean whole = start.length() == sentence.text().length();
    if (!whole || SafeText.columns(text) > most) {
      text = SafeText.cut(text, most - 3) + (terminal.unicode() ? "…" : "...");
    }
    return new TextBlock(terminal).heading(text).toString();
  }

  /** How many tokens there are, what each is called, and what was cut or is unknown. */
  public static String render(Sentence sentence, Terminal terminal) {
    TextBlock text = new TextBlock(terminal);
    text.paragraph("", count(sentence));
    tokens(sentence, terminal).forEach(text::lines);
    List<String> unknown = sentence.unknown();
    if (!unknown.isEmpty()) {
      String named =
          unknown.stream()
              .limit(MOST_UNKNOWN)
              .map(word -> LabelText.fitted(word, WIDEST_TOKEN, terminal.unicode()))
              .collect(Collectors.joining(", "));
      String more = unknown.size() > MOST_UNKNOWN ? ", and more" : "";
      text.paragraph("", "[UNK] stands for what the vocabulary does not have: " + named + more);
    }
    if (sentence.cut() > 0) {
      text.paragraph("", cut(sentence));
    }
    return text.toString();
  }

  /** One sentence on what the model does not see of the text. */
  public static String cut(Sentence sentence) {
    return "cut: the model reads %d tokens, and %d more at the text's end are left out"
        .formatted(sentence.pieces().size(), sentence.cut());
  }

  private static String count(Sentence sentence) {
    int all = sentence.pieces().size();
    int frame = sentence.frameSize();
    String total = all + (all == 1 ? " token" : " tokens");
    if (frame == 0) {
      return total;
    }
    List<String> names =
        sentence.pieces().stream()
            .filter(Sentence.Piece::frame)
            .map(piece -> LabelText.of(piece.name()))
            .toList();
    return "%s: %d of the text, and %s, which the model puts around it"
        .formatted(total, all - frame, String.join(" and ", names));
  }

  private static List<String> tokens(Sentence sentence, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int used = 0;
    for (int n = 0; n < sentence.pieces().size(); n++) {
      Sentence.Piece piece = sentence.pieces().get(n);
      String name = LabelText.fitted(LabelText.of(piece.name()), WIDEST_TOKEN, terminal.unicode());
      int columns = Integer.toString(n).length() + 3 + SafeText.columns(name);
      if (used + columns > terminal.width()) {
        lines.add(line.toString());
        if (lines.size() == MOST_LINES) {
          lines.add("  and %d more".formatted(sentence.pieces().size() - n));
          return lines;
        }
        line = new StringBuilder();
        used = 0;
      }
      used += columns;
      line.append("  ").append(token(n, name, piece.frame(), terminal.colour()));
    }
    lines.add(line.toString());
    return lines;
  }

  private static String token(int number, String name, boolean frame, boolean colour) {
    if (!colour) {
      return number + " " + name;
    }
    return frame ? TextBlock.faint(number + " " + name) : TextBlock.faint(number + " ") + name;
  }
}
