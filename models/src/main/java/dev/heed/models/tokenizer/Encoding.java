package dev.heed.models.tokenizer;

import java.util.List;

/**
 * The tokens of one text.
 *
 * @param tokens in the order in which the model reads them, frame tokens included
 * @param cut how many tokens at the text's end found no place; 0 if all did
 */
public record Encoding(List<Token> tokens, long cut) {
  /** Copies the list. */
  public Encoding {
    tokens = List.copyOf(tokens);
  }

  /** The rows of the embedding table, {@code [T]}; a new array at each call. */
  public int[] ids() {
    return tokens.stream().mapToInt(Token::id).toArray();
  }

  /** The names of the tokens, {@code T} of them. */
  public List<String> pieces() {
    return tokens.stream().map(Token::piece).toList();
  }
}
