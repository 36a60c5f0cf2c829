package dev.heed.onnx;

import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A graph as a manifest writes it: what a model file has in protobuf, in JSON. */
final class JsonGraph {
  private JsonGraph() {}

  /**
   * The graph of an object with inputs, outputs, initializers and nodes.
   *
   * @throws FileException if something is missing or of another kind, naming it
   */
  static Graph read(JsonFields fields) throws FileException {
    List<Graph.Input> inputs = new ArrayList<>();
    for (String name : texts(fields, "inputs")) {
      inputs.add(new Graph.Input(name, null));
    }
    SequencedMap<String, Constant> constants = new LinkedHashMap<>();
    JsonFields initializers = fields.object("initializers");
    for (String name : initializers.fields().keySet()) {
      constants.put(name, constant(initializers.object(name)));
    }
    List<Node> nodes = new ArrayList<>();
    for (JsonFields node : fields.objects("nodes")) {
      nodes.add(node(node));
    }
    return new Graph(inputs, texts(fields, "outputs"), constants, nodes);
  }

  /** The attributes of a node. */
  static SequencedMap<String, Object> values(JsonFields fields) {
    return new LinkedHashMap<>(fields.fields());
  }

  private static Node node(JsonFields fields) throws FileException {
    String operator = fields.text("op");
    return new Node(
        fields.has("domain") ? fields.text("domain") : "",
        operator,
        texts(fields, "inputs"),
        texts(fields, "outputs"),
        new Attributes(operator, values(fields.object("attributes"))));
  }

  private static Constant constant(JsonFields fields) throws FileException {
    ElementType type = ElementType.named(fields.text("dtype"));
    if (type == null) {
      throw fields.error(
          "is of dtype %s, which is not known here"
              .formatted(JsonFields.quoted(fields.text("dtype"))));
    }
    List<?> shape = fields.list("shape");
    int[] sizes = new int[shape.size()];
    for (int axis = 0; axis < sizes.length; axis++) {
      if (!(shape.get(axis) instanceof Long size) || size < 0 || size > Integer.MAX_VALUE) {
        throw fields.error("has the shape %s: sizes are whole numbers".formatted(shape));
      }
      sizes[axis] = size.intValue();
    }
    List<?> data = fields.list("data");
    if (data.size() != Shape.of(sizes).elements()) {
      throw fields.error("has %d numbers for the shape %s".formatted(data.size(), shape));
    }
    double[] numbers = new double[data.size()];
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = Field.cast(type, number(fields, data.get(n)));
    }
    return new Constant(type, Tensor.of(numbers, sizes));
  }

  /** JSON lacks numbers that are not finite: they are words. */
  private static double number(JsonFields fields, Object value) throws FileException {
    return switch (value) {
      case Number number -> number.doubleValue();
      case Boolean flag -> flag ? 1 : 0;
      case String word when word.equals("-inf") -> Double.NEGATIVE_INFINITY;
      case String word when word.equals("inf") -> Double.POSITIVE_INFINITY;
      case String word when word.equals("nan") -> Double.NaN;
      default -> throw fields.error("has data that is no number");
    };
  }

  private static List<String> texts(JsonFields fields, String name) throws FileException {
    List<String> texts = new ArrayList<>();
    for (Object value : fields.list(name)) {
      if (!(value instanceof String text)) {
        throw fields.error(JsonFields.quoted(name) + " is not a list of strings");
      }
      texts.add(text);
    }
    return texts;
  }
}
