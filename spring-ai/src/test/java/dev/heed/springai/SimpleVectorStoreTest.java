package dev.heed.springai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.Encoder;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.ai.vectorstore.VectorStore;

/** Documents in Spring AI's own store in memory, and questions about them. */
final class SimpleVectorStoreTest {
  @Test
  void aQuestionFindsItsDocument() throws IOException {
    try (Encoder encoder = Shelf.encoder()) {
      VectorStore store = filled(HeedEmbeddingModel.of(encoder));
      assertThat(best(store, "Why does dough get bigger?").getId()).isEqualTo("bread");
      assertThat(best(store, "What makes the tides?").getMetadata()).containsEntry("title", "moon");
    }
  }

  @Test
  void theStoreAsksWithThePrefixOfQueries() throws IOException {
    try (Encoder encoder = Shelf.encoder()) {
      Encoder queries = encoder.withPrefix("the moon and the sea: ");
      EmbeddingModel model = HeedEmbeddingModel.of(encoder).withQueries(queries);
      String question = "a cat";
      assertThat(best(filled(HeedEmbeddingModel.of(encoder)), question).getId()).isEqualTo("cats");
      Document found = best(filled(model), question);
      assertThat(found.getId()).isEqualTo("moon");
      // Its score is that of the two vectors, one with the prefix and one without.
      assertThat(found.getScore())
          .isEqualTo(
              SimpleVectorStore.EmbeddingMath.cosineSimilarity(
                  queries.embed(question).toFloatArray(),
                  encoder.embed(found.getText()).toFloatArray()));
    }
  }

  private static VectorStore filled(EmbeddingModel model) {
    VectorStore store = SimpleVectorStore.builder(model).build();
    store.add(Shelf.DOCUMENTS);
    return store;
  }

  private static Document best(VectorStore store, String question) {
    List<Document> found =
        store.similaritySearch(SearchRequest.builder().query(question).topK(1).build());
    return found.getFirst();
  }
}
