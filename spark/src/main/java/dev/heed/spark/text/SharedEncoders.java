package dev.heed.spark.text;

import dev.heed.layers.Pooling;
import dev.heed.models.Encoder;
import dev.heed.models.source.EmbeddingSettings;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The encoders of this JVM: each model is loaded once, and all tasks share its weights. They stay
 * until the executor ends.
 */
final class SharedEncoders {
  private static final Map<String, Encoder> LOADED = new ConcurrentHashMap<>();

  private SharedEncoders() {}

  /**
   * The encoder of a choice.
   *
   * @throws UncheckedIOException if its model cannot be read
   * @throws IllegalArgumentException if the choice does not fit it
   */
  static Encoder of(ModelChoice choice) {
    Encoder encoder = LOADED.computeIfAbsent(choice.model(), SharedEncoders::load);
    EmbeddingSettings settings = encoder.settings();
    if (!choice.pooling().isEmpty()) {
      Pooling pooling = Pooling.valueOf(choice.pooling().toUpperCase(Locale.ROOT));
      settings = settings.withPooling(pooling);
    }
    if (choice.maxTokens() > 0) {
      settings = settings.withMaxTokens(choice.maxTokens());
    }
    return encoder.withSettings(
        settings.withUnitLength(choice.unitLength()).withPrefix(choice.prefix()));
  }

  private static Encoder load(String model) {
    try {
      return Encoder.load(ModelSource.named(model));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
