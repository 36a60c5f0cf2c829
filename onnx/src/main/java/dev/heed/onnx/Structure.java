package dev.heed.onnx;

import dev.heed.mask.ScoreFunction;
import dev.heed.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operators of ONNX that are about shapes and places, by which graphs find indices. */
final class Structure {
  private Structure() {}

  /**
   * What a node gives, or null where its operator is not one of these.
   *
   * @throws IllegalArgumentException if inputs or attributes do not fit the operator
   */
  static @Nullable Field of(Node node, List<Field> inputs) {
    return switch (node.operator()) {
      case "Constant" -> constant(node);
      case "Shape" -> shape(node, taking(inputs, 1, 1).getFirst().shape());
      case "Size" -> size(node, taking(inputs, 1, 1).getFirst().shape());
      case "Gather" -> gather(node, taking(inputs, 2, 2));
      case "Range" -> range(node, taking(inputs, 3, 3));
      case "Reshape" -> reshape(node, taking(inputs, 2, 2));
      case "Unsqueeze" -> unsqueeze(node, taking(inputs, 1, 2));
      case "Squeeze" -> squeeze(node, taking(inputs, 1, 2));
      case "Concat" -> concat(node, inputs);
      case "ConstantOfShape" -> constantOfShape(node, taking(inputs, 1, 1));
      case "Expand" -> expand(node, taking(inputs, 2, 2));
      case "Trilu" -> triangle(node, taking(inputs, 1, 2));
      default -> null;
    };
  }

  private static List<Field> taking(List<Field> inputs, int least, int most) {
    if (inputs.size() < least || inputs.size() > most) {
      throw new IllegalArgumentException(
          "has %d inputs: it takes %d%s"
              .formatted(inputs.size(), least, least == most ? "" : " or " + most));
    }
    return inputs;
  }

  private static Field constant(Node node) {
    Attributes attributes = node.attributes();
    attributes.allow(List.of("value", "value_float", "value_int", "value_ints"));
    if (attributes.tensor("value").isPresent()) {
      return Field.of(attributes.tensor("value").get());
    }
    if (attributes.number("value_float").isPresent()) {
      double[] number = {attributes.number("value_float").getAsDouble()};
      return Field.of(ElementType.FLOAT, Shape.of(), number);
    }
    if (attributes.number("value_int").isPresent()) {
      double[] number = {attributes.number("value_int").getAsDouble()};
      return Field.of(ElementType.INT64, Shape.of(), number);
    }
    if (attributes.wholes("value_ints").isPresent()) {
      return Field.wholes(
          attributes.wholes("value_ints").get().stream().mapToLong(n -> n).toArray());
    }
    throw new IllegalArgumentException("has no value");
  }

  private static Field shape(Node node, Shape shape) {
    node.attributes().allow(List.of("start", "end"));
    int rank = shape.rank();
    int start = bound(node, "start", 0, rank);
    int end = bound(node, "end", rank, rank);
    return Field.wholes(
        Arrays.stream(shape.sizes(), Math.min(start, end), end).asLongStream().toArray());
  }

  private static int bound(Node node, String name, int without, int rank) {
    int given = node.attributes().whole(name, Integer.MIN_VALUE, Integer.MAX_VALUE).orElse(without);
    return Math.clamp(given < 0 ? (long) given + rank : given, 0, rank);
  }

  private static Field size(Node node, Shape shape) {
    node.attributes().allow(List.of());
    return Field.of(ElementType.INT64, Shape.of(), new double[] {shape.elements()});
  }

