package dev.heed.models.source;

import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import dev.heed.layers.Pooling;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads how a model's states become an embedding, out of the files that Sentence Transformers keeps
 * it in. What would change a number and is not known here is an error.
 */
public final class EmbeddingFiles {
  private static final String MODULES = "modules.json";
  private static final String TOKENS = "sentence_bert_config.json";
  private static final String PROMPTS = "config_sentence_transformers.json";
  private static final String CASE = "tokenizer_config.json";

  /** A folder beside the list of modules: no path. */
  private static final Pattern FOLDER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");

  private static final String LIBRARY = "sentence_transformers.";

  private final ModelFiles files;

  private EmbeddingFiles(ModelFiles files) {
    this.files = files;
  }

  /**
   * The settings of a model; the mean of length 1 where its files do not say.
   *
   * @param hiddenSize numbers of a state
   * @param positions most tokens that the model takes
   * @param uncased whether its tokenizer makes all letters small
   */
  public static EmbeddingSettings read(
      ModelFiles files, int hiddenSize, int positions, boolean uncased) throws IOException {
    EmbeddingFiles reader = new EmbeddingFiles(files);
    EmbeddingSettings settings =
        files.has(MODULES)
            ? reader.modules(hiddenSize, positions)
            : EmbeddingSettings.mean(positions);
    if (files.has(CASE)) {
      reader.requireCase(uncased);
    }
    if (files.has(TOKENS)) {
      settings = reader.tokens(settings, uncased);
    }
    return files.has(PROMPTS) ? reader.prompts(settings) : settings;
  }

  private EmbeddingSettings modules(int hiddenSize, int positions) throws IOException {
    List<JsonFields> modules = list(MODULES);
    String rule = "a Transformer is followed by a Pooling, and that by a Normalize or nothing";
    if (modules.size() < 2 || modules.size() > 3) {
      throw new FileException(
          files.place(MODULES), "", "names %d modules: %s".formatted(modules.size(), rule));
    }
    List<String> order = List.of("Transformer", "Pooling", "Normalize");
    for (int i = 0; i < modules.size(); i++) {
      JsonFields module = modules.get(i);
      module.allow(Set.of("idx", "name", "path", "type", "kwargs"));
      String type = module.text("type");
      if (!type.startsWith(LIBRARY) || !type.endsWith("." + order.get(i))) {
        throw module.error(
            "the module %s is not known here: %s".formatted(JsonFields.quoted(type), rule));
      }
    }
    if (!modules.getFirst().text("path").isEmpty()) {
      throw modules
          .getFirst()
          .error("the Transformer has a path: it is read where modules.json lies");
    }
    String path = modules.get(1).text("path");
    if (!FOLDER.matcher(path).matches()) {
      throw modules
          .get(1)
          .error("'path' is %s: a folder beside this file".formatted(JsonFields.quoted(path)));
    }
    Pooling pooling = PoolingFile.read(object(path + "/config.json"), hiddenSize);
    return EmbeddingSettings.mean(positions)
        .withPooling(pooling)
        .withUnitLength(modules.size() == 3);
  }

  private EmbeddingSettings tokens(EmbeddingSettings settings, boolean uncased) throws IOException {
    JsonFields file = object(TOKENS);
    file.allow(Set.of("max_seq_length", "do_lower_case"));
    if (file.has("do_lower_case") && file.flag("do_lower_case") && !uncased) {
      throw file.error("'do_lower_case' is true, and the tokenizer keeps capitals apart");
    }
    if (!file.has("max_seq_length")) {
      return settings;
    }
    int most = file.count("max_seq_length");
    if (most == 0) {
      throw file.error("'max_seq_length' is 0: a text has tokens");
    }
    return settings.withMaxTokens(Math.min(most, settings.maxTokens()));
  }

  private void requireCase(boolean uncased) throws IOException {
    JsonFields file = object(CASE);
    if (file.has("do_lower_case") && file.flag("do_lower_case") != uncased) {
      throw file.error(
          "'do_lower_case' is %s, and tokenizer.json says the opposite".formatted(!uncased));
    }
  }

  private EmbeddingSettings prompts(EmbeddingSettings settings) throws IOException {
    JsonFields file = object(PROMPTS);
    file.allow(
        Set.of(
            "__version__", "prompts", "default_prompt_name", "similarity_fn_name", "model_type"));
    file.allowOnly("model_type", "SentenceTransformer");
    Map<String, String> prompts = new HashMap<>();
    if (file.has("prompts")) {
      JsonFields all = file.object("prompts");
      for (String name : all.fields().keySet()) {
        prompts.put(name, all.text(name));
      }
    }
    String prefix = settings.prefix();
    if (file.has("default_prompt_name")) {
      String name = file.text("default_prompt_name");
      prefix = prompts.get(name);
      if (prefix == null) {
        throw file.error(
            "'default_prompt_name' is %s, and there is no such prompt"
                .formatted(JsonFields.quoted(name)));
      }
    }
    return settings.withPrompts(prompts).withPrefix(prefix);
  }

  private JsonFields object(String file) throws IOException {
    return read(file, JsonTree::read);
  }

  private List<JsonFields> list(String file) throws IOException {
    return read(file, JsonTree::readObjects);
  }

  /** What reads a file out of a stream. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(String name, InputStream in) throws IOException;
  }

  private <T> T read(String file, Reader<T> reader) throws FileException {
    String place = files.place(file);
    try (InputStream in = files.open(file)) {
      return reader.read(place, in);
    } catch (IOException e) {
      throw FileException.reading(place, e);
    }
  }
}
