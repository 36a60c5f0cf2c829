package dev.heed.cli.console;

import dev.heed.models.EncodedText;
import dev.heed.models.Encoder;
import dev.heed.models.tokenizer.Token;
import dev.heed.views.SafeText;
import dev.heed.views.Sentence;
import dev.heed.views.TokensText;
import java.util.List;
import java.util.Objects;

/** A text that a model has read, as views want it. */
public final class TextView {
  private static final int LONGEST_QUOTED = 40;

  private static final int BEGINNING = 300;

  private TextView() {}

  /**
   * Reads the text, and says on stderr what of it was cut.
   *
   * @throws IllegalArgumentException if it gives no token
   */
  public static EncodedText encode(Encoder encoder, String text, Console console) {
    EncodedText encoded = encoder.encode(text);
    if (encoded.encoding().tokens().stream().allMatch(Token::frame)) {
      throw new IllegalArgumentException(
          "the text gives no token: it holds only characters that the model drops, such as controls");
    }
    if (encoded.encoding().cut() > 0) {
      console.error("heed: " + TokensText.cut(sentence(encoded)));
    }
    return encoded;
  }

  /** The tokens by name. */
  public static Sentence sentence(EncodedText encoded) {
    List<Sentence.Piece> pieces =
        encoded.encoding().tokens().stream()
            .map(token ->
                new Sentence.Piece(
                    token.piece(), token.begin(), token.end(), token.word(), token.frame()))
            .toList();
    return new Sentence(encoded.text(), pieces, encoded.encoding().cut());
  }

  /** The text in quotation marks, of a long one its beginning. */
  public static String beginning(EncodedText encoded) {
    String text = Objects.requireNonNull(encoded.text()).strip();
    return "“" + (text.length() > BEGINNING ? text.substring(0, BEGINNING) + "…" : text) + "”";
  }

  /** The text as one could type it behind a command, or a word for it where that is long. */
  public static String quoted(String text) {
    boolean plain =
        text.length() <= LONGEST_QUOTED
            && text.equals(SafeText.of(text))
            && text.chars().noneMatch(letter -> "\"$`\\!".indexOf(letter) >= 0);
    return plain ? "\"" + text + "\"" : "TEXT";
  }
}