  /** Of the first axis, which is all that indices are taken from here. */
  private static Field gather(Node node, List<Field> inputs) {
    node.attributes().allow(List.of("axis"));
    Field from = inputs.getFirst();
    node.attributes().whole("axis", -1, 0);
    if (from.shape().rank() != 1) {
      throw new IllegalArgumentException(
          "takes from a tensor %s: from a list alone here".formatted(from.shape()));
    }
    double[] numbers = from.numbers();
    long[] indices = inputs.getLast().wholes();
    double[] taken = new double[indices.length];
    for (int n = 0; n < taken.length; n++) {
      long index = indices[n] < 0 ? indices[n] + numbers.length : indices[n];
      if (index < 0 || index >= numbers.length) {
        throw new IllegalArgumentException(
            "takes number %d of a list of %d".formatted(indices[n], numbers.length));
      }
      taken[n] = numbers[(int) index];
    }
    return Field.of(from.type(), inputs.getLast().shape(), taken);
  }

  private static Field range(Node node, List<Field> inputs) {
    node.attributes().allow(List.of());
    double start = single(inputs.get(0));
    double limit = single(inputs.get(1));
    double step = single(inputs.get(2));
    double count = Math.max(0, Math.ceil((limit - start) / step));
    if (!(count <= Field.MOST_NUMBERS)) {
      throw new IllegalArgumentException(
          "from %s to %s by %s: too many numbers".formatted(start, limit, step));
    }
    double[] numbers = new double[(int) count];
    Arrays.setAll(numbers, n -> start + n * step);
    return Field.of(inputs.getFirst().type(), Shape.of(numbers.length), numbers);
  }

  private static double single(Field field) {
    double[] numbers = field.numbers();
    if (numbers.length != 1) {
      throw new IllegalArgumentException(
          "takes a tensor %s where one number belongs".formatted(field.shape()));
    }
    return numbers[0];
  }

  private static Field reshape(Node node, List<Field> inputs) {
    node.attributes().allow(List.of("allowzero"));
    boolean zero = node.attributes().whole("allowzero", 0, 1).orElse(0) == 1;
    Shape from = inputs.getFirst().shape();
    long[] wanted = inputs.getLast().wholes();
    int[] sizes = new int[wanted.length];
    int open = -1;
    long known = 1;
    for (int axis = 0; axis < sizes.length; axis++) {
      boolean kept = wanted[axis] == 0 && !zero && axis < from.rank();
      sizes[axis] = kept ? from.size(axis) : Math.clamp(wanted[axis], -1, 1 << 30);
      if (sizes[axis] == -1 && open < 0) {
        open = axis;
      } else {
        known *= sizes[axis];
      }
    }
    if (open >= 0) {
      sizes[open] = known <= 0 ? 0 : (int) (from.elements() / known);
      known *= sizes[open];
    }
    if (known != from.elements()) {
      throw new IllegalArgumentException(
          "makes a tensor %s out of one %s: they have as many numbers"
              .formatted(Arrays.toString(wanted), from));
    }
    return inputs.getFirst().reshaped(Shape.of(sizes));
  }

  private static Field unsqueeze(Node node, List<Field> inputs) {
    Shape from = inputs.getFirst().shape();
    long[] axes = axes(node, inputs);
    int rank = from.rank() + axes.length;
    boolean[] added = marked(axes, rank);
    int[] sizes = new int[rank];
    int next = 0;
    for (int axis = 0; axis < rank; axis++) {
      sizes[axis] = added[axis] ? 1 : from.size(next++);
    }
    return inputs.getFirst().reshaped(Shape.of(sizes));
  }

  private static Field squeeze(Node node, List<Field> inputs) {
    Shape from = inputs.getFirst().shape();
    long[] axes = axes(node, inputs);
    boolean[] removed = marked(axes, from.rank());
    List<Integer> sizes = new ArrayList<>();
    for (int axis = 0; axis < from.rank(); axis++) {
      boolean one = from.size(axis) == 1;
      if (removed[axis] && !one) {
        throw new IllegalArgumentException(
            "removes axis %d of a tensor %s: only one of size 1".formatted(axis, from));
      }
      if (!removed[axis] && !(axes.length == 0 && one)) {
        sizes.add(from.size(axis));
      }
    }
    return inputs.getFirst().reshaped(Shape.of(sizes.stream().mapToInt(n -> n).toArray()));
  }

