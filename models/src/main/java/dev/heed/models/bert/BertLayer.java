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
import java.util.Arrays;
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
    Tensor context = space.context(rows);
    int texts = starts.length - 1;
    for (int first = 0, end; first < texts; first = end) {
      end = execution.threads() > 1 ? texts : together(starts, first);
      int[] own = Arrays.copyOfRange(starts, first, end + 1);
      attend(states.slice(0, own[0], own[end - first]), own, context, space, execution);
    }
    Tensor attended = space.attended(rows);
    merged.apply(context, attended, execution);
    mergedNorm.applyInPlace(attended, states, execution);
    feedForward.apply(attended, states, space, execution);
  }

  /** Behind the texts whose queries, keys and values are computed and used together. */
  private static int together(int[] starts, int first) {
    int end = first + 1;
    while (end + 1 < starts.length && starts[end + 1] - starts[first] <= Workspace.TOGETHER) {
      end++;
    }
    return end;
  }

  /** Attention of some texts, into their rows of the context of all. */
  private void attend(
      Tensor states, int[] starts, Tensor context, Workspace space, Execution execution) {
    int from = starts[0];
    int to = starts[starts.length - 1];
    Tensor projected = space.projected(to - from);
    projection.apply(states, projected, execution);
    Attention attention = attention(execution);
    if (starts.length > 2) {
      int[] own = Arrays.stream(starts).map(start -> start - from).toArray();
      attention = attention.withMask(Mask.packed(own));
    }
    attention.compute(
        heads(projected, 0),
        heads(projected, 1),
        heads(projected, 2),
        context.slice(0, from, to).splitHeads(heads));
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
