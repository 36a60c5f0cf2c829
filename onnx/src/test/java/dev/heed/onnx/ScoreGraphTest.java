package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.mask.ScoreFunction;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs over scores [2, 3, 4, 5] as functions; the numbers expected are worked out by hand. */
class ScoreGraphTest {
  private static final Shape SCORES = Shape.of(2, 3, 4, 5);

  private final SequencedMap<String, Constant> constants = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  private ScoreGraphTest constant(String name, ElementType type, double[] numbers, int... shape) {
    constants.put(name, new Constant(type, Tensor.of(numbers, shape)));
    return this;
  }

  private ScoreGraphTest wholes(String name, double... numbers) {
    return constant(name, ElementType.INT64, numbers, numbers.length);
  }

  private ScoreGraphTest node(String operator, String output, String... inputs) {
    return node(operator, Map.of(), output, inputs);
  }

  private ScoreGraphTest node(
      String operator, Map<String, Object> attributes, String output, String... inputs) {
    nodes.add(
        new Node(
            "", operator, List.of(inputs), List.of(output), new Attributes(operator, attributes)));
    return this;
  }

  private ScoreFunction function(ElementType type, Map<String, Constant> outer) {
    Graph graph = new Graph(List.of(new Graph.Input("s", null)), List.of("out"), constants, nodes);
    return ScoreGraph.function("score_mod", graph, type, SCORES, outer);
  }

  private double at(double score, int b, int h, int i, int j) {
    return function(ElementType.DOUBLE, Map.of()).apply(score, b, h, i, j);
  }

  @ParameterizedTest
  @CsvSource({
    "Abs, -1.5, 1.5",
    "Neg, -1.5, 1.5",
    "Sign, -1.5, -1",
    "Floor, -1.5, -2",
    "Ceil, -1.5, -1",
    "Round, 2.5, 2",
    "Sqrt, 2.25, 1.5",
    "Reciprocal, 4, 0.25",
    "Exp, 0, 1",
    "Log, 1, 0",
    "Sin, 0, 0",
    "Cos, 0, 1",
    "Tanh, 0, 0",
    "Tanh, 50, 1",
    "Sigmoid, 0, 0.5",
    "Softplus, -800, 0",
    "Softplus, 800, 800",
    "Relu, -3, 0",
    "Relu, 3, 3",
    "Identity, 7, 7",
  })
  void operatorsOfOneNumber(String operator, double score, double expected) {
    node(operator, "out", "s");
    assertThat(at(score, 0, 0, 0, 0)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "Add, 7, 9",
    "Sub, 7, 5",
    "Mul, 7, 14",
    "Div, 7, 3.5",
    "Pow, 7, 49",
    "Min, 7, 2",
    "Max, 7, 7",
    "Min, -7, -7",
  })
  void operatorsOfTwoNumbers(String operator, double score, double expected) {
    constant("two", ElementType.DOUBLE, new double[] {2}).node(operator, "out", "s", "two");
    assertThat(at(score, 1, 2, 3, 4)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "Less, 1, 2, 2",
    "LessOrEqual, 1, 1, 2",
    "Greater, 2, 2, 1",
    "GreaterOrEqual, 2, 1, 1",
    "Equal, 2, 1, 2",
  })
  void comparisonsChoose(String operator, double below, double same, double above) {
    constant("two", ElementType.DOUBLE, new double[] {2})
        .constant("yes", ElementType.DOUBLE, new double[] {1})
        .constant("no", ElementType.DOUBLE, new double[] {2})
        .node(operator, "c", "s", "two")
        .node("Where", "out", "c", "yes", "no");
    boolean equal = operator.equals("Equal");
    assertThat(at(1, 0, 0, 0, 0)).isEqualTo(equal ? 2 : below);
    assertThat(at(2, 0, 0, 0, 0)).isEqualTo(same);
    assertThat(at(3, 0, 0, 0, 0)).isEqualTo(above);
  }

