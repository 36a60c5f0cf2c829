package dev.heed.engine.operand;

import dev.heed.tensor.Access;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Queries, keys and values seen with four axes, after every check of their shapes.
 *
 * @param query {@code [B, H, L, D]}
 * @param key {@code [B, Hk, S, D]}, or pages {@code [pages, Hk, keys of a page, D]}
 * @param value {@code [B, Hk, S, Dv]}, or pages {@code [pages, Hk, keys of a page, Dv]}
 * @param rank axes of the queries as they came
 * @param places where keys lie; null for rows 0 to S
 */
public record Operands(
    Tensor query, Tensor key, Tensor value, int rank, @Nullable KeyPlaces places) {
  /**
   * Tensors of two to four axes.
   *
   * @throws IllegalArgumentException if shapes or dtypes do not fit
   * @throws IllegalStateException if native memory is closed
   * @throws WrongThreadException if native memory is confined to another thread
   */
  public static Operands of(Tensor query, Tensor key, Tensor value) {
    Operands operands =
        new Operands(
            widened("queries", query),
            widened("keys", key),
            widened("values", value),
            query.rank(),
            null);
    operands.check(query, key, value);
    return operands;
  }

  /** Queries of sequences whose keys and values lie in pages. */
  public static Operands paged(Tensor query, Pages pages, int @Nullable [] offsets) {
    Operands operands =
        new Operands(
            widened("queries", query),
            Access.require("pages of keys", pages.keys()),
            Access.require("pages of values", pages.values()),
            query.rank(),
            new KeyPlaces.Paged(pages, offsets));
    operands.checkPaged(query);
    return operands;
  }

  /**
   * Operands of which the keys and values are a part of those of each sequence.
   *
   * @param first the key that row 0 is
   * @param keys of the whole
   */
  public static Operands part(Tensor query, Tensor key, Tensor value, int first, int keys) {
    Operands whole = of(query, key, value);
    if (first < 0 || keys < 0 || whole.keys() > keys - first) {
      throw new IllegalArgumentException(
          "keys %s from key %d on are no part of %d keys".formatted(key.shape(), first, keys));
    }
    KeyPlaces part = new KeyPlaces.Part(first, keys, 0, whole.queries());
    return new Operands(whole.query, whole.key, whole.value, whole.rank, part);
  }

  /**
   * The same operands of a part of the keys, with queries that are a part of those of each
   * sequence.
   *
   * @param first the query that row 0 is
   * @param all queries of the whole
   */
  public Operands partOfQueries(int first, int all) {
    if (first < 0 || all < 0 || queries() > all - first) {
      throw new IllegalArgumentException(
          "%d queries from query %d on are no part of %d queries".formatted(queries(), first, all));
    }
    KeyPlaces part = new KeyPlaces.Part(firstKey(), keys(), first, all);
    return new Operands(query, key, value, rank, part);
  }

  /** The same with other queries of the same shape and dtype. */
  public Operands withQuery(Tensor other) {
    return new Operands(other, key, value, rank, places);
  }

  /** B, entries of the batch. */
  public int batch() {
    return query.size(0);
  }

  /** H, query heads. */
  public int heads() {
    return query.size(1);
  }

  /** L, queries of an entry of the batch. */
  public int queries() {
    return query.size(2);
  }

  /** Keys of a sequence, or of the longest one. */
  public int keys() {
    return places == null ? key.size(2) : places.keys();
  }

  /** The first key that there is, of a part of the keys; 0 otherwise. */
  public int firstKey() {
    return places instanceof KeyPlaces.Part part ? part.first() : 0;
  }

  /** Keys of a sequence, or of the longest one, that there are; of a part, its own. */
  public int ownKeys() {
    return places instanceof KeyPlaces.Part ? key.size(2) : keys();
  }

  /** Queries of an entry of the batch; of a part, those of the whole. */
  public int allQueries() {
    return places instanceof KeyPlaces.Part part ? part.queries() : queries();
  }

  /** {@code [B, H, L, S]}; of a part, those of the whole. */
  public Shape scores() {
    return Shape.of(batch(), heads(), allQueries(), keys());
  }

  /** D, columns of a query and a key. */
  public int depth() {
    return query.size(3);
  }

  /** Dv, columns of a value. */
  public int valueDepth() {
    return value.size(3);
  }

  /** What the queries are, and the output will be. */
  public DType dtype() {
    return query.dtype();
  }

  /** What is computed with: float64 for float64, else float32. */
  public DType computed() {
    return dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
  }

  /** The key/value head that query head h reads: ⌊h / (H/Hk)⌋ (S6). */
  public int keyHead(int head) {
    return head / (heads() / key.size(1));
  }

  /** {@code [B, H, L, last]}. */
  public Shape shape(int last) {
    return Shape.of(batch(), heads(), queries(), last);
  }

  /** The tensor without the leading axes that the queries did not have. */
  public Tensor narrowed(Tensor tensor) {
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
    if (!tensor.dtype().isFloat()) {
      throw new IllegalArgumentException(
          "%s are %s: attention takes floating-point numbers".formatted(name, tensor.dtype()));
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
    checkColumns(q, k);
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
    checkHeads(q, k);
  }

  private void checkPaged(Tensor q) {
    boolean wide = key.dtype() == DType.FLOAT64;
    if (wide != (q.dtype() == DType.FLOAT64) || wide != (value.dtype() == DType.FLOAT64)) {
      throw new IllegalArgumentException(
          "queries are %s, pages of keys %s and of values %s: all are float64, or none"
              .formatted(q.dtype(), key.dtype(), value.dtype()));
    }
    checkColumns(q, key);
    checkHeads(q, key);
  }

  private void checkColumns(Tensor q, Tensor k) {
    require(depth() > 0, "queries %s have no columns: D is at least 1", q);
    require(
        key.size(3) == depth(),
        "queries %s and keys %s differ in columns: a query and a key have the same size D",
        q,
        k);
  }

  private void checkHeads(Tensor q, Tensor k) {
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
