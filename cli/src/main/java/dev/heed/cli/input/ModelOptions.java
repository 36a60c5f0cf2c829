package dev.heed.cli.input;

import dev.heed.cli.console.Console;
import dev.heed.formats.FileException;
import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which model reads a text. */
public final class ModelOptions {
  /** The options' names. */
  public static final List<String> NAMES = List.of("--model", "--cache", "--no-cache");

  @Option(
      names = "--model",
      paramLabel = "DIR|NAME",
      description =
          "Folder with config.json, tokenizer.json and weights of a BERT encoder, or the name of a"
              + " model that comes along, see heed models (default: all-MiniLM-L6-v2).")
  private @Nullable String model;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Folder for a copy of the weights that loads fast (default: $XDG_CACHE_HOME/heed or"
              + " ~/.cache/heed).")
  private @Nullable Path cache;

  @Option(names = "--no-cache", description = "Neither reads nor writes such a copy.")
  private boolean withoutCache;

  /** The model, which runs as {@code run} says. */
  public Encoder load(EncoderLoader loader, RunOptions run, Console console) throws IOException {
    ModelSource source = source();
    return load(loader, source == null ? ModelSource.miniLm() : source, console)
        .withExecution(run.execution());
  }

  /** A model of a source, with a copy of its weights where the options want one. */
  public Encoder load(EncoderLoader loader, ModelSource source, Console console)
      throws IOException {
    if (withoutCache && cache != null) {
      throw new IllegalArgumentException(
          "--cache %s with --no-cache: one of them".formatted(cache));
    }
    Path folder = cache == null ? defaultCache(System.getenv()) : cache;
    return loader.load(
        source, withoutCache ? null : folder, sentence -> console.error("heed: " + sentence));
  }

  /** The source of the model that was named; null where none was. */
  public @Nullable ModelSource source() throws FileException {
    return model == null ? null : ModelSource.named(model);
  }

  /**
   * Where programs of the user keep what they can make again; null where there is no such place.
   */
  public static @Nullable Path defaultCache(Map<String, String> environment) {
    Path named = absolute(environment.get("XDG_CACHE_HOME"));
    if (named != null) {
      return named.resolve("heed");
    }
    Path home = absolute(environment.get("HOME"));
    return home == null ? null : home.resolve(".cache").resolve("heed");
  }

  /** The path if it is absolute: the rules of XDG want others left alone. */
  private static @Nullable Path absolute(@Nullable String name) {
    try {
      Path path = name == null ? null : Path.of(name);
      return path != null && path.isAbsolute() ? path : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