  /** The second input, or the attribute of earlier versions; empty for neither. */
  private static long[] axes(Node node, List<Field> inputs) {
    node.attributes().allow(List.of("axes"));
    return inputs.size() > 1
        ? inputs.getLast().wholes()
        : node.attributes().wholes("axes").orElse(List.of()).stream().mapToLong(n -> n).toArray();
  }

  private static boolean[] marked(long[] axes, int rank) {
    boolean[] marked = new boolean[rank];
    for (long axis : axes) {
      long counted = axis < 0 ? axis + rank : axis;
      if (counted < 0 || counted >= rank || marked[(int) counted]) {
        throw new IllegalArgumentException(
            "names the axes %s of %d: each once, from 0".formatted(Arrays.toString(axes), rank));
      }
      marked[(int) counted] = true;
    }
    return marked;
  }

  private static Field concat(Node node, List<Field> inputs) {
    node.attributes().allow(List.of("axis"));
    List<Double> numbers = new ArrayList<>();
    for (Field input : inputs) {
      if (input.shape().rank() != 1 || input.type() != inputs.getFirst().type()) {
        throw new IllegalArgumentException(
            "takes a tensor %s of %s: lists of one type alone here"
                .formatted(input.shape(), input.type().label()));
      }
      Arrays.stream(input.numbers()).forEach(numbers::add);
    }
    double[] joined = numbers.stream().mapToDouble(number -> number).toArray();
    ElementType type = inputs.isEmpty() ? ElementType.INT64 : inputs.getFirst().type();
    return Field.of(type, Shape.of(joined.length), joined);
  }

  private static Field constantOfShape(Node node, List<Field> inputs) {
    node.attributes().allow(List.of("value"));
    Field value =
        node.attributes()
            .tensor("value")
            .map(Field::of)
            .orElseGet(() -> Field.of(ElementType.FLOAT, Shape.of(), new double[1]));
    double number = single(value);
    return Field.of(
        value.type(), sizes(inputs.getFirst()), List.of(), (score, b, h, i, j) -> number);
  }

  private static Field expand(Node node, List<Field> inputs) {
    node.attributes().allow(List.of());
    Field from = inputs.getFirst();
    Field wanted =
        Field.of(from.type(), sizes(inputs.getLast()), List.of(), (score, b, h, i, j) -> 0);
    return Field.of(
        from.type(), Elementwise.shape(List.of(from, wanted)), List.of(from), from.rule());
  }

  private static Shape sizes(Field list) {
    return Shape.of(Arrays.stream(list.wholes()).mapToInt(size -> Math.toIntExact(size)).toArray());
  }

  /** One triangle of each matrix, the other 0. */
  private static Field triangle(Node node, List<Field> inputs) {
    node.attributes().allow(List.of("upper"));
    Field from = inputs.getFirst();
    if (from.shape().rank() < 2) {
      throw new IllegalArgumentException(
          "takes a tensor %s: a matrix at least".formatted(from.shape()));
    }
    boolean upper = node.attributes().whole("upper", 0, 1).orElse(1) == 1;
    double diagonal = inputs.size() > 1 ? single(inputs.getLast()) : 0;
    // Under an axis of size 1 lies one place, wherever among the scores it is asked for.
    int rows = from.shape().size(-2) == 1 ? 0 : 1;
    int columns = from.shape().size(-1) == 1 ? 0 : 1;
    ScoreFunction rule = from.rule();
    return Field.of(
        from.type(),
        from.shape(),
        List.of(from),
        (score, b, h, i, j) -> {
          double off = (double) j * columns - (double) i * rows;
          return (upper ? off >= diagonal : off <= diagonal) ? rule.apply(score, b, h, i, j) : 0;
        });
  }
}
