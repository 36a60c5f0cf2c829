package dev.heed.models.tokenizer;

import java.util.Arrays;

/**
 * Characters, each with the place in the original text that it stems from. Places never go back.
 * What is no character on its own, half of a surrogate pair, is the replacement character U+FFFD.
 */
final class MappedText {
  static final int REPLACEMENT = 0xFFFD;

  private int[] characters;
  private int[] origins;
  private int length;

  MappedText(int expected) {
    characters = new int[expected];
    origins = new int[expected];
  }

  /** The characters of {@code text}, as they are. */
  static MappedText of(String text) {
    MappedText mapped = new MappedText(text.length());
    int at = 0;
    while (at < text.length()) {
      int character = text.codePointAt(at);
      mapped.append(isSurrogate(character) ? REPLACEMENT : character, at);
      at += Character.charCount(character);
    }
    return mapped;
  }

  /** Number of characters. */
  int length() {
    return length;
  }

  int character(int index) {
    return characters[index];
  }

  /** Where in the original text the character at {@code index} begins. */
  int origin(int index) {
    return origins[index];
  }

  void append(int character, int origin) {
    if (length == characters.length) {
      int more = Math.max(16, length + (length >> 1));
      characters = Arrays.copyOf(characters, more);
      origins = Arrays.copyOf(origins, more);
    }
    characters[length] = character;
    origins[length++] = origin;
  }

  String substring(int begin, int end) {
    return new String(characters, begin, end - begin);
  }

  private static boolean isSurrogate(int character) {
    return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
  }
}
