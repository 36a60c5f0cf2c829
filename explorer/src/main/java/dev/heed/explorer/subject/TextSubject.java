package dev.heed.explorer.subject;

import dev.heed.attention.Attention;
import dev.heed.execution.Execution;
import dev.heed.mask.Mask;
import dev.heed.models.EncodedText;
import dev.heed.models.Encoder;
import dev.heed.models.bert.HeadInputs;
import dev.heed.models.tokenizer.Token;
import dev.heed.multihead.Projected;
import dev.heed.tensor.DType;
import dev.heed.views.Labels;
import dev.heed.views.Sentence;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A text that a model has read. */
public final class TextSubject implements Subject {
  private static final int TITLE = 60;

  private final String id;
  private final String model;
  private final EncodedText encoded;
  private final Sizes sizes;
  private final AtomicReferenceArray<HeadInputs> inputs;

  private TextSubject(String id, Encoder encoder, EncodedText encoded) {
    int tokens = encoded.encoding().tokens().size();
    int depth = encoder.hiddenSize() / encoder.heads();
    this.id = id;
    this.model = encoder.name();
    this.encoded = encoded;
    this.sizes =
        new Sizes(encoder.layers(), encoder.heads(), encoder.heads(), tokens, tokens, depth, depth);
    this.inputs = new AtomicReferenceArray<>(encoder.layers());
  }

  /**
   * Lets the model read a text.
   *
   * @param id of the model's name and the text; see {@link SubjectId}
   * @throws IllegalArgumentException if the text gives no token
   * @throws java.util.concurrent.CancellationException if the execution's observer ends it
   */
  static TextSubject read(String id, Encoder encoder, String text, Execution execution) {
    EncodedText encoded = encoder.withExecution(execution).encode(text);
    if (encoded.encoding().tokens().stream().allMatch(Token::frame)) {
      throw new IllegalArgumentException(
          "the text gives no token: it is empty, or holds only characters that the model drops");
    }
    return new TextSubject(id, encoder, encoded.withExecution(Execution.standard()));
  }

  @Override
  public String id() {
    return id;
  }

  /** The name of the model. */
  public String model() {
    return model;
  }

  /** What the model made of the text. */
  public EncodedText encoded() {
    return encoded;
  }

  @Override
  public String title() {
    String text = encoded.text().strip();
    return text.codePointCount(0, text.length()) > TITLE
        ? text.substring(0, text.offsetByCodePoints(0, TITLE)) + "…"
        : text;
  }

  @Override
  public Sizes sizes() {
    return sizes;
  }

  @Override
  public DType dtype() {
    return DType.FLOAT32;
  }

  @Override
  public long bytes() {
    // Queries, keys and values of every layer are kept once somebody has looked at it.
    long states = encoded.hiddenStates().shape().elements();
    return 4 * Float.BYTES * states + 4L * encoded.text().length() + 1024;
  }

  @Override
  public Labels labels() {
    return sentence().labels();
  }

  /** The tokens as views want them. */
  public Sentence sentence() {
    List<Sentence.Piece> pieces =
        encoded.encoding().tokens().stream()
            .map(token ->
                new Sentence.Piece(
                    token.piece(), token.begin(), token.end(), token.word(), token.frame()))
            .toList();
    return new Sentence(encoded.text(), pieces, encoded.encoding().cut());
  }

  /** All: an encoder reads forwards and backwards. */
  @Override
  public KeptKeys kept(int layer) {
    return KeptKeys.of(Mask.none(), sizes.queries(), sizes.keys());
  }

  @Override
  public int[] tokens() {
    return encoded.encoding().ids();
  }

  @Override
  public LayerAttention layer(int layer, Execution execution) {
    HeadInputs known = inputs.get(layer);
    if (known == null) {
      known = encoded.withExecution(execution.withoutObserver()).inputs(layer);
      inputs.set(layer, known);
    }
    Attention attention = Attention.scaledDotProduct().withExecution(execution);
    Projected arrays = new Projected(known.query(), known.key(), known.value());
    return new LayerAttention(attention, arrays, head -> attention);
  }
}
