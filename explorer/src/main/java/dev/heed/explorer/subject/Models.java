package dev.heed.explorer.subject;

import dev.heed.execution.Execution;
import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import dev.heed.models.Encoder;
import dev.heed.models.source.KnownModel;
import dev.heed.models.source.ModelFiles;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The models that texts can be read with; each is loaded when it is first asked for. */
public final class Models implements AutoCloseable {
  private final Loader loader;
  private final Map<String, Model> models = new LinkedHashMap<>();
  private final Map<String, Encoder> loaded = new LinkedHashMap<>();

  /** How a model is loaded. */
  @FunctionalInterface
  public interface Loader {
    /** The model of a source. */
    Encoder load(ModelSource source) throws IOException;
  }

  /**
   * A model and what is known of it without loading it.
   *
   * @param source where its files are
   * @param licence of its weights; null if nothing says it
   * @param from where it comes from, in words
   * @param layers how many
   * @param heads of each layer
   * @param hidden numbers of a state
   * @param maxTokens most tokens of a text
   */
  public record Model(
      ModelSource source,
      @Nullable String licence,
      String from,
      int layers,
      int heads,
      int hidden,
      int maxTokens) {
    /** What users call it: of a folder its last name, for no path of the machine is told. */
    public String name() {
      String name = source.name();
      int cut = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
      return name.substring(cut + 1);
    }
  }

  /**
   * The models of Heed that are on the class path, and perhaps another one before them.
   *
   * @param first the one that is taken where nobody says which; null for all-MiniLM-L6-v2
   * @throws dev.heed.formats.FileException if that one is not there
   */
  public Models(@Nullable ModelSource first, Loader loader) throws IOException {
    this.loader = loader;
    List<KnownModel> present = new ArrayList<>(ModelSource.artifacts());
    present.removeIf(known -> !known.isPresent());
    if (first != null) {
      Optional<KnownModel> known = present.stream().filter(one -> one.source() == first).findAny();
      if (known.isPresent()) {
        add(known.get());
      } else {
        add(first, null, "a folder");
      }
    }
    for (KnownModel known : present) {
      if (!models.containsKey(known.name())) {
        add(known);
      }
    }
  }

  private void add(KnownModel known) throws IOException {
    add(known.source(), known.licence(), known.artifact() + ", made by " + known.origin());
  }

  private void add(ModelSource source, @Nullable String licence, String from) throws IOException {
    ModelFiles files =
        switch (source) {
          case ModelFiles those -> those;
        };
    try (InputStream in = files.open(ModelFiles.CONFIG)) {
      JsonFields config = JsonTree.read(files.place(ModelFiles.CONFIG), in);
      Model model =
          new Model(
              source,
              licence,
              from,
              config.count("num_hidden_layers"),
              config.count("num_attention_heads"),
              config.count("hidden_size"),
              config.count("max_position_embeddings"));
      models.put(model.name(), model);
    }
  }

  /** All of them, the one first that is taken where nobody says which. */
  public List<Model> all() {
    return new ArrayList<>(models.values());
  }

  /**
   * The model of a name, or the first one.
   *
   * @param name null for the first
   */
  public Optional<Model> find(@Nullable String name) {
    return name == null
        ? models.values().stream().findFirst()
        : Optional.ofNullable(models.get(name));
  }

  /** The id of a text that a model reads. */
  public static String id(Model model, String text) {
    return new SubjectId("text").text(model.name()).text(text).toString();
  }

  /**
   * Lets a model read a text.
   *
   * @throws IllegalArgumentException if the text gives no token
   * @throws dev.heed.formats.FileException if the model cannot be loaded
   */
  public TextSubject read(Model model, String text, Execution execution) throws IOException {
    return TextSubject.read(id(model, text), encoder(model), text, execution);
  }

  /** The loaded model. */
  public synchronized Encoder encoder(Model model) throws IOException {
    Encoder known = loaded.get(model.name());
    if (known == null) {
      known = loader.load(model.source());
      loaded.put(model.name(), known);
    }
    return known;
  }

  @Override
  public synchronized void close() {
    loaded.values().forEach(Encoder::close);
    loaded.clear();
  }
}
