package dev.heed.onnx;

import dev.heed.mask.ScoreFunction;
import dev.heed.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A graph that turns the tensor of all scores (or all weights) into another of the same shape, as a
 * function of one score and its place: nothing of the size of the scores is held.
 *
 * <p>That takes a graph whose every number depends on one score alone. Known are the operators of
 * {@link Elementwise} on single numbers and those of {@link Structure} on shapes and indices; any
 * other is refused by its name.
 */
final class ScoreGraph {
  private final String name;
  private final Graph graph;
  private final Map<String, Constant> outer;
  private final Map<String, Field> values = new HashMap<>();

  private ScoreGraph(String name, Graph graph, Map<String, Constant> outer) {
    this.name = name;
    this.graph = graph;
    this.outer = outer;
  }

  /**
   * The graph as a function.
   *
   * @param name the attribute that holds the graph
   * @param type of the scores
   * @param scores {@code [B, H, L, S]}
   * @param outer values around the graph, which it may name
   * @throws IllegalArgumentException if the graph has an operator that is not known, or something
   *     in it does not fit
   */
  static ScoreFunction function(
      String name, Graph graph, ElementType type, Shape scores, Map<String, Constant> outer) {
    return new ScoreGraph(name, graph, outer).result(type, scores);
  }

  private ScoreFunction result(ElementType type, Shape scores) {
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      throw error(
          "takes %d tensors and gives %d: one of each, the scores"
              .formatted(graph.inputs().size(), graph.outputs().size()));
    }
    Graph.Input input = graph.inputs().getFirst();
    if (input.type() != null && input.type() != type) {
      throw error("takes %s and the scores are %s".formatted(input.type().label(), type.label()));
    }
    graph.constants().forEach((key, value) -> values.put(key, Field.of(value)));
    values.put(input.name(), Field.scores(type, scores));
    for (Node node : graph.nodes()) {
      values.put(output(node), field(node));
    }
    Field result = value(graph.outputs().getFirst());
    if (!result.shape().equals(scores) || result.type() != type) {
      throw error(
          "gives %s%s for scores %s%s: they are to be alike"
              .formatted(result.type().label(), result.shape(), type.label(), scores));
    }
    return result.rule();
  }

  private Field field(Node node) {
    String title = node.title();
    if (!node.domain().isEmpty()) {
      throw error("has the operator %s, which is not known here".formatted(title));
    }
    List<Field> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      boolean left = input.isEmpty() && node.operator().equals("Clip") && !inputs.isEmpty();
      inputs.add(left ? inputs.getFirst() : value(input));
    }
    Field result;
    try {
      result = Elementwise.of(node, inputs);
      result = result == null ? Structure.of(node, inputs) : result;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw error(
          "has the operator %s, which %s"
              .formatted(title, Objects.requireNonNullElse(e.getMessage(), "does not fit")));
    }
    if (result == null) {
      throw error("has the operator %s, which is not known here".formatted(title));
    }
    return result;
  }

  private String output(Node node) {
    if (node.outputs().size() != 1) {
      throw error(
          "has the operator %s with %d outputs: each gives one"
              .formatted(node.title(), node.outputs().size()));
    }
    return node.outputs().getFirst();
  }

  private Field value(String wanted) {
    Field value = values.get(wanted);
    if (value == null && outer.containsKey(wanted)) {
      value = Field.of(Objects.requireNonNull(outer.get(wanted)));
      values.put(wanted, value);
    }
    if (value == null) {
      throw error(
          "uses '%s', which nothing before it gives".formatted(Initializer.excerpt(wanted)));
    }
    return value;
  }

  private IllegalArgumentException error(String problem) {
    return new IllegalArgumentException(name + " " + problem);
  }
}
