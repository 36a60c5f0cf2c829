package dev.heed.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.Encoder;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingStoreIngestor;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Documents in LangChain4j's own store in memory, and questions about them. */
final class InMemoryStoreTest {
  @Test
  void aQuestionFindsItsDocument() throws IOException {
    try (Encoder encoder = Shelf.encoder()) {
      EmbeddingModel model = HeedEmbeddingModel.of(encoder);
      InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
      List<TextSegment> segments =
          Shelf.DOCUMENTS.stream().map(document -> document.toTextSegment()).toList();
      store.addAll(model.embedAll(segments).content(), segments);
      EmbeddingMatch<TextSegment> best =
          store
              .search(
                  EmbeddingSearchRequest.builder()
                      .queryEmbedding(model.embed("Why does dough get bigger?").content())
                      .maxResults(1)
                      .build())
              .matches()
              .getFirst();
      assertThat(best.embedded().metadata().getString("title")).isEqualTo("bread");
    }
  }

  @Test
  void anIngestorAndARetrieverFindTheModelThemselves() {
    InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
    EmbeddingStoreIngestor.ingest(Shelf.DOCUMENTS, store);
    ContentRetriever retriever = EmbeddingStoreContentRetriever.from(store);
    assertThat(title(retriever, "What makes the tides?")).isEqualTo("moon");
    assertThat(title(retriever, "When do kittens rest?")).isEqualTo("cats");
  }

  @Test
  void questionsAndDocumentsCanHavePrefixesOfTheirOwn() throws IOException {
    try (Encoder encoder = Shelf.encoder()) {
      HeedEmbeddingModel model = HeedEmbeddingModel.of(encoder);
      InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
      EmbeddingStoreIngestor.builder()
          .embeddingModel(model.withPrefix("passage: "))
          .embeddingStore(store)
          .build()
          .ingest(Shelf.DOCUMENTS);
      ContentRetriever retriever =
          EmbeddingStoreContentRetriever.builder()
              .embeddingModel(model.withPrefix("query: "))
              .embeddingStore(store)
              .build();
      assertThat(title(retriever, "Who gives me a loan?")).isEqualTo("bank");
    }
  }

  private static String title(ContentRetriever retriever, String question) {
    return Objects.requireNonNull(
        retriever
            .retrieve(Query.from(question))
            .getFirst()
            .textSegment()
            .metadata()
            .getString("title"));
  }
}
