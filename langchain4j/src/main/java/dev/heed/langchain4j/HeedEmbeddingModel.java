package dev.heed.langchain4j;

import dev.heed.models.Embeddings;
import dev.heed.models.Encoder;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j's embedding model on an {@link Encoder}. Any number of threads may use one, and a
 * text gives the same bits alone and among others.
 *
 * <pre>{@code
 * EmbeddingModel model = HeedEmbeddingModel.of(Encoder.load(ModelSource.miniLm()));
 * }</pre>
 *
 * <p>Some models want another prefix before a question than before a passage. Two models over one
 * encoder share its weights; the ingestor takes one and the retriever the other:
 *
 * <pre>{@code
 * HeedEmbeddingModel passages = model.withPrefix("passage: ");
 * HeedEmbeddingModel queries = model.withPrefix("query: ");
 * }</pre>
 *
 * <p>A text with more tokens than {@link Encoder#maxTokens()} is cut at its end, and the response
 * says so under {@link #CUT_TEXTS}. The metadata of a segment is not read. Texts that are null or
 * blank are refused by {@link TextSegment} itself.
 *
 * <p>Whoever loaded the encoder closes it; later calls throw an {@link IllegalStateException}.
 */
public final class HeedEmbeddingModel implements EmbeddingModel {
  /**
   * Where a response's metadata has the places of the texts that were cut, a {@code List<Integer>}
   * from 0; missing if none was.
   */
  public static final String CUT_TEXTS = "cutTexts";

  private final Encoder encoder;

  private HeedEmbeddingModel(Encoder encoder) {
    this.encoder = encoder;
  }

  /** The model of an encoder, with its settings. */
  public static HeedEmbeddingModel of(Encoder encoder) {
    return new HeedEmbeddingModel(encoder);
  }

  /** The same weights with something before every text. */
  public HeedEmbeddingModel withPrefix(String prefix) {
    return of(encoder.withPrefix(prefix));
  }

  /**
   * The same weights with the prefix that the model's authors have under a name.
   *
   * @throws IllegalArgumentException as {@link Encoder#withPrompt(String)}
   */
  public HeedEmbeddingModel withPrompt(String prompt) {
    return of(encoder.withPrompt(prompt));
  }

  /** What computes. */
  public Encoder encoder() {
    return encoder;
  }

  /** As {@link #embedAll(List)}, which see. */
  @Override
  public Response<Embedding> embed(TextSegment segment) {
    Response<List<Embedding>> all = embedAll(Arrays.asList(segment));
    return new Response<>(all.content().getFirst(), all.tokenUsage(), null, all.metadata());
  }

  /**
   * One vector a segment, in their order; for no segments, none.
   *
   * @return the vectors, and how many tokens of the texts were read: prefixes count, the model's
   *     own tokens around each text do not
   * @throws IllegalArgumentException if the list or a segment is null
   * @throws IllegalStateException if the encoder is closed
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    Embeddings embedded = encoder.embed(texts(segments));
    int frame = encoder.tokenizer().frameSize();
    List<Embedding> vectors = new ArrayList<>(embedded.count());
    int tokens = 0;
    for (int i = 0; i < embedded.count(); i++) {
      vectors.add(Embedding.from(embedded.vector(i).toFloatArray()));
      tokens += embedded.tokens(i) - frame;
    }
    List<Integer> cut = Arrays.stream(embedded.cutTexts()).boxed().toList();
    return new Response<>(
        vectors, new TokenUsage(tokens), null, cut.isEmpty() ? Map.of() : Map.of(CUT_TEXTS, cut));
  }

  private static List<String> texts(@Nullable List<TextSegment> segments) {
    if (segments == null) {
      throw new IllegalArgumentException("segments cannot be null");
    }
    List<String> texts = new ArrayList<>(segments.size());
    for (@Nullable TextSegment segment : segments) {
      if (segment == null) {
        throw new IllegalArgumentException("segments[%d] cannot be null".formatted(texts.size()));
      }
      texts.add(segment.text());
    }
    return texts;
  }

  @Override
  public int dimension() {
    return encoder.hiddenSize();
  }

  /** The encoder's name; of a model in a folder, the folder. */
  @Override
  public String modelName() {
    return encoder.name();
  }

  @Override
  public String toString() {
    return "HeedEmbeddingModel of " + modelName();
  }
}
