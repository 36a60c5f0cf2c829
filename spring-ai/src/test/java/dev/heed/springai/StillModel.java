package dev.heed.springai;

import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

/** A model of somebody else, which is never asked. */
final class StillModel implements EmbeddingModel {
  @Override
  public EmbeddingResponse call(EmbeddingRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public float[] embed(Document document) {
    throw new UnsupportedOperationException();
  }
}
