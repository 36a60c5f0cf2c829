package dev.heed.cli.embed;

import dev.heed.layers.Pooling;
import dev.heed.models.Encoder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how a text becomes a vector, where the model's own way is not wanted. */
final class EmbeddingOptions {
  @Option(
      names = "--prompt",
      paramLabel = "NAME",
      description =
          "Puts before each text what the model's authors have under this name; with similar, before"
              + " the query.")
  private @Nullable String prompt;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "Puts this there, such as \"query: \" for an E5.")
  private @Nullable String prefix;

  @Option(
      names = "--pooling",
      paramLabel = "mean|cls|max",
      description = "How the states of all tokens become one vector (default: the model's way).")
  private @Nullable Pooling pooling;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "Most tokens of a text; what is longer is cut (default: the model's limit).")
  private @Nullable Integer maxTokens;

  /** The model with these settings, but nothing before a text. */
  Encoder applyTo(Encoder encoder) {
    var settings = encoder.settings();
    settings = pooling == null ? settings : settings.withPooling(pooling);
    settings = maxTokens == null ? settings : settings.withMaxTokens(maxTokens);
    return encoder.withSettings(settings);
  }

  /** The model with what the options put before every text. */
  Encoder prefixed(Encoder encoder) {
    return prefixed(encoder, prefix, prompt);
  }

  /** Whether something is put there. */
  boolean givesPrefix() {
    return prefix != null || prompt != null;
  }

  /** The model with something before every text. */
  static Encoder prefixed(Encoder encoder, @Nullable String prefix, @Nullable String prompt) {
    if (prefix != null && prompt != null) {
      throw new IllegalArgumentException(
          "prefix '%s' and prompt '%s': a text has one of them before it"
              .formatted(prefix, prompt));
    }
    if (prompt != null) {
      return encoder.withPrompt(prompt);
    }
    return prefix == null ? encoder : encoder.withPrefix(prefix);
  }
}
