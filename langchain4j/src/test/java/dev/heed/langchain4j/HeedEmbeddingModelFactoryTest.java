package dev.heed.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.formats.FileException;
import dev.heed.models.source.ModelArtifact;
import dev.langchain4j.spi.ServiceHelper;
import dev.langchain4j.spi.model.embedding.EmbeddingModelFactory;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How LangChain4j finds a model that nobody named. */
final class HeedEmbeddingModelFactoryTest {
  private static final ModelArtifact ABSENT =
      new ModelArtifact(
          "bge", "dev.heed:heed-bge", "dev/heed/absent", ModelArtifact.class.getClassLoader());

  @Test
  void langChain4jFindsThisFactoryAndNoOther() {
    assertThat(ServiceHelper.loadFactories(EmbeddingModelFactory.class))
        .singleElement()
        .isInstanceOf(HeedEmbeddingModelFactory.class);
  }

  @Test
  void theModelOfTheClassPathIsMade() {
    assertThat(new HeedEmbeddingModelFactory().create().modelName()).isEqualTo("all-MiniLM-L6-v2");
  }

  @Test
  void whereTheFirstIsMissingTheNextIsMade() {
    List<ModelArtifact> artifacts = List.of(ABSENT, ModelArtifact.MINILM);
    assertThat(new HeedEmbeddingModelFactory(artifacts).create().modelName())
        .isEqualTo("all-MiniLM-L6-v2");
  }

  @Test
  void whereAllAreMissingTheErrorSaysWhatToAdd() {
    ModelArtifact other =
        new ModelArtifact("other", "dev.heed:heed-other", "dev/heed/none", ABSENT.loader());
    assertThatThrownBy(() -> new HeedEmbeddingModelFactory(List.of(ABSENT, other)).create())
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(FileException.class)
        .hasMessage(
            "the class path: has no model: add the artifact dev.heed:heed-bge or"
                + " dev.heed:heed-other");
  }
}
