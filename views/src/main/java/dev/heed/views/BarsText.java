package dev.heed.views;

import java.util.stream.IntStream;

/**
 * One number a token as bars of text, each with its name and number. More tokens than fit a screen
 * or two are taken together, a bar then being their mean.
 */
public final class BarsText {
  private static final int MOST_ROWS = 64;
  private static final int WIDEST_NAME = 20;
  private static final String EIGHTHS = "▏▎▍▌▋▊▉";

  private final TokenNumbers series;
  private final Terminal terminal;
  private final int together;
  private final double[] numbers;

  private BarsText(TokenNumbers series, Terminal terminal) {
    this.series = series;
    this.terminal = terminal;
    int count = series.names().size();
    this.together = Math.ceilDiv(count, MOST_ROWS);
    this.numbers =
        IntStream.range(0, Math.ceilDiv(count, together))
            .mapToDouble(bar ->
                IntStream.range(bar * together, Math.min(count, (bar + 1) * together))
                    .mapToDouble(series.numbers()::get)
                    .average()
                    .orElse(0))
            .toArray();
  }

  /** The bars below a heading, lines ended by newlines and none wider than the terminal. */
  public static String render(TokenNumbers series, Terminal terminal) {
    return new BarsText(series, terminal).text();
  }

  private String text() {
    TextBlock text = new TextBlock(terminal);
    text.heading(series.title() + ", in " + series.unit());
    int margin = Math.min(WIDEST_NAME, terminal.width() / 3);
    int widest = 0;
    int numberWidth = 0;
    double highest = 0;
    for (int bar = 0; bar < numbers.length; bar++) {
      widest = Math.max(widest, SafeText.columns(spelled(series.names().get(bar * together))));
      numberWidth = Math.max(numberWidth, number(bar).length());
      highest = Double.isFinite(numbers[bar]) ? Math.max(highest, numbers[bar]) : highest;
    }
    margin = Math.min(margin, widest) + 1;
    int room = terminal.width() - margin - numberWidth - 3;
    String edge = text.spelled("│", "|");
    for (int bar = 0; bar < numbers.length; bar++) {
      String name = series.names().get(bar * together);
      String drawn = bar(numbers[bar], highest, room);
      String gap = drawn.isEmpty() ? "" : " ";
      String shown = terminal.colour() && !drawn.isEmpty() ? TextBlock.coloured(drawn) : drawn;
      text.lines(
          LabelText.padded(name, margin, terminal.unicode()) + edge + shown + gap + number(bar));
    }
    if (together > 1) {
      text.paragraph(
          "",
          "%d tokens, %d to a bar: each is the mean of its own, named by the first"
              .formatted(series.names().size(), together));
    }
    return text.toString();
  }

  private String bar(double number, double highest, int room) {
    if (!Double.isFinite(number) || number <= 0) {
      return "";
    }
    if (!terminal.unicode()) {
      return "#".repeat((int) Math.round(room * number / highest));
    }
    int eighths = (int) Math.round(8 * room * number / highest);
    String rest = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8 - 1, eighths % 8);
    return "█".repeat(eighths / 8) + rest;
  }

  private String number(int bar) {
    String number = NumberText.brief(numbers[bar]);
    return terminal.unicode() ? number : number.replace("−", "-").replace("∞", "inf");
  }

  private String spelled(String name) {
    return terminal.unicode() ? name : SafeText.ascii(name);
  }
}
