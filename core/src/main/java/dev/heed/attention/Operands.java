package dev.heed.attention;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;

/**
 * Queries, keys and values seen with four axes, after every check of their shapes.
 *
 * @param query {@code [B, H, L, D]}
 * @param key {@code [B, Hk, S, D]}
 * @param value {@code [B, Hk, S, Dv]}
 * @param rank axes of the queries as they came
 */
record Operands(Tensor query, Tensor key, Tensor value, int rank) {
  static Operands of(Tensor query, Tensor key, Tensor value) {
    Operands operands =
        new Operands(
            widened("queries", query),
            widened("keys", key),
            widened("values", value),
            query.rank());
    operands.check(query, key, value);
    return operands;
  }

  int batch() {
    return query.size(0);
  }

  int heads() {
    return query.size(1);
  }

  int queries() {
    return query.size(2);
  }

  int keys() {
    return key.size(2);
  }

  int depth() {
    return query.size(3);
  }

  int valueDepth() {
    return value.size(3);
  }

  DType dtype() {
    return query.dtype();
  }

  /** What is computed with: float64 for float64, else float32. */
  DType computed() {
    return dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
  }

  /** The key/value head that query head h reads: ⌊h / (H/Hk)⌋ (S6). */
  int keyHead(int head) {
    return head / (heads() / key.size(1));
  }

  /** {@code [B, H, L, last]}. */
  Shape shape(int last) {
    return Shape.of(batch(), heads(), queries(), last);
  }

  /** The tensor without the leading axes that the queries did not have. */
  Tensor narrowed(Tensor tensor) {
    Tensor narrow = tensor;
    for (int axis = rank; axis < 4; axis++) {
      narrow = narrow.select(0, 0);
    }
    return narrow;
  }

  private static Tensor widened(String name, Tensor tensor) {
    if (tensor.rank() < 2 || tensor.rank() > 4) {
      throw new IllegalArgumentException(
          "%s %s have %d axes: attention takes [L, D], [H, L, D] or [B, H, L, D]"
              .formatted(name, tensor.shape(), tensor.rank()));
    }
    if (tensor.dtype() == DType.BOOL) {
      throw new IllegalArgumentException(name + " are bool: attention takes numbers");
    }
    Tensor wide = Access.require(name, tensor);
    while (wide.rank() < 4) {
      wide = wide.unsqueeze();
    }
    return wide;
  }

  private void check(Tensor q, Tensor k, Tensor v) {
    if (q.dtype() != k.dtype() || q.dtype() != v.dtype()) {
      throw new IllegalArgumentException(
          "queries are %s, keys %s and values %s: all three share one dtype"
              .formatted(q.dtype(), k.dtype(), v.dtype()));
    }
    require(depth() > 0, "queries %s have no columns: D is at least 1", q);
    require(
        key.size(3) == depth(),
        "queries %s and keys %s differ in columns: a query and a key have the same size D",
        q,
        k);
    require(
        key.size(2) == value.size(2),
        "keys %s and values %s differ in rows: each key needs one value",
        k,
        v);
    require(
        key.size(1) == value.size(1),
        "keys %s and values %s differ in heads: they share them",
        k,
        v);
    require(
        key.size(0) == batch() && value.size(0) == batch(),
        "queries %s, keys %s and values %s differ in batch: each sequence needs its own",
        q,
        k,
        v);
    boolean groups = key.size(1) == 0 ? heads() == 0 : heads() % key.size(1) == 0;
    require(
        groups,
        "queries %s have %d heads and keys %s have %d: the first must be a multiple of the second",
        q,
        heads(),
        k,
        key.size(1));
    query.shape().with(3, keys()).elements();
    query.shape().with(3, valueDepth()).elements();
  }

  private static void require(boolean holds, String rule, Object... numbers) {
    if (!holds) {
      Object[] shown = numbers.clone();
      for (int i = 0; i < shown.length; i++) {
        shown[i] = shown[i] instanceof Tensor tensor ? tensor.shape() : shown[i];
      }
      throw new IllegalArgumentException(rule.formatted(shown));
    }
  }
}
