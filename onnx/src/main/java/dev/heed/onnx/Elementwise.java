package dev.heed.onnx;

import dev.heed.mask.ScoreFunction;
import dev.heed.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The operators of ONNX that make each number out of the numbers at its place. Functions beyond
 * arithmetic are those of StrictMath, the same on every machine.
 */
final class Elementwise {
  private static final Map<String, DoubleUnaryOperator> ONE =
      Map.ofEntries(
          Map.entry("Identity", x -> x),
          Map.entry("Abs", Math::abs),
          Map.entry("Neg", x -> -x),
          Map.entry("Sign", Math::signum),
          Map.entry("Floor", Math::floor),
          Map.entry("Ceil", Math::ceil),
          Map.entry("Round", Math::rint),
          Map.entry("Sqrt", Math::sqrt),
          Map.entry("Reciprocal", x -> 1 / x),
          Map.entry("Exp", StrictMath::exp),
          Map.entry("Log", StrictMath::log),
          Map.entry("Sin", StrictMath::sin),
          Map.entry("Cos", StrictMath::cos),
          Map.entry("Tanh", StrictMath::tanh),
          Map.entry("Sigmoid", x -> 1 / (1 + StrictMath.exp(-x))),
          Map.entry(
              "Softplus", x -> StrictMath.log1p(StrictMath.exp(-Math.abs(x))) + Math.max(x, 0)),
          Map.entry("Relu", x -> Math.max(x, 0)));

  private static final Map<String, DoubleBinaryOperator> TWO =
      Map.of(
          "Add",
          Double::sum,
          "Sub",
          (x, y) -> x - y,
          "Mul",
          (x, y) -> x * y,
          "Div",
          (x, y) -> x / y,
          "Min",
          Math::min,
          "Max",
          Math::max);

  private static final Map<String, DoubleBinaryOperator> COMPARED =
      Map.of(
          "Less", (x, y) -> x < y ? 1 : 0,
          "LessOrEqual", (x, y) -> x <= y ? 1 : 0,
          "Greater", (x, y) -> x > y ? 1 : 0,
          "GreaterOrEqual", (x, y) -> x >= y ? 1 : 0,
          "Equal", (x, y) -> x == y ? 1 : 0);

  private static final Map<String, DoubleBinaryOperator> LOGICAL =
      Map.of(
          "And", (x, y) -> x * y,
          "Or", Math::max,
          "Xor", (x, y) -> x == y ? 0 : 1);

  private Elementwise() {}

  /**
   * What a node gives, or null where its operator is not one of these.
   *
   * @throws IllegalArgumentException if inputs or attributes do not fit the operator
   */
  static @Nullable Field of(Node node, List<Field> inputs) {
    String name = node.operator();
    if (ONE.containsKey(name)) {
      node.attributes().allow(List.of());
      return one(count(inputs, 1), ONE.get(name));
    }
    if (TWO.containsKey(name)) {
      node.attributes().allow(List.of());
      return many(name, inputs);
    }
    if (COMPARED.containsKey(name)) {
      node.attributes().allow(List.of());
      return two(ElementType.BOOL, alike(count(inputs, 2)), COMPARED.get(name));
    }
    if (LOGICAL.containsKey(name)) {
      node.attributes().allow(List.of());
      return two(ElementType.BOOL, flags(count(inputs, 2)), LOGICAL.get(name));
    }
    return switch (name) {
      case "Not" -> not(node, flags(count(inputs, 1)));
      case "Pow" -> power(node, count(inputs, 2));
      case "Mod" -> modulo(node, alike(count(inputs, 2)));
      case "Cast" -> cast(node, count(inputs, 1));
      case "Clip" -> clip(node, inputs);
      case "Where" -> where(node, count(inputs, 3));
      default -> null;
    };
  }

  private static Field one(List<Field> inputs, DoubleUnaryOperator operator) {
    Field x = inputs.getFirst();
    ElementType type = x.type();
    ScoreFunction rule = x.rule();
    return Field.of(
        type,
        x.shape(),
        inputs,
        (score, b, h, i, j) ->
            Field.counted(type, operator.applyAsDouble(rule.apply(score, b, h, i, j))));
  }

  private static Field two(ElementType type, List<Field> inputs, DoubleBinaryOperator operator) {
    ScoreFunction x = inputs.getFirst().rule();
    ScoreFunction y = inputs.getLast().rule();
    return Field.of(
        type,
        shape(inputs),
        inputs,
        (score, b, h, i, j) ->
            Field.counted(
                type,
                operator.applyAsDouble(x.apply(score, b, h, i, j), y.apply(score, b, h, i, j))));
  }

  /** Arithmetic; Min and Max take any number of inputs. */
  private static Field many(String name, List<Field> inputs) {
    boolean any = name.equals("Min") || name.equals("Max");
    List<Field> fields = alike(any && !inputs.isEmpty() ? inputs : count(inputs, 2));
    ElementType type = fields.getFirst().type();
    boolean whole = type.isWhole() && name.equals("Div");
    DoubleBinaryOperator operator =
        whole ? Elementwise::quotient : Objects.requireNonNull(TWO.get(name));
    Field result = fields.getFirst();
    for (Field next : fields.subList(1, fields.size())) {
      result = two(type, List.of(result, next), operator);
    }
    return result;
  }

