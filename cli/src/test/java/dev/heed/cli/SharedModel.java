package dev.heed.cli;

import dev.heed.cli.input.EncoderLoader;
import dev.heed.cli.input.ModelOptions;
import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** all-MiniLM-L6-v2, loaded once for all tests that ask for nothing else. */
public final class SharedModel implements EncoderLoader {
  @Override
  public Encoder load(ModelSource source, @Nullable Path cache, Consumer<String> notice)
      throws IOException {
    boolean usual = Objects.equals(cache, ModelOptions.defaultCache(System.getenv()));
    return source.equals(ModelSource.miniLm()) && (usual || cache == null)
        ? encoder()
        : EncoderLoader.direct().load(source, cache, notice);
  }

  public static Encoder encoder() {
    return Loaded.ENCODER;
  }

  private static final class Loaded {
    static final Encoder ENCODER = load();

    private static Encoder load() {
      try {
        return Encoder.load(ModelSource.miniLm());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
