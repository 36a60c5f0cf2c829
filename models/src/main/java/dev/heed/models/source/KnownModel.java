package dev.heed.models.source;

import java.util.List;

/**
 * A model that comes as an artifact beside Heed, and what is known of it without loading it.
 *
 * @param source where it is loaded from
 * @param dimensions numbers of an embedding
 * @param maxTokens most tokens of a text
 * @param licence the licence of its weights
 * @param origin who made it, and where the files come from
 */
public record KnownModel(
    ModelArtifact source, int dimensions, int maxTokens, String licence, String origin) {
  /** All of them. */
  static final List<KnownModel> ALL =
      List.of(
          new KnownModel(
              ModelArtifact.MINILM,
              384,
              512,
              "Apache-2.0",
              "sentence-transformers/all-MiniLM-L6-v2, exported to ONNX by Xenova"),
          new KnownModel(
              ModelArtifact.BGE_SMALL,
              384,
              512,
              "MIT",
              "BAAI/bge-small-en-v1.5, exported to ONNX by Xenova"));

  /** The model's name. */
  public String name() {
    return source.name();
  }

  /** The artifact that brings it, as Maven writes it. */
  public String artifact() {
    return source.artifact();
  }

  /** Whether the artifact is on the class path. */
  public boolean isPresent() {
    return source.isPresent();
  }
}
