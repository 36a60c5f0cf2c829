package dev.heed.views;

import java.util.Locale;

/** Lines under construction for one terminal; {@link #toString} gives them. */
public final class TextBlock {
  private final Terminal terminal;
  private final StringBuilder text = new StringBuilder();

  /** No lines yet. */
  public TextBlock(Terminal terminal) {
    this.terminal = terminal;
  }

  /** One of two spellings, by whether the terminal knows more than ASCII. */
  public String spelled(String unicode, String ascii) {
    return terminal.unicode() ? unicode : ascii;
  }

  /** A number with at most 4 digits behind its point, for reading. */
  static String rounded(double number) {
    boolean readable = number == 0 || (Math.abs(number) >= 1e-3 && Math.abs(number) < 1e5);
    String digits = String.format(Locale.ROOT, readable ? "%.4f" : "%.3e", number);
    return readable ? digits.replaceFirst("\\.?0+$", "") : digits;
  }

  /** A share from 0 to 1 in three characters: {@code .07}, {@code .43}, {@code 1.0}. */
  static String share(double share) {
    String digits = String.format(Locale.ROOT, "%.2f", share);
    return share >= 0.995 ? "1.0" : digits.substring(1);
  }

  /** Marks in the middle colour of the ramp, for a terminal with colour. */
  static String coloured(String marks) {
    return "\u001b[38;5;36m" + marks + "\u001b[0m";
  }

  /** Words that stand back a little, for a terminal with colour. */
  static String faint(String words) {
    return "\u001b[2m" + words + "\u001b[0m";
  }

  /** An empty line. */
  public TextBlock blank() {
    text.append('\n');
    return this;
  }

  /** Lines taken as they are. */
  public TextBlock lines(String lines) {
    text.append(lines).append('\n');
    return this;
  }

  /** A line in bold where the terminal can, broken between words. */
  public TextBlock heading(String words) {
    String broken = broken(words, "");
    return lines(
        terminal.colour()
            ? broken.lines().map(line -> "\u001b[1m" + line + "\u001b[0m").collect(joined())
            : broken);
  }

  /** Words broken to the terminal's width, each line after {@code indent}. */
  public TextBlock paragraph(String indent, String words) {
    return lines(broken(words, indent));
  }

  /** All lines so far, each ended by a newline. */
  @Override
  public String toString() {
    return text.toString();
  }

  private String broken(String words, String indent) {
    StringBuilder all = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    for (String next : words.split(" ", -1)) {
      String word = next;
      int needed = SafeText.columns(line.toString()) + 1 + SafeText.columns(word);
      if (line.length() > indent.length() && needed > terminal.width()) {
        all.append(line).append('\n');
        line = new StringBuilder(indent);
      }
      line.append(line.length() > indent.length() ? " " : "");
      while (SafeText.columns(word) > terminal.width() - indent.length()) {
        String start = SafeText.cut(word, terminal.width() - indent.length());
        all.append(line).append(start).append('\n');
        line = new StringBuilder(indent);
        word = word.substring(start.length());
      }
      line.append(word);
    }
    return all.append(line).toString();
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return java.util.stream.Collectors.joining("\n");
  }
}
