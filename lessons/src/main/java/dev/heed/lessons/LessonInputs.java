package dev.heed.lessons;

import dev.heed.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the attention of a lesson is computed from.
 *
 * @param arrays by name, float64: Q, K, V; or X with W_Q, W_K, W_V; or X alone
 * @param scaled whether scores are divided by √d_k
 * @param causal whether a word sees none after its own
 */
public record LessonInputs(Map<String, Tensor> arrays, boolean scaled, boolean causal) {
  /** Copies the map, whose order stays. */
  public LessonInputs {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /** Queries, keys and values, scaled, with a causal mask. */
  static LessonInputs causal(Tensor query, Tensor key, Tensor value) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("Q", query);
    arrays.put("K", key);
    arrays.put("V", value);
    return new LessonInputs(arrays, true, true);
  }

  /** Embeddings and what they are multiplied with. */
  static LessonInputs projected(
      Tensor x, Tensor queryWeight, Tensor keyWeight, Tensor valueWeight, boolean scaled) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("X", x);
    arrays.put("W_Q", queryWeight);
    arrays.put("W_K", keyWeight);
    arrays.put("W_V", valueWeight);
    return new LessonInputs(arrays, scaled, false);
  }
}
