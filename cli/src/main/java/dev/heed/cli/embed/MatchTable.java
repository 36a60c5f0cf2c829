package dev.heed.cli.embed;

import dev.heed.views.SafeText;
import dev.heed.views.Terminal;
import dev.heed.views.TextBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Matches as a table: rank, cosine, where, and as much of the text as the terminal has room for.
 *
 * @param matches the best one first
 * @param named whether texts are shown with their id instead of their line
 */
record MatchTable(List<Match> matches, boolean named) {
  private static final int WIDEST_ID = 24;

  /** The table, a line a match. */
  String text(Terminal terminal) {
    TextBlock text = new TextBlock(terminal);
    if (matches.isEmpty()) {
      return text.lines("no text has a similarity to the query").toString();
    }
    boolean texts = matches.getFirst().record() != null;
    List<String> places = new ArrayList<>();
    matches.forEach(match -> places.add(place(match, terminal)));
    String title = texts ? named ? "id" : "line" : "row";
    int widest =
        Math.max(title.length(), places.stream().mapToInt(SafeText::columns).max().orElse(0));
    int digits = Integer.toString(matches.size()).length();
    String heading = "#" + " ".repeat(digits - 1) + "   cosine  " + padded(title, widest);
    text.heading((heading + (texts ? "  text" : "")).stripTrailing());
    for (int n = 0; n < matches.size(); n++) {
      String line =
          String.format(
              Locale.ROOT,
              "%" + digits + "d  %7.4f  %s  ",
              n + 1,
              matches.get(n).similarity(),
              padded(places.get(n), widest));
      text.lines((line + beginning(matches.get(n), terminal, line.length())).stripTrailing());
    }
    return text.toString();
  }

  /** The same as values. */
  List<Map<String, Object>> fields() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Match match : matches) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("rank", all.size() + 1);
      fields.put("similarity", match.similarity());
      TextRecord record = match.record();
      if (record == null) {
        fields.put("row", match.place());
      } else {
        if (record.id() != null) {
          fields.put("id", record.id());
        }
        fields.put("line", record.line());
        fields.put("text", record.text());
      }
      all.add(fields);
    }
    return all;
  }

  private String place(Match match, Terminal terminal) {
    TextRecord record = match.record();
    if (record == null) {
      return Long.toString(match.place());
    }
    return named && record.id() != null
        ? fitted(String.valueOf(record.id()), WIDEST_ID, terminal)
        : Long.toString(record.line());
  }

  private static String beginning(Match match, Terminal terminal, int used) {
    TextRecord record = match.record();
    return record == null
        ? ""
        : fitted(record.text(), Math.max(8, terminal.width() - used), terminal);
  }

  /** A text as one line of at most so many columns. */
  private static String fitted(String text, int columns, Terminal terminal) {
    // Four characters may share a column, and hardly more; the rest need not be looked at.
    String begin = text.substring(0, Math.min(text.length(), 8 * columns));
    String safe = terminal.unicode() ? SafeText.of(begin) : SafeText.ascii(begin);
    if (begin.length() == text.length() && SafeText.columns(safe) <= columns) {
      return safe;
    }
    String mark = terminal.unicode() ? "…" : "...";
    return SafeText.cut(safe, columns - mark.length()) + mark;
  }

  /** Names to the left, numbers to the right. */
  private String padded(String text, int columns) {
    String blanks = " ".repeat(columns - SafeText.columns(text));
    return named ? text + blanks : blanks + text;
  }
}
