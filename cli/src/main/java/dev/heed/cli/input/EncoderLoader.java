package dev.heed.cli.input;

import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How commands get a model. */
@FunctionalInterface
public interface EncoderLoader {
  /**
   * The model of a source.
   *
   * @param cache the folder for a packed copy; null for none
   * @param notice takes a sentence when the folder is of no use
   */
  Encoder load(ModelSource source, @Nullable Path cache, Consumer<String> notice)
      throws IOException;

  /** Loads it anew each time. */
  static EncoderLoader direct() {
    return (source, cache, notice) ->
        cache == null ? Encoder.load(source) : Encoder.load(source, cache, notice);
  }
}
