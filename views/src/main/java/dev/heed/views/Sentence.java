package dev.heed.views;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A text and the tokens that a model cut it into, as far as a view needs to know them.
 *
 * @param text the text
 * @param pieces the tokens, in the model's order
 * @param cut how many tokens at the text's end found no place
 */
public record Sentence(String text, List<Piece> pieces, long cut) {
  private static final String UNKNOWN = "[UNK]";
  private static final int LONGEST_WORD = 200;

  /** Copies the list. */
  public Sentence {
    pieces = List.copyOf(pieces);
  }

  /**
   * One token.
   *
   * @param name what the vocabulary calls it
   * @param begin where it begins in the text
   * @param end where it ends, exclusive
   * @param word the number of its word, the same for neighbours only
   * @param frame whether the model put it around the text
   */
  public record Piece(String name, int begin, int end, int word, boolean frame) {}

  /**
   * A word of the text with all its tokens, or one token of the frame.
   *
   * @param name as the text spells it; from the second time on with its count, {@code the#2}
   * @param frame whether the model put it around the text
   * @param first its first token
   * @param end behind its last token
   */
  public record Word(String name, boolean frame, int first, int end) {}

  /** The tokens' names, for queries and keys alike. */
  public Labels labels() {
    return Labels.of(pieces.stream().map(Piece::name).toList());
  }

  /** How many tokens the model put around the text. */
  public int frameSize() {
    return (int) pieces.stream().filter(Piece::frame).count();
  }

  /** Words and frame tokens, in the model's order. */
  public List<Word> words() {
    List<Word> words = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    int end;
    for (int first = 0; first < pieces.size(); first = end) {
      Piece piece = pieces.get(first);
      end = first + 1;
      while (!piece.frame() && end < pieces.size() && continues(piece, pieces.get(end))) {
        end++;
      }
      String name =
          piece.frame() ? piece.name() : spelled(piece.begin(), pieces.get(end - 1).end());
      int count = seen.merge(name, 1, Integer::sum);
      words.add(new Word(count == 1 ? name : name + "#" + count, piece.frame(), first, end));
    }
    return words;
  }

  /** Stretches of the text that the vocabulary has no token for, each once. */
  List<String> unknown() {
    return pieces.stream()
        .filter(piece -> !piece.frame() && piece.name().equals(UNKNOWN))
        .map(piece -> spelled(piece.begin(), piece.end()))
        .filter(stretch -> !stretch.equals(UNKNOWN))
        .distinct()
        .toList();
  }

  private static boolean continues(Piece piece, Piece next) {
    return !next.frame() && next.word() == piece.word();
  }

  private String spelled(int begin, int end) {
    return LabelText.of(text.substring(begin, Math.min(end, begin + LONGEST_WORD)));
  }
}
