package dev.heed.models.tokenizer;

import java.text.Normalizer;
import java.util.BitSet;
import java.util.Map;

/** What HuggingFace's tokenizer takes each character for. */
final class Letters {
  /** The one capital whose small letter has two characters: i and a dot above. */
  static final int DOTTED_I = 0x130;

  static final int DOT_ABOVE = 0x307;

  private static final LetterTable TABLE = LetterTable.load();
  private static final BitSet ACCENT = TABLE.set("accent");
  private static final BitSet PUNCTUATION = TABLE.set("punctuation");
  private static final BitSet OTHER = TABLE.set("other");
  private static final BitSet WHOLE = TABLE.set("whole");
  private static final Map<Integer, Integer> COMBINING = TABLE.values("class");
  private static final Map<Integer, Integer> SMALL = TABLE.values("small");
  private static final int FIRST_MARK = 0x300;

  private Letters() {}

  /** White space, as Unicode's property of that name. */
  static boolean isBlank(int character) {
    return switch (character) {
      case '\t',
          '\n',
          0x0B,
          '\f',
          '\r',
          ' ',
          0x85,
          0xA0,
          0x1680,
          0x2028,
          0x2029,
          0x202F,
          0x205F,
          0x3000 ->
          true;
      default -> character >= 0x2000 && character <= 0x200A;
    };
  }

  /** A letter, digit, mark or connector, as {@code \w} of a regular expression. */
  static boolean isWord(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.CONNECTOR_PUNCTUATION ->
          true;
      default -> Character.isAlphabetic(character) || character == 0x200C || character == 0x200D;
    };
  }

  /** What cleaning drops: controls other than tab and line ends, formats, U+FFFD, private use. */
  static boolean isDropped(int character) {
    return character != '\t'
        && character != '\n'
        && character != '\r'
        && (character == MappedText.REPLACEMENT || OTHER.get(character));
  }

  /** Punctuation, and all symbols of ASCII. */
  static boolean isPunctuation(int character) {
    return PUNCTUATION.get(character);
  }

  /** An ideograph that is a word of its own, by BERT's list of blocks. */
  static boolean isIdeograph(int character) {
    return character >= 0x3400
        && (within(character, 0x4E00, 0x9FFF)
            || within(character, 0x3400, 0x4DBF)
            || within(character, 0x20000, 0x2A6DF)
            || within(character, 0x2A700, 0x2B73F)
            || within(character, 0x2B740, 0x2B81F)
            || within(character, 0x2B920, 0x2CEAF)
            || within(character, 0xF900, 0xFAFF)
            || within(character, 0x2F800, 0x2FA1F));
  }

  /** An accent or another mark that takes no room of its own. */
  static boolean isAccent(int character) {
    return character >= FIRST_MARK && ACCENT.get(character);
  }

  /** The rank among the marks of one letter; 0 for what is no such mark. */
  static int combiningClass(int character) {
    return character < FIRST_MARK ? 0 : COMBINING.getOrDefault(character, 0);
  }

  /** Whether a glance shows that a character has no decomposition and is no mark. */
  static boolean isPlain(int character) {
    return character < 0xC0 || within(character, 0x3400, 0x9FFF);
  }

  /** The canonical decomposition, or the character itself. */
  static String decomposed(int character) {
    String alone = Character.toString(character);
    return WHOLE.get(character) ? alone : Normalizer.normalize(alone, Normalizer.Form.NFD);
  }

  /** The small letter, or the character itself; of {@link #DOTTED_I} the first character. */
  static int small(int character) {
    int small = Character.toLowerCase(character);
    return small == character && character > 0xFF
        ? character + SMALL.getOrDefault(character, 0)
        : small;
  }

  private static boolean within(int character, int first, int last) {
    return character >= first && character <= last;
  }
}
