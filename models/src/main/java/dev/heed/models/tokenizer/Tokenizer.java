package dev.heed.models.tokenizer;

import dev.heed.formats.FileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts texts into the tokens of a BERT model, as HuggingFace's tokenizer does it with the same
 * {@code tokenizer.json}: the same tokens at the same places. Immutable; any number of threads may
 * use one. Time and memory grow in proportion to the text, whatever it holds.
 *
 * <p>Half of a surrogate pair, which is no character, counts as U+FFFD, which models drop. Where
 * the file asks for truncation or padding, that is left to whoever encodes.
 */
public final class Tokenizer {
  private final AddedTokens plain;
  private final AddedTokens normalized;
  private final BertNormalizer normalizer;
  private final WordPiece model;
  private final Frame frame;
  private final int largestId;

  Tokenizer(TokenizerParts parts) {
    plain = parts.plain();
    normalized = parts.normalized();
    normalizer = parts.normalizer();
    model = parts.model();
    frame = parts.frame();
    largestId = parts.largestId();
  }

  /**
   * Reads a {@code tokenizer.json} of the BERT family.
   *
   * @throws FileException if the file cannot be read, is no such JSON, or asks for something that
   *     is not known here: another model, normaliser or setting is refused and never left out
   */
  public static Tokenizer load(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return load(file.toString(), in);
    } catch (IOException e) {
      throw FileException.reading(file.toString(), e);
    }
  }

  /**
   * Reads a {@code tokenizer.json} out of a stream, which stays open.
   *
   * @param name what errors call it
   * @throws FileException as {@link #load(Path)}
   */
  public static Tokenizer load(String name, InputStream in) throws IOException {
    return new Tokenizer(TokenizerFile.read(name, in));
  }

  /** How many tokens stand around every text; no limit can be below it. */
  public int frameSize() {
    return frame.size();
  }

  /** Whether capitals become small letters before a text is cut. */
  public boolean hasSmallLetters() {
    return normalizer.small();
  }

  /** The largest number that a token can have. */
  public int largestId() {
    return largestId;
  }

  /**
   * The tokens of one text. If there are more than {@code limit}, those at the end are cut and
   * counted.
   *
   * @param text any string, of any length
   * @param limit most tokens, those around the text included; models have a largest one
   * @throws IllegalArgumentException if {@code limit} is below {@link #frameSize()}
   */
  public Encoding encode(String text, int limit) {
    if (limit < frame.size()) {
      throw new IllegalArgumentException(
          "limit of %d tokens: %d stand around every text".formatted(limit, frame.size()));
    }
    TokenSink sink = new TokenSink(text, limit - frame.size());
    MappedText whole = MappedText.of(text);
    plain.split(
        whole,
        new AddedTokens.Parts() {
          @Override
          public void text(int begin, int end) {
            splitNormalized(normalizer.normalize(whole, begin, end), sink);
          }

          @Override
          public void token(AddedToken token, int begin, int end) {
            sink.addWhole(token.id(), whole, begin, end);
          }
        });
    List<Token> tokens = new ArrayList<>(frame.before());
    tokens.addAll(sink.kept());
    tokens.addAll(frame.after());
    return new Encoding(tokens, sink.cut());
  }

  private void splitNormalized(MappedText part, TokenSink sink) {
    normalized.split(
        part,
        new AddedTokens.Parts() {
          @Override
          public void text(int begin, int end) {
            BertWords.split(part, begin, end, model, sink);
          }

          @Override
          public void token(AddedToken token, int begin, int end) {
            sink.addWhole(token.id(), part, begin, end);
          }
        });
  }
}
