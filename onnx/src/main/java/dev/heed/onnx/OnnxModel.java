package dev.heed.onnx;

import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * A model file whose graph is one attention: a single node {@code Attention} of opset 23 to 25, or
 * {@code ai.onnx.preview.FlexAttention} of version 1.
 *
 * <p>Every input and attribute of the operator's text is honoured; what is not known, in the node
 * or around it, is refused by its name. Immutable; may be run by several threads.
 *
 * <p>Source: the operator texts of ONNX; where they leave something open, see SEMANTICS S2, S3 and
 * S16.
 */
public final class OnnxModel {
  private static final int MOST_LISTED = 8;

  private final Graph graph;
  private final Node node;
  private final Operator operator;

  private OnnxModel(Graph graph, Operator operator) {
    this.graph = graph;
    this.node = graph.nodes().getFirst();
    this.operator = operator;
  }

  /**
   * The model in a file, which is closed again.
   *
   * @throws FileException if the file cannot be read, is damaged or not ONNX, needs more memory
   *     than {@link OnnxWeights#defaultLimit()}, or has another graph
   */
  public static OnnxModel read(Path file) throws FileException {
    String name = file.toString();
    try (FileChannel channel = FileChannel.open(file);
        InputStream content = Channels.newInputStream(channel)) {
      return read(new OnnxInput(name, content, channel.size(), OnnxWeights.defaultLimit()), name);
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
  }

  /**
   * The model in a file that is in memory already; see {@link #read(Path)}. The array is not kept.
   *
   * @param name what errors call the file
   */
  public static OnnxModel read(String name, byte[] content) throws FileException {
    InputStream stream = new ByteArrayInputStream(content);
    return read(new OnnxInput(name, stream, content.length, OnnxWeights.defaultLimit()), name);
  }

  private static OnnxModel read(OnnxInput input, String name) throws FileException {
    ModelReader reader = new ModelReader(input);
    Graph graph;
    try {
      graph = reader.read();
    } catch (IOException e) {
      throw input.explained(e);
    }
    Node node = graph.nodes().getFirst();
    try {
      Operator operator =
          Operator.of(
              node.domain(), node.operator(), reader.version(node.domain()), node.attributes());
      OnnxModel model = new OnnxModel(graph, operator);
      model.check();
      return model;
    } catch (IllegalArgumentException e) {
      throw new FileException(
          name, "node " + node.title(), Objects.requireNonNullElse(e.getMessage(), "is wrong"), e);
    }
  }

  /** Names of the inputs, in the graph's order; those with an initializer may be left out. */
  public List<String> inputs() {
    return graph.inputs().stream().map(Graph.Input::name).toList();
  }

  /** Names of the outputs, in the graph's order. */
  public List<String> outputs() {
    return graph.outputs();
  }

  /**
   * The graph's outputs by name, in its order; new tensors on the heap.
   *
   * @param inputs by the graph's names. Floats are rounded to the type that the graph declares;
   *     where that is a whole type, numbers must be whole; truth values must be bool. One for an
   *     initializer takes its place if the graph declares it as an input; others are not used.
   * @throws IllegalArgumentException if an input is missing, or shapes or types do not fit
   * @throws java.util.concurrent.CancellationException as {@link
   *     dev.heed.attention.Attention#compute} does
   */
  public SequencedMap<String, Tensor> run(Map<String, Tensor> inputs, Execution execution) {
    Map<String, Constant> values = new HashMap<>(graph.constants());
    for (Graph.Input input : graph.inputs()) {
      Tensor given = inputs.get(input.name());
      if (given != null) {
        values.put(input.name(), declared(input, given));
      } else if (!values.containsKey(input.name())) {
        throw new IllegalArgumentException(
            "the input %s is missing: the model takes %s, and is given %s"
                .formatted(
                    Initializer.excerpt(input.name()), listed(inputs()), listed(inputs.keySet())));
      }
    }
    Map<String, Tensor> formal = new HashMap<>();
    for (int n = 0; n < node.inputs().size(); n++) {
      String name = node.inputs().get(n);
      if (!name.isEmpty()) {
        formal.put(operator.inputs().get(n), Objects.requireNonNull(values.get(name)).tensor());
      }
    }
    SequencedMap<String, String> wanted = wanted();
    Map<String, Tensor> results =
        operator.run(
            new Operator.Call(formal, new LinkedHashSet<>(wanted.values()), values, execution));
    SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
    wanted.forEach((name, own) -> outputs.put(name, Objects.requireNonNull(results.get(own))));
    return outputs;
  }

  private static String listed(Collection<String> names) {
    return names.stream()
        .limit(MOST_LISTED)
        .map(Initializer::excerpt)
        .collect(Collectors.joining(", ", "[", names.size() > MOST_LISTED ? ", …]" : "]"));
  }

  /** Formal names of the graph's outputs by its own. */
  private SequencedMap<String, String> wanted() {
    SequencedMap<String, String> wanted = new LinkedHashMap<>();
    for (String name : graph.outputs()) {
      wanted.put(name, operator.outputs().get(node.outputs().indexOf(name)));
    }
    return wanted;
  }

  /** Refuses a node that does not fit the graph around it. */
  private void check() {
    requireCount("inputs", node.inputs(), operator.inputs());
    requireCount("outputs", node.outputs(), operator.outputs());
    List<String> known = new ArrayList<>(graph.constants().keySet());
    graph.inputs().forEach(input -> known.add(input.name()));
    for (String name : node.inputs()) {
      if (!name.isEmpty() && !known.contains(name)) {
        throw new IllegalArgumentException(
            "takes '%s', which is neither an input nor an initializer of the graph"
                .formatted(Initializer.excerpt(name)));
      }
    }
    if (graph.outputs().isEmpty()) {
      throw new IllegalArgumentException("is in a graph without an output");
    }
    for (String name : graph.outputs()) {
      if (name.isEmpty() || !node.outputs().contains(name)) {
        throw new IllegalArgumentException(
            "does not give '%s', which the graph does".formatted(Initializer.excerpt(name)));
      }
    }
  }

  private static void requireCount(String what, List<String> named, List<String> known) {
    if (named.size() > known.size()) {
      throw new IllegalArgumentException(
          "has %d %s: at most %d in this version, %s"
              .formatted(named.size(), what, known.size(), String.join(", ", known)));
    }
  }

  private static Constant declared(Graph.Input input, Tensor given) {
    ElementType type = input.type();
    if (type == null) {
      return Constant.of(given);
    }
    if ((type == ElementType.BOOL) != (given.dtype() == DType.BOOL)) {
      throw new IllegalArgumentException(
          "the input %s is %s and the model declares %s"
              .formatted(Initializer.excerpt(input.name()), given.dtype(), type.label()));
    }
    DType dtype = type.tensorType();
    if (dtype != null) {
      return new Constant(type, HeadedInputs.as(given, dtype));
    }
    for (double number : given.toDoubleArray()) {
      if (number != Math.rint(number) || Double.isInfinite(number)) {
        throw new IllegalArgumentException(
            "the input %s holds %s and the model declares %s: its numbers are whole"
                .formatted(Initializer.excerpt(input.name()), number, type.label()));
      }
    }
    return new Constant(type, given);
  }
}
