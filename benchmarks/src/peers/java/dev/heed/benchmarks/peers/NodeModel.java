package dev.heed.benchmarks.peers;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Map;

/** The bytes of a model whose graph is one node from Q, K and V to Y. */
final class NodeModel {
  private static final int OPSET = 23;

  private NodeModel() {}

  /**
   * A model in float32.
   *
   * @param domain of the operator, empty for ONNX's own
   * @param attributes whole numbers by name
   */
  static byte[] of(String domain, String operator, Map<String, Integer> attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(operator).setDomain(domain).addOutput("Y");
    GraphProto.Builder graph = GraphProto.newBuilder().setName("attention").addOutput(value("Y"));
    for (String input : new String[] {"Q", "K", "V"}) {
      node.addInput(input);
      graph.addInput(value(input));
    }
    attributes.forEach(
        (name, number) ->
            node.addAttribute(
                AttributeProto.newBuilder()
                    .setName(name)
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(number)));
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(10)
            .setGraph(graph.addNode(node))
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET));
    if (!domain.isEmpty()) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1));
    }
    return model.build().toByteArray();
  }

  private static ValueInfoProto value(String name) {
    TypeProto.Tensor type =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT.getNumber())
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}
