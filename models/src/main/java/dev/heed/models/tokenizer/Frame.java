package dev.heed.models.tokenizer;

import java.util.List;

/**
 * The tokens that stand around every text.
 *
 * @param before in front of it
 * @param after behind it
 */
record Frame(List<Token> before, List<Token> after) {
  Frame {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  int size() {
    return before.size() + after.size();
  }
}
