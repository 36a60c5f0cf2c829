package dev.heed.multihead;

import dev.heed.layers.Linear;
import dev.heed.tensor.Tensor;

/** Checks of what multi-head attention is given, in the axes that the caller knows. */
record EmbeddingCheck(EmbeddingLayout layout, MultiHeadParameters parameters) {
  /**
   * @throws IllegalArgumentException if shapes or dtypes do not fit each other or the parameters
   */
  void require(Tensor query, Tensor key, Tensor value) {
    axes("queries", query);
    axes("keys", key);
    axes("values", value);
    if (query.rank() != key.rank() || query.rank() != value.rank()) {
      throw new IllegalArgumentException(
          "queries %s, keys %s and values %s: all three have an axis N, or none"
              .formatted(query.shape(), key.shape(), value.shape()));
    }
    dtypes(query, key, value);
    columns("queries", query, parameters.query(), "E");
    columns("keys", key, parameters.key(), "kdim");
    columns("values", value, parameters.value(), "vdim");
    int length = query.rank() == 2 || layout == EmbeddingLayout.LENGTH_FIRST ? 0 : 1;
    if (key.size(length) != value.size(length)) {
      throw new IllegalArgumentException(
          "keys %s and values %s, %s: each key needs one value"
              .formatted(key.shape(), value.shape(), order("S")));
    }
    int batch = 1 - length;
    if (query.rank() == 3
        && (query.size(batch) != key.size(batch) || query.size(batch) != value.size(batch))) {
      throw new IllegalArgumentException(
          "queries %s, keys %s and values %s, %s: they have the same number N of sequences"
              .formatted(query.shape(), key.shape(), value.shape(), order("L")));
    }
  }

  private void axes(String name, Tensor tensor) {
    if (tensor.rank() != 2 && tensor.rank() != 3) {
      throw new IllegalArgumentException(
          "%s %s have %d axes: multi-head attention takes %s, or [L, E] for a single sequence"
              .formatted(name, tensor.shape(), tensor.rank(), order("L")));
    }
  }

  private void dtypes(Tensor query, Tensor key, Tensor value) {
    if (query.dtype() != key.dtype() || query.dtype() != value.dtype()) {
      throw new IllegalArgumentException(
          "queries are %s, keys %s and values %s: all three share one dtype"
              .formatted(query.dtype(), key.dtype(), value.dtype()));
    }
    if (!query.dtype().isFloat()) {
      throw new IllegalArgumentException(
          "queries are %s: attention takes floating-point numbers".formatted(query.dtype()));
    }
    if (MultiHeadParameters.computed(query.dtype()) != parameters.computed()) {
      throw new IllegalArgumentException(
          "queries are %s and parameters are computed in %s: float64 goes with float64 alone"
              .formatted(query.dtype(), parameters.computed()));
    }
  }

  private static void columns(String name, Tensor tensor, Linear map, String letter) {
    if (tensor.size(-1) != map.in()) {
      throw new IllegalArgumentException(
          "%s %s have %d columns: %s is %d in these parameters"
              .formatted(name, tensor.shape(), tensor.size(-1), letter, map.in()));
    }
  }

  private String order(String rows) {
    return layout == EmbeddingLayout.LENGTH_FIRST
        ? "[%s, N, E]".formatted(rows)
        : "[N, %s, E]".formatted(rows);
  }
}
