package dev.heed.models.bert;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.layers.Gelu;
import dev.heed.layers.LayerNorm;
import dev.heed.layers.Linear;
import dev.heed.models.weights.ModelWeights;
import dev.heed.tensor.Tensor;
import java.util.function.IntConsumer;

/** One layer of BERT: attention, then feed-forward, each added to what came in and normalised. */
public record BertLayer(
    int heads,
    Linear query,
    Linear key,
    Linear value,
    Linear merged,
    LayerNorm mergedNorm,
    Linear inner,
    Linear outer,
    LayerNorm outerNorm) {

  /** The layer of a name such as {@code encoder.layer.0}. */
  static BertLayer of(String name, BertConfig config, ModelWeights weights) throws FileException {
    int size = config.hiddenSize();
    int inner = config.innerSize();
    return new BertLayer(
        config.heads(),
        weights.linear(name + ".attention.self.query", size, size),
        weights.linear(name + ".attention.self.key", size, size),
        weights.linear(name + ".attention.self.value", size, size),
        weights.linear(name + ".attention.output.dense", size, size),
        weights.norm(name + ".attention.output.LayerNorm", config.hiddenSize(), config.epsilon()),
        weights.linear(name + ".intermediate.dense", size, inner),
        weights.linear(name + ".output.dense", inner, size),
        weights.norm(name + ".output.LayerNorm", config.hiddenSize(), config.epsilon()));
  }

  /** The next states of all texts, {@code [ΣT, hidden]}. */
  Tensor apply(Tensor states, int[] starts, Execution execution) {
    Tensor context = attend(states, starts, execution);
    Tensor attended = mergedNorm.applyToSum(merged.apply(context, execution), states, execution);
    Tensor widened = Gelu.apply(inner.apply(attended, execution), execution);
    return outerNorm.applyToSum(outer.apply(widened, execution), attended, execution);
  }

  /** Every step of the attention over one text, from its states {@code [T, hidden]}. */
  public Steps steps(Tensor states, Execution execution) {
    Tensor q = query.apply(states, execution).splitHeads(heads);
    Tensor k = key.apply(states, execution).splitHeads(heads);
    Tensor v = value.apply(states, execution).splitHeads(heads);
    long scores = (long) heads * states.size(0) * states.size(0);
    return attention(execution).steps(q, k, v, scores);
  }

  /** What is asked of the attention over one text, from its states {@code [T, hidden]}. */
  public InspectionResult inspect(Tensor states, Inspection inspection, Execution execution) {
    Tensor q = query.apply(states, execution).splitHeads(heads);
    Tensor k = key.apply(states, execution).splitHeads(heads);
    Tensor v = value.apply(states, execution).splitHeads(heads);
    return attention(execution).inspect(q, k, v, inspection);
  }

  private Tensor attend(Tensor states, int[] starts, Execution execution) {
    Tensor q = query.apply(states, execution);
    Tensor k = key.apply(states, execution);
    Tensor v = value.apply(states, execution);
    Tensor context = Tensor.zeros(states.dtype(), states.shape());
    int texts = starts.length - 1;
    // Many texts are shared out as a whole; of few, each is shared out in itself.
    boolean many = texts >= execution.threads();
    Attention attention = attention(many ? execution.withThreads(1) : execution);
    IntConsumer one =
        text -> {
          int from = starts[text];
          int to = starts[text + 1];
          attention.compute(
              heads(q, from, to), heads(k, from, to), heads(v, from, to), heads(context, from, to));
        };
    execution.withThreads(many ? execution.threads() : 1).run(texts, () -> one);
    return context;
  }

  private Tensor heads(Tensor rows, int from, int to) {
    return rows.slice(0, from, to).splitHeads(heads);
  }

  private static Attention attention(Execution execution) {
    return Attention.scaledDotProduct().withExecution(execution);
  }
}
