package dev.heed.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.execution.Execution;
import dev.heed.models.Encoder;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.listener.EmbeddingModelResponseContext;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What LangChain4j expects of an embedding model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HeedEmbeddingModelTest {
  private static final List<String> TEXTS =
      List.of(
          "The cat sat on the mat.",
          "a",
          "Café naïve — 東京 は 日本 の 首都 🙂",
          "She deposited money at the bank; later he sat on the river bank. ".repeat(4),
          "Stocks fell.");

  private Encoder encoder;
  private HeedEmbeddingModel model;

  @BeforeAll
  void load() throws IOException {
    encoder = Shelf.encoder();
    model = HeedEmbeddingModel.of(encoder);
  }

  @Test
  void oneTextGivesTheEncodersBitsAloneAndAmongOthers() {
    List<Embedding> all = model.embedAll(segments(TEXTS)).content();
    assertThat(all).hasSameSizeAs(TEXTS);
    for (int i = 0; i < TEXTS.size(); i++) {
      float[] expected = encoder.embed(TEXTS.get(i)).toFloatArray();
      assertThat(all.get(i).vector()).isEqualTo(expected);
      assertThat(model.embed(TEXTS.get(i)).content().vector()).isEqualTo(expected);
      assertThat(model.embed(TextSegment.from(TEXTS.get(i))).content().vector())
          .isEqualTo(expected);
    }
  }

  @Test
  void theModelKnowsItsNameAndSize() {
    assertThat(model.modelName()).isEqualTo("all-MiniLM-L6-v2");
    assertThat(model.dimension()).isEqualTo(384);
    assertThat(model.embed("a").content().dimension()).isEqualTo(384);
    assertThat(model).hasToString("HeedEmbeddingModel of all-MiniLM-L6-v2");
  }

  @Test
  void vectorsHaveLengthOne() {
    for (Embedding one : model.embedAll(segments(TEXTS)).content()) {
      double squares = 0;
      for (float x : one.vector()) {
        squares += (double) x * x;
      }
      assertThat(squares).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void tokensOfTheTextsAreCountedWithoutThoseAroundThem() {
    // "the cat sat on the mat ." and "stocks fell ."; [CLS] and [SEP] are the model's own.
    assertThat(model.embed(TEXTS.getFirst()).tokenUsage()).isEqualTo(new TokenUsage(7));
    Response<List<Embedding>> both =
        model.embedAll(segments(List.of(TEXTS.getFirst(), TEXTS.getLast())));
    assertThat(both.tokenUsage()).isEqualTo(new TokenUsage(10, null, 10));
    assertThat(both.finishReason()).isNull();
  }

  @Test
  void whatIsCutIsReported() {
    HeedEmbeddingModel shortSighted =
        HeedEmbeddingModel.of(encoder.withSettings(encoder.settings().withMaxTokens(6)));
    Response<List<Embedding>> all =
        shortSighted.embedAll(
            segments(List.of("Stocks fell.", TEXTS.getFirst(), "a", "b c d e f")));
    assertThat(all.metadata()).isEqualTo(Map.of(HeedEmbeddingModel.CUT_TEXTS, List.of(1, 3)));
    assertThat(all.content().get(1)).isEqualTo(model.embed("The cat sat on").content());
    assertThat(shortSighted.embed(TEXTS.getFirst()).metadata())
        .isEqualTo(Map.of(HeedEmbeddingModel.CUT_TEXTS, List.of(0)));
    assertThat(model.embedAll(segments(TEXTS)).metadata()).isEmpty();
  }

  @Test
  void noSegmentsGiveNoVectors() {
    Response<List<Embedding>> none = model.embedAll(List.of());
    assertThat(none.content()).isEmpty();
    assertThat(none.tokenUsage()).isEqualTo(new TokenUsage(0));
  }

  @Test
  void metadataIsNeitherReadNorChanged() {
    Metadata metadata = Metadata.from(Map.of("title", "cats", "page", 3));
    TextSegment segment = TextSegment.from(TEXTS.getFirst(), metadata);
    assertThat(model.embed(segment).content()).isEqualTo(model.embed(TEXTS.getFirst()).content());
    assertThat(segment.metadata().toMap()).isEqualTo(Map.of("title", "cats", "page", 3));
  }

  @Test
  void nullIsRefusedAsLangChain4jRefusesIt() {
    // Through the interface of the framework, which marks no parameter.
    EmbeddingModel seen = model;
    assertThatThrownBy(() -> seen.embed((String) null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("text cannot be null or blank");
    assertThatThrownBy(() -> seen.embed((TextSegment) null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("segments[0] cannot be null");
    assertThatThrownBy(() -> seen.embedAll(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("segments cannot be null");
    assertThatThrownBy(() -> seen.embedAll(Arrays.asList(TextSegment.from("a"), null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("segments[1] cannot be null");
  }

  @Test
  void modelsWithPrefixesShareTheirWeights() throws IOException {
    Encoder own = Shelf.encoder();
    HeedEmbeddingModel queries = HeedEmbeddingModel.of(own).withPrefix("query: ");
    HeedEmbeddingModel passages = HeedEmbeddingModel.of(own).withPrefix("passage: ");
    assertThat(queries.embed("tides").content()).isEqualTo(model.embed("query: tides").content());
    assertThat(passages.embed("tides").content())
        .isEqualTo(model.embed("passage: tides").content())
        .isNotEqualTo(queries.embed("tides").content());
    queries.encoder().close();
    assertThatThrownBy(() -> passages.embed("tides"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the encoder of all-MiniLM-L6-v2 is closed");
  }

  @Test
  void aPromptThatTheModelLacksIsNamed() {
    assertThatThrownBy(() -> model.withPrompt("query"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prompt 'query': all-MiniLM-L6-v2 has none");
  }

  @Test
  void listenersAreTold() {
    List<@Nullable TokenUsage> told = new ArrayList<>();
    EmbeddingModel heard =
        model.addListener(
            new EmbeddingModelListener() {
              @Override
              public void onResponse(EmbeddingModelResponseContext context) {
                told.add(context.response().tokenUsage());
              }
            });
    heard.embedAll(segments(List.of(TEXTS.getFirst(), TEXTS.getLast())));
    assertThat(told).containsExactly(new TokenUsage(10));
  }

  @Test
  void manyThreadsGetTheSameBits() throws InterruptedException, ExecutionException {
    List<Embedding> expected = model.embedAll(segments(TEXTS)).content();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<List<Embedding>>> results = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        HeedEmbeddingModel one =
            HeedEmbeddingModel.of(
                encoder.withExecution(Execution.standard().withThreads(1 + i % 3)));
        results.add(threads.submit(() -> one.embedAll(segments(TEXTS)).content()));
      }
      for (Future<List<Embedding>> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void anInterruptEndsACallAndStaysVisible() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> model.embed("a")).isInstanceOf(CancellationException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
    assertThat(model.embed("a").content().dimension()).isEqualTo(384);
  }

  private static List<TextSegment> segments(List<String> texts) {
    return texts.stream().map(TextSegment::from).toList();
  }
}
