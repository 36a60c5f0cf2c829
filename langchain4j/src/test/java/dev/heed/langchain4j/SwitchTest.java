package dev.heed.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.Encoder;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever comes from LangChain4j's own model in process keeps what is stored. */
final class SwitchTest {
  private static final List<TextSegment> TEXTS =
      Shelf.DOCUMENTS.stream().map(document -> document.toTextSegment()).toList();

  @Test
  void vectorsAndTokenCountsAreThoseOfTheModelInNativeCode(@TempDir Path folder)
      throws IOException, ReflectiveOperationException {
    try (PeerModel peer = new PeerModel();
        Encoder encoder = Shelf.encoder()) {
      EmbeddingModel theirs = peer.load(folder);
      Response<List<Embedding>> expected = theirs.embedAll(TEXTS);
      Response<List<Embedding>> actual = HeedEmbeddingModel.of(encoder).embedAll(TEXTS);
      assertThat(actual.content()).hasSameSizeAs(expected.content());
      for (int i = 0; i < TEXTS.size(); i++) {
        assertThat(actual.content().get(i).vector())
            .usingComparatorWithPrecision(1e-6f)
            .containsExactly(expected.content().get(i).vector());
      }
      assertThat(actual.tokenUsage()).isEqualTo(expected.tokenUsage());
    }
  }
}