  /** Cut to a whole number; ONNX leaves a division by 0 open, which is 0 here. */
  private static double quotient(double x, double y) {
    long whole = y == 0 ? 0 : (long) x / (long) y;
    return whole;
  }

  private static Field not(Node node, List<Field> inputs) {
    node.attributes().allow(List.of());
    return one(inputs, x -> 1 - x);
  }

  private static Field power(Node node, List<Field> inputs) {
    node.attributes().allow(List.of());
    return two(inputs.getFirst().type(), inputs, StrictMath::pow);
  }

  private static Field modulo(Node node, List<Field> inputs) {
    node.attributes().allow(List.of("fmod"));
    boolean cut = node.attributes().whole("fmod", 0, 1).orElse(0) == 1;
    ElementType type = inputs.getFirst().type();
    if (!cut && !type.isWhole()) {
      throw new IllegalArgumentException(
          "takes %s without fmod = 1: it is for whole numbers then".formatted(type.label()));
    }
    DoubleBinaryOperator operator =
        cut ? (x, y) -> x % y : (x, y) -> y == 0 ? 0 : x - Math.floor(x / y) * y;
    return two(type, inputs, operator);
  }

  private static Field cast(Node node, List<Field> inputs) {
    node.attributes().allow(List.of("to", "saturate"));
    int number =
        node.attributes()
            .whole("to", 0, Integer.MAX_VALUE)
            .orElseThrow(() -> new IllegalArgumentException("lacks the attribute to"));
    ElementType type = ElementType.of(number);
    if (type == null) {
      throw new IllegalArgumentException(
          "casts to the type that ONNX gives the number %d, which is not supported"
              .formatted(number));
    }
    Field x = inputs.getFirst();
    ScoreFunction rule = x.rule();
    return Field.of(
        type,
        x.shape(),
        inputs,
        (score, b, h, i, j) -> Field.cast(type, rule.apply(score, b, h, i, j)));
  }

  private static Field clip(Node node, List<Field> inputs) {
    node.attributes().allow(List.of());
    if (inputs.isEmpty() || inputs.size() > 3) {
      throw new IllegalArgumentException("has %d inputs: 1 to 3".formatted(inputs.size()));
    }
    // An input that is left out comes as the first one: a number does not clip itself.
    Field result = inputs.getFirst();
    ElementType type = result.type();
    if (inputs.size() > 1) {
      result = two(type, alike(List.of(result, inputs.get(1))), Math::max);
    }
    return inputs.size() > 2 ? two(type, alike(List.of(result, inputs.get(2))), Math::min) : result;
  }

  private static Field where(Node node, List<Field> inputs) {
    node.attributes().allow(List.of());
    ScoreFunction condition = flags(inputs.subList(0, 1)).getFirst().rule();
    ScoreFunction x = alike(inputs.subList(1, 3)).getFirst().rule();
    ScoreFunction y = inputs.get(2).rule();
    return Field.of(
        inputs.get(1).type(),
        shape(inputs),
        inputs,
        (score, b, h, i, j) ->
            condition.apply(score, b, h, i, j) != 0
                ? x.apply(score, b, h, i, j)
                : y.apply(score, b, h, i, j));
  }

  private static List<Field> count(List<Field> inputs, int wanted) {
    if (inputs.size() != wanted) {
      throw new IllegalArgumentException(
          "has %d inputs: it takes %d".formatted(inputs.size(), wanted));
    }
    return inputs;
  }

  private static List<Field> alike(List<Field> inputs) {
    ElementType type = inputs.getFirst().type();
    for (Field input : inputs) {
      if (input.type() != type) {
        throw new IllegalArgumentException(
            "takes %s and %s: its inputs are of one type"
                .formatted(type.label(), input.type().label()));
      }
    }
    return inputs;
  }

  private static List<Field> flags(List<Field> inputs) {
    for (Field input : inputs) {
      if (input.type() != ElementType.BOOL) {
        throw new IllegalArgumentException(
            "takes %s where truth values belong".formatted(input.type().label()));
      }
    }
    return inputs;
  }

  /** The shape of all together: from the right, each axis equal or 1. */
  static Shape shape(List<Field> inputs) {
    int rank = inputs.stream().mapToInt(input -> input.shape().rank()).max().orElse(0);
    int[] sizes = new int[rank];
    Arrays.fill(sizes, 1);
    for (Field input : inputs) {
      Shape shape = input.shape();
      for (int axis = 0; axis < shape.rank(); axis++) {
        int at = axis + rank - shape.rank();
        int size = shape.size(axis);
        if (size != 1 && sizes[at] != 1 && sizes[at] != size) {
          throw new IllegalArgumentException(
              "takes tensors %s: from the right, each axis is equal or 1"
                  .formatted(inputs.stream().map(Field::shape).toList()));
        }
        sizes[at] = size == 1 ? sizes[at] : size;
      }
    }
    return Shape.of(sizes);
  }
}
