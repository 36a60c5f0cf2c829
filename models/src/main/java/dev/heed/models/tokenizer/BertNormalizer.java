package dev.heed.models.tokenizer;

/**
 * Rewrites a text before it is cut into words, in the order in which BERT does it.
 *
 * @param clean whether controls go and every blank becomes a space
 * @param ideographs whether each CJK ideograph becomes a word of its own
 * @param accents whether accents go
 * @param small whether capitals become small letters
 */
record BertNormalizer(boolean clean, boolean ideographs, boolean accents, boolean small) {

  /** The characters {@code begin} to {@code end} (exclusive) of a text, rewritten. */
  MappedText normalize(MappedText text, int begin, int end) {
    MappedText result = new MappedText(end - begin);
    CharacterSink last = small ? smallLetters(result::append) : result::append;
    AccentStripper stripper = new AccentStripper(last);
    CharacterSink words = accents ? stripper : last;
    CharacterSink cleaned = ideographs ? apartIfIdeograph(words) : words;
    for (int i = begin; i < end; i++) {
      int character = text.character(i);
      if (!clean) {
        cleaned.accept(character, text.origin(i));
      } else if (!Letters.isDropped(character)) {
        cleaned.accept(Letters.isBlank(character) ? ' ' : character, text.origin(i));
      }
    }
    stripper.finish();
    return result;
  }

  private static CharacterSink apartIfIdeograph(CharacterSink next) {
    return (character, origin) -> {
      boolean apart = Letters.isIdeograph(character);
      if (apart) {
        next.accept(' ', origin);
      }
      next.accept(character, origin);
      if (apart) {
        next.accept(' ', origin);
      }
    };
  }

  private static CharacterSink smallLetters(CharacterSink next) {
    return (character, origin) -> {
      next.accept(Letters.small(character), origin);
      if (character == Letters.DOTTED_I) {
        next.accept(Letters.DOT_ABOVE, origin);
      }
    };
  }
}
