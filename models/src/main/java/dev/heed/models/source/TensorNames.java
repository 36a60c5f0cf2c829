package dev.heed.models.source;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a tensor of a checkpoint is called in a plain BERT, without the model around it. */
final class TensorNames {
  private static final String AROUND = "bert.";

  /** Places and kinds of tokens by their number, which PyTorch keeps beside the weights. */
  private static final Set<String> COUNTED =
      Set.of("embeddings.position_ids", "embeddings.token_type_ids");

  private TensorNames() {}

  /**
   * The plain name, or null for what has no influence on a state: the pooler, heads for other
   * tasks, and numbers that only count.
   */
  static @Nullable String plain(String name) {
    String inner = name.startsWith(AROUND) ? name.substring(AROUND.length()) : name;
    boolean counts = inner.startsWith("embeddings.") || inner.startsWith("encoder.");
    if (!counts || COUNTED.contains(inner)) {
      return null;
    }
    // The two names that a normalisation's numbers had in TensorFlow.
    return inner
        .replaceFirst("\\.LayerNorm\\.gamma$", ".LayerNorm.weight")
        .replaceFirst("\\.LayerNorm\\.beta$", ".LayerNorm.bias");
  }
}
