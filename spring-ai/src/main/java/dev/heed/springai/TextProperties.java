package dev.heed.springai;

import dev.heed.layers.Pooling;
import dev.heed.models.Encoder;
import dev.heed.models.source.EmbeddingSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What of a text becomes its vector. What is missing stays as the model's authors have it.
 *
 * @param pooling How the states of all tokens become one vector.
 * @param unitLength Whether vectors have length 1.
 * @param maxTokens Most tokens of a text, those around it included. What is longer is cut.
 * @param prefix What stands before every text, such as "passage: ".
 * @param prompt The name under which the model's authors have that prefix, in place of it.
 */
@ConfigurationProperties(EncoderProperties.PREFIX)
record TextProperties(
    @Nullable Pooling pooling,
    @Nullable Boolean unitLength,
    @Nullable Integer maxTokens,
    @Nullable String prefix,
    @Nullable String prompt) {
  Encoder applyTo(Encoder encoder) {
    EmbeddingSettings settings = encoder.settings();
    if (pooling != null) {
      settings = settings.withPooling(pooling);
    }
    if (unitLength != null) {
      settings = settings.withUnitLength(unitLength);
    }
    Encoder plain = encoder.withSettings(settings);
    Encoder limited =
        maxTokens == null
            ? plain
            : PropertyException.guard(
                "max-tokens", () -> plain.withSettings(plain.settings().withMaxTokens(maxTokens)));
    return prefixed(limited, "", prefix, prompt);
  }

  /** With the prefix or the prompt of two properties, of which one may be set. */
  static Encoder prefixed(
      Encoder encoder, String property, @Nullable String prefix, @Nullable String prompt) {
    if (prefix != null && prompt != null) {
      throw new PropertyException(
          property + "prefix", "set beside %sprompt: a prompt is a prefix".formatted(property));
    }
    if (prompt != null) {
      return PropertyException.guard(property + "prompt", () -> encoder.withPrompt(prompt));
    }
    return prefix == null ? encoder : encoder.withPrefix(prefix);
  }
}
