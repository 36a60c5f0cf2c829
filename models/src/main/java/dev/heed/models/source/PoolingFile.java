package dev.heed.models.source;

import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.layers.Pooling;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the {@code config.json} of a pooling, in its older and its newer spelling. */
final class PoolingFile {
  private static final String MODE = "pooling_mode";
  private static final List<String> SIZES =
      List.of("word_embedding_dimension", "embedding_dimension");

  /** The flags of the older spelling, and what they are called in the newer one. */
  private static final Map<String, String> FLAGS =
      new TreeMap<>(
          Map.of(
              "pooling_mode_cls_token", "cls",
              "pooling_mode_mean_tokens", "mean",
              "pooling_mode_max_tokens", "max",
              "pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens",
              "pooling_mode_weightedmean_tokens", "weightedmean",
              "pooling_mode_lasttoken", "lasttoken"));

  private static final Map<String, Pooling> KNOWN =
      Map.of("cls", Pooling.CLS, "mean", Pooling.MEAN, "max", Pooling.MAX);

  private PoolingFile() {}

  static Pooling read(JsonFields file, int hiddenSize) throws FileException {
    Set<String> names = new HashSet<>(FLAGS.keySet());
    names.addAll(SIZES);
    names.addAll(List.of(MODE, "include_prompt"));
    file.allow(names);
    // Left out, the tokens of a prompt would not count, and they do here.
    file.allowOnly("include_prompt", true);
    for (String size : SIZES) {
      if (file.has(size) && file.count(size) != hiddenSize) {
        throw file.error(
            "'%s' is %d, and by config.json a state has %d numbers"
                .formatted(size, file.count(size), hiddenSize));
      }
    }
    List<String> modes = modes(file);
    Pooling pooling = modes.size() == 1 ? KNOWN.get(modes.getFirst()) : null;
    if (pooling == null) {
      throw file.error(
          "the pooling is %s: one of cls, max and mean is known here"
              .formatted(
                  modes.isEmpty() ? "none" : JsonFields.quoted(String.join(" and ", modes))));
    }
    return pooling;
  }

  private static List<String> modes(JsonFields file) throws FileException {
    if (file.has(MODE)) {
      return List.of(file.text(MODE));
    }
    List<String> modes = new ArrayList<>();
    for (Map.Entry<String, String> flag : FLAGS.entrySet()) {
      // Unsaid, the mean is wanted and nothing else.
      boolean wanted =
          file.has(flag.getKey()) ? file.flag(flag.getKey()) : flag.getValue().equals("mean");
      if (wanted) {
        modes.add(flag.getValue());
      }
    }
    return modes;
  }
}
