package dev.heed.models.tokenizer;

/**
 * One token of a text: a row of the model's embedding table, and where it came from.
 *
 * @param id the row of the embedding table
 * @param piece what the vocabulary calls it ({@code ##ing}); for a special token that stood in the
 *     text, the stretch of text with any blanks that the token swallows
 * @param begin where it begins in the text, as an index of the Java string
 * @param end where it ends, exclusive; an accent that was stripped off the token's last letter as a
 *     character of its own lies behind it
 * @param word the number of the word it is a part of, from 0; −1 for a frame token
 * @param frame whether the model's frame brought it ({@code [CLS]}, {@code [SEP]}) and not the
 *     text; such a token begins and ends at 0
 */
public record Token(int id, String piece, int begin, int end, int word, boolean frame) {
  /** A token that stands around every text. */
  static Token frame(int id, String piece) {
    return new Token(id, piece, 0, 0, -1, true);
  }
}
