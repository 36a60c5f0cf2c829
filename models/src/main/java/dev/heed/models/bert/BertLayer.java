package dev.heed.models.bert;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.layers.LayerNorm;
import dev.heed.layers.Linear;
import dev.heed.mask.Mask;
import dev.heed.models.weights.ModelWeights;
import dev.heed.tensor.Tensor;
import java.util.List;

/** One layer of BERT: attention, then feed-forward, each added to what came in and normalised. */
public record BertLayer(
    int heads, Linear projection, Linear merged, LayerNorm mergedNorm, FeedForward feedForward) {

  /** The layer of a name such as {@code encoder.layer.0}. */
  static BertLayer of(String name, BertConfig config, ModelWeights weights) throws FileException {
    int size = config.hiddenSize();
    int inner = config.innerSize();
    double epsilon = config.epsilon();
    String self = name + ".attention.self.";
    return new BertLayer(
        config.heads(),
        weights.stacked(List.of(self + "query", self + "key", self + "value"), size, size),
        weights.linear(name + ".attention.output.dense", size, size),
        weights.norm(name + ".attention.output.LayerNorm", size, epsilon),
        new FeedForward(
            weights.linear(name + ".intermediate.dense", size, inner),
            weights.linear(name + ".output.dense", inner, size),
            weights.norm(name + ".output.LayerNorm", size, epsilon)));
  }

  /** Replaces the states of all texts, {@code [ΣT, hidden]}, by the next ones. */
  void apply(Tensor states, int[] starts, Workspace space, Execution execution) {
    int rows = states.size(0);
    Tensor projected = space.projected(rows);
    projection.apply(states, projected, execution);
    Tensor context = space.context(rows);
    Attention attention = attention(execution);
    if (starts.length > 2) {
      attention = attention.withMask(Mask.packed(starts));
    }
    attention.compute(
        heads(projected, 0), heads(projected, 1), heads(projected, 2), context.splitHeads(heads));
    Tensor attended = space.attended(rows);
    merged.apply(context, attended, execution);
    mergedNorm.applyInPlace(attended, states, execution);
    feedForward.apply(attended, states, space, execution);
  }

  /** Queries, keys and values of all heads, from the states {@code [T, hidden]} of one text. */
  public HeadInputs inputs(Tensor states, Execution execution) {
    Tensor projected = projection.apply(states, execution);
    return new HeadInputs(heads(projected, 0), heads(projected, 1), heads(projected, 2));
  }

  /** Every step of the attention over one text, from its states {@code [T, hidden]}. */
  public Steps steps(Tensor states, Execution execution) {
    Tensor projected = projection.apply(states, execution);
    long scores = (long) heads * states.size(0) * states.size(0);
    return attention(execution)
        .steps(heads(projected, 0), heads(projected, 1), heads(projected, 2), scores);
  }

  /** What is asked of the attention over one text, from its states {@code [T, hidden]}. */
  public InspectionResult inspect(Tensor states, Inspection inspection, Execution execution) {
    Tensor projected = projection.apply(states, execution);
    return attention(execution)
        .inspect(heads(projected, 0), heads(projected, 1), heads(projected, 2), inspection);
  }

  /** Queries (0), keys (1) or values (2) of all heads, {@code [heads, ΣT, D]}. */
  private Tensor heads(Tensor projected, int part) {
    int size = projected.size(1) / 3;
    return projected.slice(1, part * size, (part + 1) * size).splitHeads(heads);
  }

  private static Attention attention(Execution execution) {
    return Attention.scaledDotProduct().withExecution(execution);
  }
}
