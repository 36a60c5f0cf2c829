package dev.heed.views;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Short names in columns of fixed width: whatever script they are in, the columns behind them stay
 * in line and in order.
 */
final class LabelText {
  private static final char LEFT_TO_RIGHT_MARK = '\u200e';
  private static final char DOTTED_CIRCLE = '\u25cc';

  private LabelText() {}

  /**
   * A name without anything that could drive a terminal or that terminals draw in different widths:
   * letters composed, emoji one by one and plain, an accent that stands alone on a dotted circle.
   */
  static String of(String text) {
    StringBuilder label = new StringBuilder();
    Normalizer.normalize(SafeText.of(text), Normalizer.Form.NFC)
        .codePoints()
        .filter(point -> !changesOthers(point))
        .forEach(label::appendCodePoint);
    if (!label.isEmpty() && SafeText.columns(Character.toString(label.codePointAt(0))) == 0) {
      label.insert(0, DOTTED_CIRCLE);
    }
    return label.toString();
  }

  /** The name in at most so many columns, cut where it is longer. */
  static String fitted(String label, int columns, boolean unicode) {
    String text = unicode ? label : SafeText.ascii(label);
    if (SafeText.columns(text) > columns) {
      text = SafeText.cut(text, Math.max(0, columns - 1)) + (unicode ? "…" : ".");
    }
    return ordered(text);
  }

  /** The name with blanks to exactly so many columns, one of them free where it is cut. */
  static String padded(String label, int columns, boolean unicode) {
    String text = unicode ? label : SafeText.ascii(label);
    if (SafeText.columns(text) > columns) {
      text = fitted(text, columns - 1, unicode);
    }
    text = ordered(text);
    return text + " ".repeat(columns - SafeText.columns(text));
  }

  /** Its letters, each with the accents that belong to it. */
  static List<String> letters(String label) {
    List<String> letters = new ArrayList<>();
    label
        .codePoints()
        .mapToObj(Character::toString)
        .forEach(letter -> {
          boolean joins = SafeText.columns(letter) == 0 && !letters.isEmpty();
          letters.add(joins ? letters.removeLast() + letter : letter);
        });
    letters.replaceAll(LabelText::ordered);
    return letters;
  }

  /** Ends right-to-left letters with a mark, or a terminal would turn round what follows them. */
  private static String ordered(String text) {
    boolean turns = text.codePoints().anyMatch(LabelText::isRightToLeft);
    return turns && text.charAt(text.length() - 1) != LEFT_TO_RIGHT_MARK
        ? text + LEFT_TO_RIGHT_MARK
        : text;
  }

  private static boolean isRightToLeft(int point) {
    return switch (Character.getDirectionality(point)) {
      case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
          Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
          Character.DIRECTIONALITY_ARABIC_NUMBER ->
          true;
      default -> false;
    };
  }

  /** Joiners, selectors of a variant and skin tones, which change what stands before them. */
  private static boolean changesOthers(int point) {
    return Character.getType(point) == Character.FORMAT
        || (point >= 0xfe00 && point <= 0xfe0f)
        || (point >= 0xe0100 && point <= 0xe01ef)
        || Character.isEmojiModifier(point);
  }
}
