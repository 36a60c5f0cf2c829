package dev.heed.langchain4j;

import dev.heed.models.Encoder;
import dev.heed.models.source.ModelArtifact;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.spi.model.embedding.EmbeddingModelFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * How LangChain4j finds Heed where nobody names a model, as in {@code EmbeddingStoreIngestor} and
 * {@code EmbeddingStoreContentRetriever}. LangChain4j refuses to choose where the class path has
 * several such factories.
 */
public final class HeedEmbeddingModelFactory implements EmbeddingModelFactory {
  private final List<ModelArtifact> artifacts;

  /** Takes the first of Heed's own models that the class path has. */
  public HeedEmbeddingModelFactory() {
    this(ModelArtifact.ours());
  }

  HeedEmbeddingModelFactory(List<ModelArtifact> artifacts) {
    this.artifacts = artifacts;
  }

  /**
   * Loads the model anew at each call.
   *
   * @throws UncheckedIOException if the class path has none of the models or its files are damaged;
   *     the message says what to add, or which file
   */
  @Override
  public EmbeddingModel create() {
    try {
      return HeedEmbeddingModel.of(Encoder.load(ModelArtifact.firstPresent(artifacts)));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
