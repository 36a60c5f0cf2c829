package dev.heed.cli.embed;

import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import dev.heed.models.source.KnownModel;
import dev.heed.models.source.ModelFiles;
import dev.heed.models.source.ModelSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model without loading it.
 *
 * @param name what users call it
 * @param from where it comes from
 * @param licence of its weights; null if nothing says it
 * @param sizes null if it is not there
 */
record ModelCard(String name, String from, @Nullable String licence, @Nullable Sizes sizes) {
  private static final int HEAD_LINES = 200;

  /**
   * What its configuration says.
   *
   * @param layers how many times attention and feed-forward follow each other
   * @param heads of each layer
   * @param dimension numbers of an embedding
   * @param maxTokens most tokens of a text
   */
  record Sizes(int layers, int heads, int dimension, int maxTokens) {
    private static Sizes of(ModelFiles files) throws IOException {
      try (InputStream in = files.open(ModelFiles.CONFIG)) {
        JsonFields config = JsonTree.read(files.place(ModelFiles.CONFIG), in);
        return new Sizes(
            config.count("num_hidden_layers"),
            config.count("num_attention_heads"),
            config.count("hidden_size"),
            config.count("max_position_embeddings"));
      }
    }
  }

  /** A model that comes as an artifact, on the class path or not. */
  static ModelCard of(KnownModel model) {
    Sizes sizes;
    try {
      sizes = Sizes.of(files(model.source()));
    } catch (IOException e) {
      sizes = null;
    }
    String from = model.artifact() + ", made by " + model.origin();
    return new ModelCard(model.name(), from, model.licence(), sizes);
  }

  /**
   * A model in a folder.
   *
   * @throws IOException if it has no readable configuration
   */
  static ModelCard of(Path folder) throws IOException {
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    return new ModelCard(
        name,
        folder.toString(),
        licence(folder.resolve("README.md")).orElse(null),
        Sizes.of(files(ModelSource.folder(folder))));
  }

  /** The same as values. */
  Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("from", from);
    fields.put("licence", licence);
    fields.put("present", sizes != null);
    if (sizes != null) {
      fields.put("layers", sizes.layers());
      fields.put("heads", sizes.heads());
      fields.put("dimension", sizes.dimension());
      fields.put("max_tokens", sizes.maxTokens());
    }
    return fields;
  }

  private static ModelFiles files(ModelSource source) {
    return switch (source) {
      case ModelFiles files -> files;
    };
  }

  /** The line {@code license: …} in the head of a model's page on HuggingFace. */
  private static Optional<String> licence(Path readme) {
    try (BufferedReader lines = Files.newBufferedReader(readme, StandardCharsets.UTF_8)) {
      if (!"---".equals(lines.readLine())) {
        return Optional.empty();
      }
      return lines
          .lines()
          .limit(HEAD_LINES)
          .takeWhile(line -> !line.equals("---"))
          .filter(line -> line.startsWith("license:"))
          .map(line -> line.substring("license:".length()).strip())
          .filter(name -> !name.isEmpty())
          .findFirst();
    } catch (IOException | java.io.UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
