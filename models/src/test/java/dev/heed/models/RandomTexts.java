package dev.heed.models;

import java.util.List;
import java.util.random.RandomGenerator;

/** Texts of all kinds, out of a seed: words, scripts, marks, symbols, blanks, and what is rare. */
public final class RandomTexts {
  private static final List<String> BLANKS =
      List.of(
          " ", "  ", "\t", "\n", "\r\n", "\u00A0", "\u2003", "\u3000", "\u2028", "\u0085", "\u000B",
          "\u1680", "\u200B", "\uFEFF", "\u180E");
  private static final List<String> SPECIAL =
      List.of(
          "[MASK]",
          "[CLS]",
          "[SEP]",
          "[PAD]",
          "[UNK]",
          "[mask]",
          "[MASK",
          "[[SEP]]",
          "[unused5]",
          "[ MASK ]",
          "<x>",
          "<X>",
          "\u00E9t\u00E9",
          "ete",
          "yes",
          "yesterday",
          "\u4E2D\u6587");
  // A face, a family, a red heart, a flag, a thumb in a tone, a key cap, a flag of tags.
  private static final List<String> EMOJI =
      List.of(
          "\uD83D\uDE42",
          "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
          "\u2764\uFE0F",
          "\uD83C\uDDEB\uD83C\uDDF7",
          "\uD83D\uDC4D\uD83C\uDFFD",
          "1\uFE0F\u20E3",
          "\uD83C\uDFF4\uDB40\uDC67");
  // First and last characters: scripts, and blocks with something odd in them.
  private static final int[][] BLOCKS = {
    {0x00, 0x7F},
    {0x80, 0x24F},
    {0x250, 0x2FF},
    {0x370, 0x3FF},
    {0x400, 0x52F},
    {0x530, 0x5FF},
    {0x600, 0x77F},
    {0x780, 0x8FF},
    {0x900, 0xDFF},
    {0xE00, 0x109F},
    {0x10A0, 0x11FF},
    {0x1200, 0x18AF},
    {0x1AB0, 0x1CFF},
    {0x1E00, 0x1FFF},
    {0x2000, 0x2BFF},
    {0x2E00, 0x2E5D},
    {0x3000, 0x30FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},
    {0xA000, 0xABFF},
    {0xAC00, 0xD7A3},
    {0xE000, 0xF8FF},
    {0xF900, 0xFAFF},
    {0xFB00, 0xFFFF},
    {0x10000, 0x11FFF},
    {0x12000, 0x16FFF},
    {0x1B000, 0x1D7FF},
    {0x1E000, 0x1EFFF},
    {0x1F000, 0x1FAFF},
    {0x20000, 0x323AF},
    {0xE0000, 0xE01EF},
    {0x1100, 0x11FF},
    {0x0, 0x10FFFF}
  };
  private static final int[] MARKS = {
    0x300, 0x301, 0x308, 0x315, 0x316, 0x327, 0x338, 0x344, 0x345, 0x302E, 0x302F, 0x1D165, 0x1D16D,
    0x1B44, 0x5B0, 0x64B, 0x94D, 0xF73, 0xF71, 0x3099, 0x20D0, 0x1DF6, 0x0C4D, 0x1885, 0xA9BD
  };

  private final RandomGenerator random;
  private final List<String> pieces;

  public RandomTexts(RandomGenerator random, List<String> pieces) {
    this.random = random;
    this.pieces = pieces;
  }

  /** The next text: empty or of a few parts, now and then of many. */
  public String next() {
    StringBuilder text = new StringBuilder();
    int parts = random.nextInt(20) == 0 ? random.nextInt(150) : random.nextInt(12);
    for (int i = 0; i < parts; i++) {
      appendPart(text);
      if (random.nextInt(3) > 0) {
        text.append(random.nextInt(4) > 0 ? " " : pick(BLANKS));
      }
    }
    return text.toString();
  }

  private void appendPart(StringBuilder text) {
    switch (random.nextInt(12)) {
      case 0, 1 -> text.append(pieces.get(random.nextInt(pieces.size())).replace("##", ""));
      case 2 -> text.append(pieces.get(random.nextInt(pieces.size())));
      case 3 -> appendWord(text, 'a', 'z', 12);
      case 4 -> appendWord(text, ' ', '~', 12);
      case 5 -> text.append(pick(SPECIAL));
      case 6 -> text.append(pick(EMOJI));
      case 7 -> text.append(pick(BLANKS).repeat(random.nextInt(4)));
      case 8 -> appendMarked(text);
      case 9 -> {
        if (random.nextInt(20) == 0) {
          appendWord(text, 'a', 'e', 220);
        } else {
          appendWord(text, 'A', 'Z', 6);
        }
      }
      default -> {
        int[] block = BLOCKS[random.nextInt(BLOCKS.length)];
        appendWord(text, block[0], block[1], 9);
      }
    }
  }

  private void appendMarked(StringBuilder text) {
    appendWord(text, 'a', 'z', 2);
    for (int i = random.nextInt(7); i > 0; i--) {
      text.appendCodePoint(MARKS[random.nextInt(MARKS.length)]);
    }
  }

  private void appendWord(StringBuilder text, int first, int last, int longest) {
    for (int i = random.nextInt(longest) + 1; i > 0; i--) {
      int character = random.nextInt(first, last + 1);
      if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
        text.appendCodePoint(character);
      }
    }
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
