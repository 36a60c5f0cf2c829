package dev.heed.explorer.subject;

import dev.heed.attention.Attention;
import dev.heed.explain.Explanation;
import dev.heed.explain.Pair;
import dev.heed.explain.PrecisionTable;
import dev.heed.explain.QueryRow;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.multihead.Projected;
import dev.heed.tensor.Tensor;

/**
 * All heads of one layer: an operator and what it is applied to.
 *
 * @param attention the operator
 * @param arrays Q {@code [H, L, D]}, K {@code [Hk, S, D]}, V {@code [Hk, S, Dv]}
 * @param alone the operator of each head by itself
 */
public record LayerAttention(Attention attention, Projected arrays, HeadOperator alone) {
  /** What computes one head by itself. */
  @FunctionalInterface
  public interface HeadOperator {
    /** The operator of a head, for tensors with an axis of one head. */
    Attention of(int head);
  }

  /**
   * What an inspection finds in all heads, {@code [H, …]}; the output is not to be used, for where
   * values have no say in what was asked, one column of them is all that is computed with.
   */
  public InspectionResult inspect(Inspection inspection) {
    return inspect(attention, arrays, inspection);
  }

  /** The outputs of all heads for one query, {@code [H, 1, Dv]}. */
  public Tensor outputs(int query) {
    Inspection asked = Inspection.none().onlyQueries(query, query + 1);
    InspectionResult result =
        attention.inspect(arrays.query(), arrays.key(), arrays.value(), asked);
    return result.output().slice(1, query, query + 1).copy();
  }

  static InspectionResult inspect(Attention attention, Projected arrays, Inspection inspection) {
    Tensor value = arrays.value();
    return attention.inspect(
        arrays.query(),
        arrays.key(),
        inspection.valueWeighted() ? value : value.slice(value.rank() - 1, 0, 1),
        inspection);
  }

  /** One head. */
  public SingleHead head(int head) {
    int keyHead = keyHead(head);
    return new SingleHead(
        alone.of(head),
        new Projected(
            arrays.query().slice(0, head, head + 1),
            arrays.key().slice(0, keyHead, keyHead + 1),
            arrays.value().slice(0, keyHead, keyHead + 1)));
  }

  /** The key head that a head reads. */
  public int keyHead(int head) {
    return head / (arrays.query().size(0) / arrays.key().size(0));
  }

  /** One query and one key of a head, step by step. */
  public Explanation explain(int head, int query, int key) {
    return attention.explain(
        arrays.query(), arrays.key(), arrays.value(), new Pair(0, head, query, key));
  }

  /** The row of a query in four precisions. */
  public PrecisionTable precisions(int head, int query, int key) {
    return attention.precisions(
        arrays.query(), arrays.key(), arrays.value(), new Pair(0, head, query, key));
  }

  /** A query of a head against all keys. */
  public QueryRow row(int head, int query) {
    return attention.row(arrays.query(), arrays.key(), arrays.value(), new Pair(0, head, query, 0));
  }
}
