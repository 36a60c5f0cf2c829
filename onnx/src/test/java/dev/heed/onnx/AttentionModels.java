package dev.heed.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Models of one attention node, written by Tribuo's classes. */
final class AttentionModels {
  private AttentionModels() {}

  static byte[] model(String domain, int version, GraphProto.Builder graph) {
    return builder(domain, version, graph).build().toByteArray();
  }

  static ModelProto.Builder builder(String domain, int version, GraphProto.Builder graph) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(10)
            .setProducerName("test")
            .setGraph(graph.setName("graph"))
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version));
    if (!domain.isEmpty()) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(23));
    }
    return model;
  }

  static NodeProto.Builder node(String operator, String[] inputs, String[] outputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setName("the node").setOpType(operator);
    for (String input : inputs) {
      node.addInput(input);
    }
    for (String output : outputs) {
      node.addOutput(output);
    }
    return node;
  }

  static AttributeProto.Builder attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value);
  }

  static AttributeProto.Builder attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value);
  }

  static AttributeProto.Builder attribute(String name, GraphProto.Builder value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(value);
  }

  static AttributeProto.Builder wholes(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute;
  }

  static ValueInfoProto.Builder value(String name, DataType type) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber())));
  }

  static TensorProto.Builder longs(String name, long... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (long number : numbers) {
      bytes.putLong(number);
    }
    return Models.tensor(name, DataType.INT64, numbers.length)
        .setRawData(ByteString.copyFrom(bytes.flip()));
  }

  static TensorProto.Builder number(String name, DataType type, double number) {
    TensorProto.Builder tensor = Models.tensor(name, type);
    return switch (type) {
      case FLOAT -> tensor.addFloatData((float) number);
      case INT64 -> tensor.addInt64Data((long) number);
      default -> throw new IllegalArgumentException(type.name());
    };
  }

  /** A graph with inputs and outputs of one type. */
  static GraphProto.Builder graph(
      NodeProto.Builder node, DataType type, String[] inputs, String... outputs) {
    GraphProto.Builder graph = GraphProto.newBuilder().addNode(node);
    for (String input : inputs) {
      graph.addInput(value(input, type));
    }
    for (String output : outputs) {
      graph.addOutput(value(output, type));
    }
    return graph;
  }

  /** {@code Attention} of float32 with inputs and outputs by other names than the formal ones. */
  static GraphProto.Builder plain(AttributeProto.Builder... attributes) {
    String[] inputs = {"query", "key", "value"};
    NodeProto.Builder node = node("Attention", inputs, new String[] {"result"});
    for (AttributeProto.Builder attribute : attributes) {
      node.addAttribute(attribute);
    }
    return graph(node, DataType.FLOAT, inputs, "result");
  }

  /** The causal mask as a graph over scores, as ONNX's own tests write it. */
  static GraphProto.Builder causal() {
    return GraphProto.newBuilder()
        .setName("causal")
        .addInput(value("scores", DataType.FLOAT))
        .addOutput(value("out", DataType.FLOAT))
        .addInitializer(number("zero", DataType.INT64, 0))
        .addInitializer(number("one", DataType.INT64, 1))
        .addInitializer(number("two", DataType.INT64, 2))
        .addInitializer(number("three", DataType.INT64, 3))
        .addInitializer(longs("rows", 1, 1, -1, 1))
        .addInitializer(number("none", DataType.FLOAT, Double.NEGATIVE_INFINITY))
        .addNode(step("Shape", "shape", "scores"))
        .addNode(step("Gather", "l", "shape", "two").addAttribute(attribute("axis", 0)))
        .addNode(step("Gather", "s", "shape", "three").addAttribute(attribute("axis", 0)))
        .addNode(step("Range", "i1", "zero", "l", "one"))
        .addNode(step("Range", "j", "zero", "s", "one"))
        .addNode(step("Reshape", "i", "i1", "rows"))
        .addNode(step("GreaterOrEqual", "kept", "i", "j"))
        .addNode(step("Where", "out", "kept", "scores", "none"));
  }

  static NodeProto.Builder step(String operator, String output, String... inputs) {
    return node(operator, inputs, new String[] {output});
  }

  /** {@code FlexAttention} of float32 with graphs. */
  static GraphProto.Builder flex(AttributeProto.Builder... attributes) {
    String[] inputs = {"Q", "K", "V"};
    NodeProto.Builder node =
        node("FlexAttention", inputs, new String[] {"Y"}).setDomain("ai.onnx.preview");
    for (AttributeProto.Builder attribute : attributes) {
      node.addAttribute(attribute);
    }
    return graph(node, DataType.FLOAT, inputs, "Y");
  }
}
