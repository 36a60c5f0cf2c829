package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** Takes the tokens of one text: keeps the first ones, up to a limit, and counts the others. */
final class TokenSink {
  private final String original;
  private final int limit;
  private final List<Token> kept = new ArrayList<>();
  private long count;
  private int word = -1;

  TokenSink(String original, int limit) {
    this.original = original;
    this.limit = limit;
  }

  /** The tokens that follow belong to a new word. */
  void startWord() {
    word++;
  }

  /** Takes a token made of the characters {@code begin} to {@code end} (exclusive). */
  void add(int id, String piece, MappedText text, int begin, int end) {
    if (count++ < limit) {
      int last = text.origin(end - 1);
      int stop = last + Character.charCount(original.codePointAt(last));
      kept.add(new Token(id, piece, text.origin(begin), stop, word, false));
    }
  }

  /** Takes a word that is one token and is called what it is spelled. */
  void addWhole(int id, MappedText text, int begin, int end) {
    startWord();
    add(id, count < limit ? text.substring(begin, end) : "", text, begin, end);
  }

  /** How many tokens came so far. */
  long count() {
    return count;
  }

  /** Forgets all tokens but the first {@code earlier}. */
  void backTo(long earlier) {
    count = earlier;
    if (earlier < kept.size()) {
      kept.subList((int) earlier, kept.size()).clear();
    }
  }

  List<Token> kept() {
    return kept;
  }

  /** How many tokens found no place. */
  long cut() {
    return count - kept.size();
  }
}
