package dev.heed.models.tokenizer;

import java.util.List;

/** Finds added tokens in a text: the leftmost first, the longest of those that begin together. */
final class AddedTokens {
  private final List<AddedToken> tokens;
  private final CharacterTrie trie = new CharacterTrie();

  /**
   * Tokens to look for.
   *
   * @param tokens the tokens; the first one counts of those that are spelled alike
   * @param spellings what stands in the text for each of them, never empty
   */
  AddedTokens(List<AddedToken> tokens, List<String> spellings) {
    this.tokens = List.copyOf(tokens);
    for (int i = 0; i < tokens.size(); i++) {
      trie.add(spellings.get(i), i);
    }
  }

  /** Takes the parts of a text, {@code begin} to {@code end} (exclusive), from left to right. */
  interface Parts {
    /** What lies between added tokens. */
    void text(int begin, int end);

    /** An added token with the blanks that it swallows. */
    void token(AddedToken token, int begin, int end);
  }

  /** Cuts a text at the added tokens in it; every character comes in some part. */
  void split(MappedText text, Parts parts) {
    int done = 0;
    int at = tokens.isEmpty() ? text.length() : 0;
    while (at < text.length()) {
      CharacterTrie.Match match = trie.longest(CharacterTrie.ROOT, text, at, text.length());
      if (match == null) {
        at++;
        continue;
      }
      AddedToken token = tokens.get(match.value());
      // The token before may have swallowed the blanks that this one is made of.
      boolean free = match.end() > done;
      if (free && (!token.wholeWord() || standsAlone(text, at, match.end()))) {
        int begin = token.leftBlanks() ? Math.max(leftBlanks(text, at, done), done) : at;
        int end = token.rightBlanks() ? rightBlanks(text, match.end()) : match.end();
        if (done < begin) {
          parts.text(done, begin);
        }
        parts.token(token, begin, end);
        done = end;
      }
      at = match.end();
    }
    if (done < text.length()) {
      parts.text(done, text.length());
    }
  }

  private static boolean standsAlone(MappedText text, int begin, int end) {
    return (begin == 0 || !Letters.isWord(text.character(begin - 1)))
        && (end == text.length() || !Letters.isWord(text.character(end)));
  }

  private static int leftBlanks(MappedText text, int from, int floor) {
    int begin = from;
    while (begin > floor && Letters.isBlank(text.character(begin - 1))) {
      begin--;
    }
    return begin;
  }

  private static int rightBlanks(MappedText text, int from) {
    int end = from;
    while (end < text.length() && Letters.isBlank(text.character(end))) {
      end++;
    }
    return end;
  }
}
