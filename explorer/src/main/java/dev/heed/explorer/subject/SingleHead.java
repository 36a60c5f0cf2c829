package dev.heed.explorer.subject;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.inspection.HeadSummary;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.multihead.Projected;
import dev.heed.tensor.Tensor;

/**
 * One head of one layer.
 *
 * @param attention its operator
 * @param arrays Q {@code [1, L, D]}, K {@code [1, S, D]}, V {@code [1, S, Dv]}
 */
public record SingleHead(Attention attention, Projected arrays) implements Head {
  @Override
  public InspectionResult inspect(Inspection inspection) {
    return axis(inspection).select(0);
  }

  /**
   * What the head does, with all else that an inspection finds.
   *
   * @param inspection one that {@link HeadSummary} can be made of
   * @param tokens of the subject
   */
  public Summarised summarise(Inspection inspection, int[] tokens) {
    InspectionResult result = axis(inspection);
    return new Summarised(HeadSummary.of(result, tokens).getFirst(), result.select(0));
  }

  /** A summary and what it was made from, {@code [L, …]}. */
  public record Summarised(HeadSummary summary, InspectionResult result) {}

  private InspectionResult axis(Inspection inspection) {
    return LayerAttention.inspect(attention, arrays, inspection);
  }

  /**
   * Every step, {@code [L, …]}.
   *
   * @throws IllegalArgumentException if there are more scores than {@link Steps#DEFAULT_LIMIT}
   */
  public Steps steps() {
    return attention.steps(query(), key(), value());
  }

  /** Q {@code [L, D]}. */
  public Tensor query() {
    return arrays.query().select(0, 0);
  }

  /** K {@code [S, D]}. */
  public Tensor key() {
    return arrays.key().select(0, 0);
  }

  /** V {@code [S, Dv]}. */
  public Tensor value() {
    return arrays.value().select(0, 0);
  }
}
