package dev.heed.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.WireFormat;
import dev.heed.formats.FileException;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A graph of few nodes with all that it holds, field by field. */
final class NodeReader {
  /** What an entry of a list takes in memory, beside its characters, at least. */
  private static final int ENTRY = 64;

  private static final int MOST_SUBGRAPH_NODES = 1000;

  private final OnnxInput in;
  private final int mostNodes;
  private int tensors;

  /**
   * @param mostNodes nodes that the graph may have; those of a graph in an attribute are counted
   *     apart
   */
  NodeReader(OnnxInput in, int mostNodes) {
    this.in = in;
    this.mostNodes = mostNodes;
  }

  /** Reads the graph in the field that {@code tag} began. */
  Graph graph(int tag) throws IOException {
    return graph(tag, mostNodes, true);
  }

  private Graph graph(int field, int most, boolean outermost) throws IOException {
    List<Graph.Input> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    SequencedMap<String, Constant> constants = new LinkedHashMap<>();
    List<Node> nodes = new ArrayList<>();
    int outer = in.open(field);
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      in.claim(WireFormat.getTagFieldNumber(tag) == GraphProto.NAME_FIELD_NUMBER ? 0 : ENTRY);
      switch (WireFormat.getTagFieldNumber(tag)) {
        case GraphProto.NODE_FIELD_NUMBER -> nodes.add(node(tag, nodes, most, outermost));
        case GraphProto.INITIALIZER_FIELD_NUMBER -> constant(tag, constants);
        case GraphProto.SPARSE_INITIALIZER_FIELD_NUMBER ->
            throw in.error("has sparse initializers, which are not supported");
        case GraphProto.INPUT_FIELD_NUMBER -> inputs.add(input(tag));
        case GraphProto.OUTPUT_FIELD_NUMBER -> outputs.add(input(tag).name());
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    return new Graph(
        List.copyOf(inputs),
        List.copyOf(outputs),
        Collections.unmodifiableSequencedMap(constants),
        List.copyOf(nodes));
  }

  private Node node(int tag, List<Node> before, int most, boolean outermost) throws IOException {
    Node node = node(tag, outermost);
    if (before.size() == most) {
      throw in.error(
          "has a node %s after %s: %s"
              .formatted(
                  node.title(),
                  before.getLast().title(),
                  most == 1
                      ? "the graph is to be one node"
                      : "a graph has at most %d nodes here".formatted(most)));
    }
    return node;
  }

  private Node node(int field, boolean outermost) throws IOException {
    String domain = "";
    String operator = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, Object> attributes = new LinkedHashMap<>();
    int outer = in.open(field);
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case NodeProto.DOMAIN_FIELD_NUMBER -> domain = in.text(tag);
        case NodeProto.OP_TYPE_FIELD_NUMBER -> operator = in.text(tag);
        case NodeProto.INPUT_FIELD_NUMBER -> inputs.add(claimed(in.text(tag)));
        case NodeProto.OUTPUT_FIELD_NUMBER -> outputs.add(claimed(in.text(tag)));
        case NodeProto.ATTRIBUTE_FIELD_NUMBER -> attribute(tag, attributes, outermost);
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    String own = domain.equals("ai.onnx") ? "" : domain;
    return new Node(
        own,
        operator,
        List.copyOf(inputs),
        List.copyOf(outputs),
        new Attributes(Initializer.excerpt(operator), attributes));
  }

  private String claimed(String text) throws FileException {
    in.claim(ENTRY + 2L * text.length());
    return text;
  }

  private void attribute(int field, Map<String, Object> attributes, boolean outermost)
      throws IOException {
    String name = "";
    Object value = null;
    List<Long> wholes = new ArrayList<>();
    int outer = in.open(field);
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case AttributeProto.NAME_FIELD_NUMBER -> name = claimed(in.text(tag));
        case AttributeProto.F_FIELD_NUMBER -> value = (double) in.float32(tag);
        case AttributeProto.I_FIELD_NUMBER -> value = in.varint(tag);
        case AttributeProto.S_FIELD_NUMBER -> value = in.text(tag);
        case AttributeProto.T_FIELD_NUMBER -> value = tensor(tag);
        case AttributeProto.G_FIELD_NUMBER -> value = subgraph(tag, outermost);
        case AttributeProto.INTS_FIELD_NUMBER -> wholes(tag, wholes);
        case AttributeProto.TYPE_FIELD_NUMBER -> value = empty(in.varint(tag), value, wholes);
        case AttributeProto.DOC_STRING_FIELD_NUMBER -> in.skip(tag);
        default -> {
          in.skip(tag);
          value = new Unread();
        }
      }
    }
    in.close(outer);
    Object read = wholes.isEmpty() ? value : wholes;
    if (attributes.put(name, read == null ? new Unread() : read) != null) {
      throw in.error("has the attribute %s twice".formatted(Initializer.excerpt(name)));
    }
  }

  /** A value of zero may be left out of a file; its type says so. */
  private static @Nullable Object empty(long type, @Nullable Object value, List<Long> wholes) {
    if (value != null) {
      return value;
    }
    return switch ((int) type) {
      case AttributeProto.AttributeType.FLOAT_VALUE -> (Object) 0.0;
      case AttributeProto.AttributeType.INT_VALUE -> 0L;
      case AttributeProto.AttributeType.INTS_VALUE -> wholes;
      default -> null;
    };
  }

  private Graph subgraph(int tag, boolean outermost) throws IOException {
    if (!outermost) {
      throw in.error("has a graph in an attribute of a graph in an attribute");
    }
    return graph(tag, MOST_SUBGRAPH_NODES, false);
  }

  private void wholes(int tag, List<Long> wholes) throws IOException {
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      in.claim(ENTRY);
      wholes.add(in.varint(tag));
      return;
    }
    int outer = in.open(tag);
    while (in.hasMore()) {
      in.claim(ENTRY);
      wholes.add(in.varint());
    }
    in.close(outer);
  }

  private void constant(int tag, Map<String, Constant> constants) throws IOException {
    InitializerReader reader = new InitializerReader(in, ++tensors, false);
    Constant constant = known(reader, reader.read(tag));
    if (constants.put(reader.name(), constant) != null) {
      throw in.error("the file has two initializers of this name");
    }
    in.enter("");
  }

  private Constant tensor(int tag) throws IOException {
    InitializerReader reader = new InitializerReader(in, ++tensors, false);
    return known(reader, reader.readNameless(tag));
  }

  private Constant known(InitializerReader reader, @Nullable Tensor numbers) throws IOException {
    ElementType type = ElementType.of(reader.typeNumber());
    if (numbers == null || type == null) {
      throw in.error(
          "is of the type that ONNX gives the number %d, which is not supported"
              .formatted(reader.typeNumber()));
    }
    return new Constant(type, numbers);
  }

  private Graph.Input input(int field) throws IOException {
    String name = "";
    ElementType type = null;
    int outer = in.open(field);
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case ValueInfoProto.NAME_FIELD_NUMBER -> name = claimed(in.text(tag));
        case ValueInfoProto.TYPE_FIELD_NUMBER -> type = type(tag);
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    return new Graph.Input(name, type);
  }

  private @Nullable ElementType type(int field) throws IOException {
    ElementType type = null;
    int outer = in.open(field);
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case TypeProto.TENSOR_TYPE_FIELD_NUMBER -> type = elementType(tag);
        case TypeProto.DENOTATION_FIELD_NUMBER -> in.skip(tag);
        default -> throw in.error("declares a value that is no tensor, which is not supported");
      }
    }
    in.close(outer);
    return type;
  }

  private @Nullable ElementType elementType(int field) throws IOException {
    ElementType type = null;
    int outer = in.open(field);
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (WireFormat.getTagFieldNumber(tag) == TypeProto.Tensor.ELEM_TYPE_FIELD_NUMBER) {
        long number = in.varint(tag);
        type = ElementType.of((int) number);
        if (type == null && number != 0) {
          throw in.error(
              "declares a tensor of the type that ONNX gives the number %d, which is not supported"
                  .formatted(number));
        }
      } else {
        in.skip(tag);
      }
    }
    in.close(outer);
    return type;
  }

  /** The value of an attribute that is of a kind which no operator here takes. */
  private record Unread() {}
}
