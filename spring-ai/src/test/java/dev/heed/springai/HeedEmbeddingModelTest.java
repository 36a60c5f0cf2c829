package dev.heed.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.execution.Execution;
import dev.heed.models.Encoder;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.util.MimeTypeUtils;

/** What Spring AI expects of an embedding model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HeedEmbeddingModelTest {
  private static final List<String> TEXTS =
      List.of(
          "The cat sat on the mat.",
          "",
          "Café naïve — 東京 は 日本 の 首都 🙂",
          "She deposited money at the bank; later he sat on the river bank. ".repeat(4),
          "Stocks fell.");

  private static final EmbeddingOptions ANY = EmbeddingOptions.builder().build();

  private Encoder encoder;
  private HeedEmbeddingModel model;

  @BeforeAll
  void load() throws IOException {
    encoder = Shelf.encoder();
    model = HeedEmbeddingModel.of(encoder);
  }

  @Test
  void oneTextGivesTheEncodersBitsAloneAndAmongOthers() {
    List<Embedding> all = model.embedForResponse(TEXTS).getResults();
    List<float[]> vectors = model.embed(TEXTS);
    assertThat(all).hasSameSizeAs(TEXTS);
    for (int i = 0; i < TEXTS.size(); i++) {
      float[] expected = encoder.embed(TEXTS.get(i)).toFloatArray();
      assertThat(all.get(i).getOutput()).isEqualTo(expected);
      assertThat(all.get(i).getIndex()).isEqualTo(i);
      assertThat(vectors.get(i)).isEqualTo(expected);
      assertThat(model.embed(TEXTS.get(i))).isEqualTo(expected);
    }
  }

  @Test
  void theResponseTellsTheModelAndTheTokensOfTheTexts() {
    // "the cat sat on the mat ." and "stocks fell ."; [CLS] and [SEP] are the model's own.
    EmbeddingResponse response =
        model.call(new EmbeddingRequest(List.of(TEXTS.getFirst(), TEXTS.getLast()), null));
    assertThat(response.getMetadata().getModel()).isEqualTo("all-MiniLM-L6-v2");
    assertThat(response.getMetadata().getUsage().getPromptTokens()).isEqualTo(10);
    assertThat(response.getMetadata().getUsage().getTotalTokens()).isEqualTo(10);
    assertThat(response.getMetadata().containsKey(HeedEmbeddingModel.CUT_TEXTS)).isFalse();
    assertThat(model.dimensions()).isEqualTo(384);
    assertThat(model).hasToString("HeedEmbeddingModel of all-MiniLM-L6-v2");
  }

  @Test
  void whatIsCutIsReported() {
    Encoder shortSighted = encoder.withSettings(encoder.settings().withMaxTokens(6));
    EmbeddingResponse response =
        HeedEmbeddingModel.of(shortSighted)
            .embedForResponse(List.of("Stocks fell.", TEXTS.getFirst(), "a", "b c d e f"));
    assertThat(response.getMetadata().<List<Integer>>get(HeedEmbeddingModel.CUT_TEXTS))
        .containsExactly(1, 3);
    assertThat(response.getResults().get(1).getOutput()).isEqualTo(model.embed("The cat sat on"));
  }

  @Test
  void noTextsGiveNoVectors() {
    assertThat(model.embed(List.<String>of())).isEmpty();
    assertThat(model.embed(List.of(), ANY, List::of)).isEmpty();
  }

  @Test
  void optionsOfThisModelAreTakenAndOthersRefused() {
    EmbeddingOptions own =
        EmbeddingOptions.builder().model("all-MiniLM-L6-v2").dimensions(384).build();
    assertThat(model.call(new EmbeddingRequest(TEXTS, own)).getResults()).hasSameSizeAs(TEXTS);
    assertThatThrownBy(() -> ask(EmbeddingOptions.builder().model("text-embedding-3").build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model text-embedding-3 is asked for, and this one is all-MiniLM-L6-v2, as which it was"
                + " loaded");
    assertThatThrownBy(() -> ask(EmbeddingOptions.builder().dimensions(64).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "64 dimensions are asked for, and all-MiniLM-L6-v2 has 384, which cannot be changed");
  }

  @Test
  void nullAndPicturesAreRefused() {
    // Through the interface of the framework, which marks no parameter.
    EmbeddingModel seen = model;
    assertThatThrownBy(() -> seen.embed((String) null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a text is null: an empty one is \"\"");
    assertThatThrownBy(() -> seen.embed(Arrays.asList("a", null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a text is null: an empty one is \"\"");
    Document picture =
        new Document("p1", new Media(MimeTypeUtils.IMAGE_PNG, URI.create("file:a.png")), Map.of());
    assertThatThrownBy(() -> seen.embed(picture))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("document p1 holds no text, and all-MiniLM-L6-v2 reads nothing else");
  }

  @Test
  void aDocumentsMetadataIsReadOnlyIfWanted() {
    Document document = Shelf.DOCUMENTS.getFirst();
    float[] text = encoder.embed(document.getText()).toFloatArray();
    assertThat(model.embed(document)).isEqualTo(text);
    HeedEmbeddingModel all = model.withMetadataMode(MetadataMode.EMBED);
    assertThat(all.embed(document))
        .isEqualTo(encoder.embed("title: cats\n\n" + document.getText()).toFloatArray())
        .isNotEqualTo(text);
    assertThat(document.getMetadata()).isEqualTo(Map.of("title", "cats"));
  }

  @Test
  void aDocumentGivesTheSameBitsAloneAndInBatches() {
    for (MetadataMode mode : MetadataMode.values()) {
      HeedEmbeddingModel one = model.withMetadataMode(mode);
      List<float[]> all =
          one.embed(Shelf.DOCUMENTS, ANY, list -> List.of(list.subList(0, 3), list.subList(3, 4)));
      assertThat(all).hasSameSizeAs(Shelf.DOCUMENTS);
      for (int i = 0; i < all.size(); i++) {
        assertThat(all.get(i)).isEqualTo(one.embed(Shelf.DOCUMENTS.get(i)));
      }
    }
    assertThatThrownBy(() -> model.embed(Shelf.DOCUMENTS, ANY, list -> List.of(list.subList(0, 3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batches of 3 documents out of 4: each goes into one batch");
  }

  @Test
  void queriesAndDocumentsHavePrefixesOfTheirOwnAndShareTheWeights() throws IOException {
    Encoder own = Shelf.encoder();
    HeedEmbeddingModel both =
        HeedEmbeddingModel.of(own.withPrefix("passage: ")).withQueries(own.withPrefix("query: "));
    assertThat(both.embed("tides")).isEqualTo(model.embed("query: tides"));
    assertThat(both.embed(new Document("tides"))).isEqualTo(model.embed("passage: tides"));
    assertThat(both.embed(List.of("tides")).getFirst()).isEqualTo(model.embed("passage: tides"));
    own.close();
    assertThatThrownBy(() -> both.embed("tides"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the encoder of all-MiniLM-L6-v2 is closed");
    assertThatThrownBy(() -> both.embed(new Document("tides")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void callsAreObserved() {
    List<String> seen = new ArrayList<>();
    ObservationRegistry registry = ObservationRegistry.create();
    registry
        .observationConfig()
        .observationHandler(
            new ObservationHandler<Observation.Context>() {
              @Override
              public boolean supportsContext(Observation.Context context) {
                return true;
              }

              @Override
              public void onStop(Observation.Context context) {
                seen.add(context.getName());
                for (KeyValue pair : context.getAllKeyValues()) {
                  seen.add(pair.getKey() + "=" + pair.getValue());
                }
              }
            });
    model.withObservations(registry).embed(TEXTS.getFirst());
    assertThat(seen)
        .contains(
            "gen_ai.client.operation",
            "gen_ai.system=heed",
            "gen_ai.request.model=all-MiniLM-L6-v2",
            "gen_ai.response.model=all-MiniLM-L6-v2",
            "gen_ai.usage.input_tokens=7");
  }

  @Test
  void manyThreadsGetTheSameBits() throws InterruptedException, ExecutionException {
    List<float[]> expected = model.embed(TEXTS);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<List<float[]>>> results = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        HeedEmbeddingModel one =
            HeedEmbeddingModel.of(
                encoder.withExecution(Execution.standard().withThreads(1 + i % 3)));
        results.add(threads.submit(() -> one.embed(TEXTS)));
      }
      for (Future<List<float[]>> result : results) {
        assertThat(result.get()).usingElementComparator(Arrays::compare).isEqualTo(expected);
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
    assertThat(model.embed("a")).hasSize(384);
  }

  private void ask(EmbeddingOptions options) {
    model.call(new EmbeddingRequest(List.of("a"), options));
  }
}
