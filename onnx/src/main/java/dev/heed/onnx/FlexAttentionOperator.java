package dev.heed.onnx;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.mask.Bias;
import dev.heed.mask.ScoreFunction;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * {@code FlexAttention} of the domain ai.onnx.preview, version 1: attention whose scores and
 * weights go through graphs, each taken as a function of one number and its place; see {@link
 * ScoreGraph}.
 *
 * <p>A graph over weights needs all of them in memory; one over scores does not.
 */
final class FlexAttentionOperator implements Operator {
  private static final List<String> INPUTS = List.of("Q", "K", "V");
  private static final List<String> OUTPUTS = List.of("Y");

  private final Attention plain;
  private final boolean doubled;
  private final Optional<Graph> scores;
  private final Optional<Graph> weights;

  FlexAttentionOperator(int opset, Attributes attributes) {
    if (opset != 1) {
      throw attributes.error("of version %d: only version 1 is known here".formatted(opset));
    }
    attributes.allow(List.of("prob_mod", "scale", "score_mod", "softmax_precision"));
    this.plain = Precision.scaled(attributes);
    this.doubled = Precision.isDouble(attributes);
    this.scores = attributes.graph("score_mod");
    this.weights = attributes.graph("prob_mod");
  }

  @Override
  public List<String> inputs() {
    return INPUTS;
  }

  @Override
  public List<String> outputs() {
    return OUTPUTS;
  }

  @Override
  public SequencedMap<String, Tensor> run(Call call) {
    call.allow(this);
    for (String name : INPUTS) {
      if (call.input(name).rank() != 4) {
        throw new IllegalArgumentException(
            "%s %s: it has 4 axes, [batch, heads, length, size]"
                .formatted(name, call.input(name).shape()));
      }
    }
    HeadedInputs given = HeadedInputs.of(call, 0, 0);
    if (!given.isAlike()) {
      throw new IllegalArgumentException(
          "Q is %s and V is %s: they share one type"
              .formatted(given.query().dtype(), given.value().dtype()));
    }
    HeadedInputs in = Precision.computed(given, doubled);
    Attention attention = plain.withExecution(call.execution());
    if (scores.isPresent()) {
      ScoreFunction function = function("score_mod", scores.get(), call, given);
      attention = attention.withBias(Bias.function(function));
    }
    Tensor output;
    if (weights.isPresent()) {
      ScoreFunction function = function("prob_mod", weights.get(), call, given);
      Steps steps = attention.steps(in.query(), in.key(), in.value(), Long.MAX_VALUE);
      output = weighted(steps.weights(), function, in.value());
    } else {
      output = attention.compute(in.query(), in.key(), in.value());
    }
    SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("Y", HeadedInputs.as(output, given.query().dtype()));
    return outputs;
  }

  private static ScoreFunction function(String name, Graph graph, Call call, HeadedInputs in) {
    Shape scores = in.query().shape().with(3, in.key().size(2));
    return ScoreGraph.function(
        name, graph, ElementType.of(in.query().dtype()), scores, call.outer());
  }

  /** Σ function(weight) · value, {@code [B, H, L, Dv]} in float64; a weight of 0 takes no part. */
  private static Tensor weighted(Tensor weights, ScoreFunction function, Tensor value) {
    Shape shape = weights.shape();
    int group = value.size(1) == 0 ? 1 : shape.size(1) / value.size(1);
    int keys = shape.size(3);
    int columns = value.size(3);
    double[] held = weights.toDoubleArray();
    double[] values = value.toDoubleArray();
    Tensor output = Tensor.zeros(DType.FLOAT64, shape.with(3, columns));
    double[] row = new double[columns];
    int at = 0;
    for (int b = 0; b < shape.size(0); b++) {
      for (int h = 0; h < shape.size(1); h++) {
        int block = (b * value.size(1) + h / group) * keys;
        for (int i = 0; i < shape.size(2); i++) {
          Arrays.fill(row, 0);
          for (int j = 0; j < keys; j++) {
            double weight = function.apply(held[at++], b, h, i, j);
            add(weight, values, (block + j) * columns, row);
          }
          Tensor.of(row, columns).copyInto(output.select(0, b).select(0, h).select(0, i));
        }
      }
    }
    return output;
  }

  private static void add(double weight, double[] values, int from, double[] row) {
    for (int d = 0; weight != 0 && d < row.length; d++) {
      row[d] += weight * values[from + d];
    }
  }
}
