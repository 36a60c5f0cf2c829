package dev.heed.views;

import java.util.regex.Pattern;

/**
 * Text of unknown origin made harmless for a terminal: escape sequences vanish, other control and
 * invisible direction characters too, white space of every kind becomes a blank.
 */
public final class SafeText {
  /** CSI sequences, strings such as titles and links up to their end, and two-character escapes. */
  private static final Pattern SEQUENCES =
      Pattern.compile(
          "(?:\u001b\\[|\u009b)[0-?]*[ -/]*[@-~]?"
              + "|(?:\u001b[\\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])"
              + "[^\u0007\u009c\u001b]*(?:\u0007|\u009c|\u001b\\\\)?"
              + "|\u001b[ -/]*[0-~]?");

  private static final int ZERO_WIDTH_JOINER = 0x200d;

  private SafeText() {}

  /** The text as one line without anything that could drive a terminal. */
  public static String of(String text) {
    StringBuilder safe = new StringBuilder();
    SEQUENCES
        .matcher(text)
        .replaceAll("")
        .codePoints()
        .map(SafeText::replaced)
        .filter(point -> point >= 0)
        .forEach(safe::appendCodePoint);
    return safe.toString();
  }

  /** The same in ASCII alone: each other character becomes a question mark. */
  public static String ascii(String text) {
    StringBuilder safe = new StringBuilder();
    of(text)
        .codePoints()
        .filter(point -> columns(point) > 0)
        .forEach(point -> safe.append(point < 0x7f ? (char) point : '?'));
    return safe.toString();
  }

  /** Columns that a terminal gives the text: 2 for East Asian letters and emoji, 0 for accents. */
  public static int columns(String text) {
    return text.codePoints().map(SafeText::columns).sum();
  }

  /** The longest beginning of the text that fits in so many columns. */
  public static String cut(String text, int columns) {
    int used = 0;
    int end = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      used += columns(point);
      if (used > columns) {
        break;
      }
      end += Character.charCount(point);
    }
    return text.substring(0, end);
  }

  private static int replaced(int point) {
    if (Character.isWhitespace(point) || Character.isSpaceChar(point)) {
      return ' ';
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL -> -1;
      case Character.FORMAT -> point == ZERO_WIDTH_JOINER ? point : -1;
      case Character.SURROGATE -> 0xfffd;
      default -> point;
    };
  }

  private static int columns(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || isJoiningJamo(point)) {
      return 0;
    }
    boolean wide =
        Character.isIdeographic(point)
            || (Character.isEmojiPresentation(point) && !isRegionalIndicator(point))
            || (point >= 0x1100 && point <= 0x115f)
            || (point >= 0x2e80 && point <= 0xa4cf)
            || (point >= 0xac00 && point <= 0xd7a3)
            || (point >= 0xfe30 && point <= 0xfe6f)
            || (point >= 0xff00 && point <= 0xff60)
            || (point >= 0xffe0 && point <= 0xffe6);
    return wide ? 2 : 1;
  }

  /** Vowels and final consonants of Korean, drawn into the letter before them. */
  private static boolean isJoiningJamo(int point) {
    return (point >= 0x1160 && point <= 0x11ff) || (point >= 0xd7b0 && point <= 0xd7ff);
  }

  /** Half of a flag, which takes one column of its two. */
  private static boolean isRegionalIndicator(int point) {
    return point >= 0x1f1e6 && point <= 0x1f1ff;
  }
}
