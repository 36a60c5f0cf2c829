package dev.heed.models.tokenizer;

/** Cuts a normalized text into words: at blanks, which go, and around each punctuation mark. */
final class BertWords {
  private BertWords() {}

  /** Hands on the words between {@code begin} and {@code end} (exclusive). */
  static void split(MappedText text, int begin, int end, WordPiece model, TokenSink sink) {
    int start = begin;
    for (int at = begin; at < end; at++) {
      int character = text.character(at);
      boolean mark = Letters.isPunctuation(character);
      if (mark || Letters.isBlank(character)) {
        if (start < at) {
          model.split(text, start, at, sink);
        }
        if (mark) {
          model.split(text, at, at + 1, sink);
        }
        start = at + 1;
      }
    }
    if (start < end) {
      model.split(text, start, end, sink);
    }
  }
}