  @Test
  void truthValuesCombine() {
    constant("t", ElementType.BOOL, new double[] {1, 1, 0, 0, 1}, 5)
        .constant("u", ElementType.BOOL, new double[] {1, 0, 1, 0, 0}, 5)
        .node("And", "and", "t", "u")
        .node("Or", "or", "t", "u")
        .node("Xor", "xor", "t", "u")
        .node("Not", "not", "t");
    for (String name : List.of("and", "or", "xor", "not")) {
      node("Cast", Map.of("to", 11L), "d" + name, name);
    }
    constant("ten", ElementType.DOUBLE, new double[] {10})
        .node("Mul", "a", "dand", "ten")
        .node("Add", "b", "a", "dor")
        .node("Mul", "c", "b", "ten")
        .node("Add", "d", "c", "dxor")
        .node("Mul", "e", "d", "ten")
        .node("Add", "f", "e", "dnot")
        .node("Add", "out", "s", "f");
    double[] expected = {1100, 110, 111, 1, 110};
    for (int j = 0; j < 5; j++) {
      assertThat(at(0, 1, 1, 1, j)).isEqualTo(expected[j]);
    }
  }

  @Test
  void tensorsAreMatchedWithScoresFromTheRight() {
    constant("keys", ElementType.DOUBLE, new double[] {1, 2, 3, 4, 5}, 5)
        .constant("queries", ElementType.DOUBLE, new double[] {10, 20, 30, 40}, 4, 1)
        .constant("heads", ElementType.DOUBLE, new double[] {100, 200, 300}, 3, 1, 1)
        .constant("batch", ElementType.DOUBLE, new double[] {1000, 2000}, 2, 1, 1, 1)
        .node("Add", "a", "s", "keys")
        .node("Add", "b", "a", "queries")
        .node("Add", "c", "b", "heads")
        .node("Add", "out", "c", "batch");
    assertThat(at(0.5, 0, 0, 0, 0)).isEqualTo(1111.5);
    assertThat(at(0.5, 1, 2, 3, 4)).isEqualTo(2345.5);
  }

  @Test
  void arithmeticIsRoundedToItsType() {
    constant("tenth", ElementType.FLOAT, new double[] {0.1f}).node("Mul", "out", "s", "tenth");
    ScoreFunction product = function(ElementType.FLOAT, Map.of());
    assertThat(product.apply(3, 0, 0, 0, 0)).isEqualTo(3 * 0.1f).isNotEqualTo(3 * (double) 0.1f);
  }

