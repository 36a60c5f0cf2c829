package dev.heed.cli.input;

import dev.heed.models.source.ModelSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The models that users can name, since they come as artifacts. */
public final class KnownModels {
  private static final List<KnownModel> ALL =
      List.of(
          new KnownModel(
              ModelSource.miniLm(), "dev.heed:heed-minilm", "Apache-2.0", "sentence-transformers"));

  private KnownModels() {}

  /**
   * One of them.
   *
   * @param source where it is loaded from
   * @param artifact what brings it, as Maven writes it
   * @param licence of its weights
   * @param origin who made it
   */
  public record KnownModel(ModelSource source, String artifact, String licence, String origin) {
    /** What users call it. */
    public String name() {
      return source.name();
    }
  }

  /** All of them, the usual one first. */
  public static List<KnownModel> all() {
    return ALL;
  }

  /** The one of a name, in any case. */
  static Optional<ModelSource> named(String name) {
    return ALL.stream()
        .filter(
            model -> model.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
        .map(KnownModel::source)
        .findFirst();
  }

  /** Their names, for messages. */
  static String names() {
    return ALL.stream().map(KnownModel::name).collect(Collectors.joining(", "));
  }
}
