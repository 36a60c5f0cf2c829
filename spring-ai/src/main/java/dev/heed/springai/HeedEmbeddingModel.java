package dev.heed.springai;

import dev.heed.models.Embeddings;
import dev.heed.models.Encoder;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.document.Document;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.embedding.BatchingStrategy;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;
import org.springframework.ai.embedding.observation.DefaultEmbeddingModelObservationConvention;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationContext;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationDocumentation;

/**
 * Spring AI's embedding model on an {@link Encoder}. Any number of threads may use one, and a text
 * gives the same bits alone and among others.
 *
 * <p>Spring Boot makes one by itself ({@link HeedEmbeddingAutoConfiguration}); without it:
 *
 * <pre>{@code
 * EmbeddingModel model = HeedEmbeddingModel.of(Encoder.load(ModelSource.miniLm()));
 * }</pre>
 *
 * <p>Some models want another prefix before a question than before a passage, and a vector store
 * has one model for both. It hands over its question as a single text, {@link #embed(String)}, and
 * what it stores as documents. So the two can go to encoders of their own, which share the weights:
 *
 * <pre>{@code
 * HeedEmbeddingModel.of(encoder.withPrefix("passage: "))
 *     .withQueries(encoder.withPrefix("query: "));
 * }</pre>
 *
 * <p>A text with more tokens than {@link Encoder#maxTokens()} is cut at its end, and the response's
 * metadata says so under {@link #CUT_TEXTS}. Any string is read, the empty one too.
 *
 * <p>Whoever loaded the encoder closes it; later calls throw an {@link IllegalStateException}.
 */
public final class HeedEmbeddingModel implements EmbeddingModel {
  /**
   * Where a response's metadata has the places of the texts that were cut, a {@code List<Integer>}
   * from 0; missing if none was.
   */
  public static final String CUT_TEXTS = "cutTexts";

  /** What this model calls itself in observations, and in {@code spring.ai.model.embedding}. */
  public static final String PROVIDER = "heed";

  private static final DefaultEmbeddingModelObservationConvention CONVENTION =
      new DefaultEmbeddingModelObservationConvention();

  private final Encoder encoder;
  private final Encoder queries;
  private final MetadataMode metadataMode;
  private final ObservationRegistry observations;

  private HeedEmbeddingModel(
      Encoder encoder,
      Encoder queries,
      MetadataMode metadataMode,
      ObservationRegistry observations) {
    this.encoder = encoder;
    this.queries = queries;
    this.metadataMode = metadataMode;
    this.observations = observations;
  }

  /** The model of an encoder, with its settings; the metadata of documents is not read. */
  public static HeedEmbeddingModel of(Encoder encoder) {
    return new HeedEmbeddingModel(encoder, encoder, MetadataMode.NONE, ObservationRegistry.NOOP);
  }

  /**
   * The same with another encoder for {@link #embed(String)}.
   *
   * @throws IllegalArgumentException if its vectors have another size
   */
  public HeedEmbeddingModel withQueries(Encoder other) {
    if (other.hiddenSize() != encoder.hiddenSize()) {
      throw new IllegalArgumentException(
          "queries of %d numbers, texts of %d: only vectors of one model can be compared"
              .formatted(other.hiddenSize(), encoder.hiddenSize()));
    }
    return new HeedEmbeddingModel(encoder, other, metadataMode, observations);
  }

  /** The same with what a document's formatter makes of its metadata before its text. */
  public HeedEmbeddingModel withMetadataMode(MetadataMode mode) {
    return new HeedEmbeddingModel(encoder, queries, mode, observations);
  }

  /** The same with calls observed: the time, the model and the tokens of each. */
  public HeedEmbeddingModel withObservations(ObservationRegistry registry) {
    return new HeedEmbeddingModel(encoder, queries, metadataMode, registry);
  }

  /** What computes. */
  public Encoder encoder() {
    return encoder;
  }