  @Test
  void wholeNumbersAreCountedWith() {
    wholes("seven", 7, -7, 7, -7, 9)
        .wholes("two", 2, 2, -2, -2, 0)
        .node("Div", "q", "seven", "two")
        .node("Mod", "m", "seven", "two")
        .node("Mod", Map.of("fmod", 1L), "r", "seven", "two")
        .node("Cast", Map.of("to", 11L), "dq", "q")
        .node("Cast", Map.of("to", 11L), "dm", "m")
        .node("Add", "a", "dq", "dm")
        .node("Add", "out", "s", "a");
    assertThat(at(0, 0, 0, 0, 0)).isEqualTo(3 + 1);
    assertThat(at(0, 0, 0, 0, 1)).isEqualTo(-3 + 1);
    assertThat(at(0, 0, 0, 0, 2)).isEqualTo(-3 - 1);
    assertThat(at(0, 0, 0, 0, 3)).isEqualTo(3 - 1);
    assertThat(at(0, 0, 0, 0, 4)).isEqualTo(0);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.1, 0.10000000149011612",
    "11, 0.1, 0.1",
    "10, 0.1, 0.0999755859375",
    "16, 0.1, 0.10009765625",
    "16, 1.00390625, 1",
    "16, 1.01171875, 1.015625",
    "6, -2.9, -2",
    "7, 2.9, 2",
    "9, 0.1, 1",
    "9, 0, 0",
  })
  void castsRoundOrCut(long to, double score, double expected) {
    node("Cast", Map.of("to", to), "c", "s").node("Cast", Map.of("to", 11L), "out", "c");
    assertThat(at(score, 0, 0, 0, 0)).isEqualTo(expected);
  }

  @Test
  void clipTakesEitherBoundOrBoth() {
    constant("low", ElementType.DOUBLE, new double[] {-1})
        .constant("high", ElementType.DOUBLE, new double[] {1})
        .node("Clip", "a", "s", "low", "high");
    node("Clip", "b", "s", "", "high").node("Clip", "c", "s", "low");
    node("Add", "d", "a", "b").node("Add", "out", "d", "c");
    assertThat(at(5, 0, 0, 0, 0)).isEqualTo(1 + 1 + 5);
    assertThat(at(-5, 0, 0, 0, 0)).isEqualTo(-1 - 5 - 1);
  }

  /** j − i where the key is not after the query, as exporters of causal masks write it. */
  @Test
  void indicesComeFromShapes() {
    wholes("two", 2).wholes("three", 3).wholes("zero", 0).wholes("one", 1).wholes("down", -1, 1);
    constants.put("z", new Constant(ElementType.INT64, Tensor.of(new double[1])));
    constants.put("o", new Constant(ElementType.INT64, Tensor.of(new double[] {1})));
    node("Shape", "shape", "s")
        .node("Gather", "l1", "shape", "two")
        .node("Squeeze", "l", "l1", "zero")
        .node("Shape", Map.of("start", -1L), "n1", "s")
        .node("Squeeze", "n", "n1")
        .node("Range", "i1", "z", "l", "o")
        .node("Range", "j", "z", "n", "o")
        .node("Reshape", "i", "i1", "down")
        .node("Sub", "d", "j", "i")
        .node("LessOrEqual", "keep", "j", "i")
        .node("Cast", Map.of("to", 11L), "dd", "d")
        .node("Add", "biased", "s", "dd")
        .constant("inf", ElementType.DOUBLE, new double[] {Double.NEGATIVE_INFINITY})
        .node("Where", "out", "keep", "biased", "inf");
    assertThat(at(10, 0, 1, 3, 1)).isEqualTo(8);
    assertThat(at(10, 0, 1, 1, 1)).isEqualTo(10);
    assertThat(at(10, 0, 1, 1, 2)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void trianglesAndShapesFilledWithOneNumber() {
    Constant half = new Constant(ElementType.DOUBLE, Tensor.of(new double[] {0.5}, 1));
    wholes("matrix", 4, 5)
        .wholes("k", 1)
        .wholes("axes", 0, 1)
        .wholes("all", 2, 3, 4, 5)
        .node("ConstantOfShape", Map.of("value", half), "full", "matrix")
        .node("Trilu", Map.of("upper", 1L), "above", "full", "k")
        .node("Trilu", Map.of("upper", 0L), "below", "full")
        .node("Unsqueeze", "wide", "above", "axes")
        .node("Expand", "each", "wide", "all")
        .node("Concat", Map.of("axis", 0L), "list", "k", "k")
        .node("Size", "count", "list")
        .node("Cast", Map.of("to", 11L), "number", "count")
        .node("Sub", "a", "each", "below")
        .node("Mul", "b", "a", "number")
        .node("Add", "out", "s", "b");
    assertThat(at(0, 1, 2, 1, 2)).isEqualTo(1);
    assertThat(at(0, 1, 2, 1, 1)).isEqualTo(-1);
    assertThat(at(0, 1, 2, 3, 0)).isEqualTo(-1);
    assertThat(at(0, 1, 2, 0, 1)).isEqualTo(1);
  }

  @Test
  void aTriangleOfOneRowIsTheSameForEveryQuery() {
    constant("row", ElementType.DOUBLE, new double[] {1, 1, 1, 1, 1}, 1, 5)
        .wholes("k", 2)
        .node("Trilu", "t", "row", "k")
        .node("Add", "out", "s", "t");
    for (int i = 0; i < 4; i++) {
      assertThat(at(0, 0, 0, i, 1)).isZero();
      assertThat(at(0, 0, 0, i, 2)).isEqualTo(1);
    }
  }

  @Test
  void aFewLinesCannotAskForYears() {
    node("Add", "x0", "s", "s");
    for (int n = 1; n < 100; n++) {
      node("Add", "x" + n, "x" + (n - 1), "x" + (n - 1));
    }
    node("Identity", "out", "x99");
    refused("takes more than 10000 operations for each score");
  }

  @Test
  void valuesAroundTheGraphAreSeen() {
    node("Add", "out", "s", "bias");
    Constant bias = new Constant(ElementType.DOUBLE, Tensor.of(new double[] {0, 1, 2, 3, 4}, 5));
    assertThat(function(ElementType.DOUBLE, Map.of("bias", bias)).apply(1, 0, 0, 0, 3))
        .isEqualTo(4);
  }

  @Test
  void whatIsNotKnownIsNamed() {
    node("Softmax", "out", "s");
    refused("score_mod has the operator Softmax, which is not known here");
    nodes.set(
        0, new Node("com.other", "Tanh", List.of("s"), List.of("out"), Attributes.none("Tanh")));
    refused("operator com.other.Tanh");
    nodes.clear();
    node("Tanh", Map.of("alpha", 1.0), "out", "s");
    refused("attribute alpha");
    nodes.clear();
    node("Add", "out", "s", "nothing");
    refused("uses 'nothing', which nothing before it gives");
  }

  @Test
  void whatDoesNotFitIsNamed() {
    wholes("w", 1, 2, 3)
        .wholes("twice", 1, 1)
        .constant("three", ElementType.DOUBLE, new double[3], 3);
    one("Add", "takes float64 and int64", "s", "w");
    one("Add", "each axis is equal or 1", "s", "three");
    one("And", "truth values", "s", "s");
    one("Where", "truth values", "s", "s", "s");
    one("Tanh", "has 2 inputs: it takes 1", "s", "s");
    one("Max", "has 0 inputs");
    one("Mod", "without fmod", "s", "s");
    one("Cast", "lacks the attribute to", "s");
    one("Squeeze", "depend on scores", "s");
    one("Gather", "from a list alone", "s", "w");
    one("Gather", "number 3 of a list of 3", "three", "w");
    one("Range", "one number belongs", "w", "w", "w");
    one("Reshape", "as many numbers", "three", "w");
    one("Unsqueeze", "each once", "three", "twice");
    one("ConstantOfShape", "whole numbers belong", "three");
    one("Constant", "has no value");
    one("Identity", "gives float64[3] for scores float64[2, 3, 4, 5]", "three");
    one("Equal", "gives bool[2, 3, 4, 5]", "s", "s");
  }

  private void one(String operator, String words, String... inputs) {
    nodes.clear();
    node(operator, "out", inputs);
    refused(words);
  }

  private void refused(String words) {
    assertThatThrownBy(() -> function(ElementType.DOUBLE, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("score_mod ")
        .hasMessageContaining(words);
  }

  @Test
  void aGraphTakesTheScoresAndGivesThem() {
    Graph two =
        new Graph(
            List.of(new Graph.Input("s", null), new Graph.Input("b", null)),
            List.of("s"),
            constants,
            List.of());
    assertThatThrownBy(
            () -> ScoreGraph.function("score_mod", two, ElementType.FLOAT, SCORES, Map.of()))
        .hasMessage("score_mod takes 2 tensors and gives 1: one of each, the scores");
    Graph other =
        new Graph(
            List.of(new Graph.Input("s", ElementType.FLOAT16)), List.of("s"), constants, List.of());
    assertThatThrownBy(
            () -> ScoreGraph.function("score_mod", other, ElementType.FLOAT, SCORES, Map.of()))
        .hasMessage("score_mod takes float16 and the scores are float32");
  }
}
