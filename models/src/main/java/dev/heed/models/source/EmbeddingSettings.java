package dev.heed.models.source;

import dev.heed.layers.Pooling;
import java.util.Map;
import java.util.Objects;

/**
 * How a model's states become an embedding, as its authors mean it.
 *
 * @param pooling how the states of all tokens become one vector
 * @param unitLength whether that is divided by its length
 * @param maxTokens most tokens of a text, those of the frame included; what is longer is cut
 * @param prefix what stands before every text, such as {@code "query: "}; often nothing
 * @param prompts the prefixes that the model knows, by name
 */
public record EmbeddingSettings(
    Pooling pooling,
    boolean unitLength,
    int maxTokens,
    String prefix,
    Map<String, String> prompts) {
  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if {@code maxTokens} is below 1
   */
  public EmbeddingSettings {
    Objects.requireNonNull(pooling, "pooling");
    Objects.requireNonNull(prefix, "prefix");
    prompts = Map.copyOf(prompts);
    if (maxTokens < 1) {
      throw new IllegalArgumentException(
          maxTokens + " tokens: a text has at least 1, with what stands around it");
    }
  }

  /** The mean of all tokens, of length 1, without a prefix: what most models do. */
  public static EmbeddingSettings mean(int maxTokens) {
    return new EmbeddingSettings(Pooling.MEAN, true, maxTokens, "", Map.of());
  }

  /** The same with another pooling. */
  public EmbeddingSettings withPooling(Pooling other) {
    return new EmbeddingSettings(other, unitLength, maxTokens, prefix, prompts);
  }

  /** The same with vectors of length 1, or as they come. */
  public EmbeddingSettings withUnitLength(boolean wanted) {
    return new EmbeddingSettings(pooling, wanted, maxTokens, prefix, prompts);
  }

  /** The same with another limit. */
  public EmbeddingSettings withMaxTokens(int most) {
    return new EmbeddingSettings(pooling, unitLength, most, prefix, prompts);
  }

  /** The same with another prefix. */
  public EmbeddingSettings withPrefix(String other) {
    return new EmbeddingSettings(pooling, unitLength, maxTokens, other, prompts);
  }

  /** The same with other prompts. */
  public EmbeddingSettings withPrompts(Map<String, String> other) {
    return new EmbeddingSettings(pooling, unitLength, maxTokens, prefix, other);
  }
}