  /**
   * One vector a text, in their order, and how many tokens of the texts were read: prefixes count,
   * the model's own tokens around each text do not.
   *
   * @throws IllegalArgumentException if the options name another model or another number of
   *     dimensions than this one's, or a text is null
   * @throws IllegalStateException if the encoder is closed
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  @Override
  public EmbeddingResponse call(EmbeddingRequest request) {
    requireOwn(request.getOptions());
    return observed(encoder, request.getInstructions());
  }

  /** The vector of one text as a query; without {@link #withQueries(Encoder)}, of any text. */
  @Override
  public float[] embed(String text) {
    return observed(queries, Arrays.asList(text)).getResult().getOutput();
  }

  /**
   * The vector of a document's text, behind its metadata if the mode says so.
   *
   * @throws IllegalArgumentException if it holds something other than text
   */
  @Override
  public float[] embed(Document document) {
    return observed(encoder, List.of(content(document))).getResult().getOutput();
  }

  /**
   * One vector a document, in their order. Batches may be of any size: this model divides its work
   * itself.
   *
   * @throws IllegalArgumentException as {@link #call(EmbeddingRequest)} and {@link
   *     #embed(Document)}
   */
  @Override
  public List<float[]> embed(
      List<Document> documents, EmbeddingOptions options, BatchingStrategy batching) {
    List<float[]> vectors = new ArrayList<>(documents.size());
    for (List<Document> batch : batching.batch(documents)) {
      List<String> texts = batch.stream().map(this::content).toList();
      for (Embedding one : call(new EmbeddingRequest(texts, options)).getResults()) {
        vectors.add(one.getOutput());
      }
    }
    if (vectors.size() != documents.size()) {
      throw new IllegalArgumentException(
          "batches of %d documents out of %d: each goes into one batch"
              .formatted(vectors.size(), documents.size()));
    }
    return vectors;
  }

  @Override
  public int dimensions() {
    return encoder.hiddenSize();
  }

  @Override
  public String toString() {
    return "HeedEmbeddingModel of " + encoder.name();
  }

  private String content(Document document) {
    if (!document.isText()) {
      throw new IllegalArgumentException(
          "document %s holds no text, and %s reads nothing else"
              .formatted(document.getId(), encoder.name()));
    }
    return document.getFormattedContent(metadataMode);
  }

  private void requireOwn(@Nullable EmbeddingOptions options) {
    if (options == null) {
      return;
    }
    String model = options.getModel();
    if (model != null && !model.equals(encoder.name())) {
      throw new IllegalArgumentException(
          "model %s is asked for, and this one is %s, as which it was loaded"
              .formatted(model, encoder.name()));
    }
    Integer dimensions = options.getDimensions();
    if (dimensions != null && dimensions != dimensions()) {
      throw new IllegalArgumentException(
          "%d dimensions are asked for, and %s has %d, which cannot be changed"
              .formatted(dimensions, encoder.name(), dimensions()));
    }
  }

  private EmbeddingResponse observed(Encoder chosen, @Nullable List<String> texts) {
    if (texts == null || texts.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("a text is null: an empty one is \"\"");
    }
    EmbeddingOptions options =
        EmbeddingOptions.builder().model(chosen.name()).dimensions(dimensions()).build();
    EmbeddingModelObservationContext context =
        EmbeddingModelObservationContext.builder()
            .embeddingRequest(new EmbeddingRequest(texts, options))
            .provider(PROVIDER)
            .build();
    return EmbeddingModelObservationDocumentation.EMBEDDING_MODEL_OPERATION
        .observation(null, CONVENTION, () -> context, observations)
        .observe(() -> {
          EmbeddingResponse response = response(chosen, texts);
          context.setResponse(response);
          return response;
        });
  }

  private static EmbeddingResponse response(Encoder chosen, List<String> texts) {
    Embeddings embedded = chosen.embed(texts);
    int frame = chosen.tokenizer().frameSize();
    List<Embedding> vectors = new ArrayList<>(embedded.count());
    int tokens = 0;
    for (int i = 0; i < embedded.count(); i++) {
      vectors.add(new Embedding(embedded.vector(i).toFloatArray(), i));
      tokens += embedded.tokens(i) - frame;
    }
    List<Integer> cut = Arrays.stream(embedded.cutTexts()).boxed().toList();
    return new EmbeddingResponse(
        vectors,
        new EmbeddingResponseMetadata(
            chosen.name(),
            new DefaultUsage(tokens, 0),
            cut.isEmpty() ? Map.of() : Map.of(CUT_TEXTS, cut)));
  }
}
