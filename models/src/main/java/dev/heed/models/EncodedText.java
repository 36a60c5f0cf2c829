package dev.heed.models;

import dev.heed.attention.Steps;
import dev.heed.execution.Execution;
import dev.heed.inspection.HeadSummary;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.layers.Linear;
import dev.heed.models.bert.BertModel;
import dev.heed.models.bert.HeadInputs;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.Token;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What an {@link Encoder} made of one text: the state of every token before and after every layer.
 * Attention is computed from these states when it is asked for.
 *
 * <p>Layers and heads count from 0; T is the number of tokens, those of the frame included.
 */
public final class EncodedText {
  private final String text;
  private final Encoding encoding;
  private final Tensor hiddenStates;
  private final BertModel model;
  private final Encoder encoder;

  EncodedText(
      String text, Encoding encoding, Tensor hiddenStates, BertModel model, Encoder encoder) {
    this.text = text;
    this.encoding = encoding;
    this.hiddenStates = hiddenStates;
    this.model = model;
    this.encoder = encoder;
  }

  /** The text as it was read: as given, behind the prefix if there is one. */
  public String text() {
    return text;
  }

  /** Its tokens, and how many were cut off. */
  public Encoding encoding() {
    return encoding;
  }

  /**
   * The states of all tokens, {@code [layers + 1, T, hidden]}: the embeddings first, then what each
   * layer gives.
   */
  public Tensor hiddenStates() {
    return hiddenStates;
  }

  /** The states after the last layer, {@code [T, hidden]}, as a view. */
  public Tensor lastHiddenState() {
    return hiddenStates.select(0, model.layers().size());
  }

  /** The text as one vector, {@code [hidden]}, made as {@link Encoder#settings()} say. */
  public Tensor embedding() {
    Tensor vector = Tensor.zeros(hiddenStates.dtype(), Shape.of(hiddenStates.size(2)));
    Encoder.pool(lastHiddenState(), vector, encoder.settings(), encoder.now());
    return vector;
  }

  /**
   * The attention weights of one layer, {@code [heads, T, T]}: how much each query (row) takes from
   * each key (column). Rows sum to 1. Time and memory O(heads·T²).
   *
   * @throws IndexOutOfBoundsException if there is no such layer
   */
  public Tensor attention(int layer) {
    return steps(layer).weights();
  }

  /**
   * The mean of a layer's attention weights over its heads, {@code [T, T]} float32, added up in
   * float64 in the heads' order.
   *
   * @throws IndexOutOfBoundsException if there is no such layer
   */
  public Tensor meanAttention(int layer) {
    Tensor heads = attention(layer);
    int tokens = heads.size(1);
    double[] sums = new double[tokens * tokens];
    for (int head = 0; head < heads.size(0); head++) {
      float[] weights = heads.select(0, head).toFloatArray();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += weights[i];
      }
    }
    float[] means = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      means[i] = (float) (sums[i] / heads.size(0));
    }
    return Tensor.of(means, tokens, tokens);
  }

  /** The attention weights of every layer, {@code [layers, heads, T, T]}. */
  public Tensor attention() {
    int tokens = encoding.tokens().size();
    int heads = model.config().heads();
    Tensor all =
        Tensor.zeros(hiddenStates.dtype(), Shape.of(model.layers().size(), heads, tokens, tokens));
    Execution run = encoder.now();
    Execution alone = run.withThreads(1);
    run.run(
        model.layers().size(),
        () -> layer -> steps(layer, alone).weights().copyInto(all.select(0, layer)));
    return all;
  }

  /**
   * Every step of the attention of one layer, {@code [heads, …]}.
   *
   * @throws IndexOutOfBoundsException if there is no such layer
   */
  public Steps steps(int layer) {
    Objects.checkIndex(layer, model.layers().size());
    return steps(layer, encoder.now());
  }

  /**
   * What is asked of the attention of one layer, {@code [heads, …]}, without its matrix of weights.
   *
   * @throws IndexOutOfBoundsException if there is no such layer
   * @throws IllegalArgumentException if the inspection does not fit so many tokens
   */
  public InspectionResult inspect(int layer, Inspection inspection) {
    Objects.checkIndex(layer, model.layers().size());
    return model
        .layers()
        .get(layer)
        .inspect(hiddenStates.select(0, layer), inspection, encoder.now());
  }

  /**
   * Queries, keys and values of one layer's heads. {@code Attention.scaledDotProduct()} of them is
   * what the layer computes.
   *
   * @throws IndexOutOfBoundsException if there is no such layer
   */
  public HeadInputs inputs(int layer) {
    Objects.checkIndex(layer, model.layers().size());
    return model.layers().get(layer).inputs(hiddenStates.select(0, layer), encoder.now());
  }

  /**
   * The map W_O that merges the outputs of a layer's heads, side by side in the order of the heads,
   * {@code [T, hidden]}, into what the layer adds to its states.
   *
   * @throws IndexOutOfBoundsException if there is no such layer
   */
  public Linear merging(int layer) {
    Objects.checkIndex(layer, model.layers().size());
    return model.layers().get(layer).merged();
  }

  /** The same, with what is asked from now on run another way. */
  public EncodedText withExecution(Execution other) {
    return new EncodedText(text, encoding, hiddenStates, model, encoder.withExecution(other));
  }

  /** What each head of each layer does on this text, by layer and head. */
  public List<List<HeadSummary>> headSummaries() {
    int[] tokens = encoding.tokens().stream().mapToInt(Token::id).toArray();
    Inspection asked = HeadSummary.inspection(tokens);
    return IntStream.range(0, model.layers().size())
        .mapToObj(layer -> HeadSummary.of(inspect(layer, asked), tokens))
        .toList();
  }

  private Steps steps(int layer, Execution run) {
    return model.layers().get(layer).steps(hiddenStates.select(0, layer), run);
  }
}
