package dev.heed.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Small models, written by Tribuo's classes. */
final class Models {

  private Models() {}

  static byte[] of(TensorProto.Builder... initializers) {
    return of(List.of(), initializers);
  }

  static byte[] of(List<NodeProto> nodes, TensorProto.Builder... initializers) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("graph").addAllNode(nodes);
    for (TensorProto.Builder initializer : initializers) {
      graph.addInitializer(initializer);
    }
    return of(graph);
  }

  static byte[] of(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(6)
        .setProducerName("test")
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  /** Without numbers yet. */
  static TensorProto.Builder tensor(String name, DataType type, long... sizes) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
    for (long size : sizes) {
      tensor.addDims(size);
    }
    return tensor;
  }

  /** The numbers 0.5, 1.5, 2.5 … as raw float32. */
  static TensorProto.Builder counting(String name, int count, long... sizes) {
    return tensor(name, DataType.FLOAT, sizes).setRawData(raw(count));
  }

  static ByteString raw(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(i + 0.5f);
    }
    return ByteString.copyFrom(bytes.flip());
  }

  static NodeProto product(String name, String left, String right) {
    return NodeProto.newBuilder()
        .setName(name)
        .setOpType("MatMul")
        .addInput(left)
        .addInput(right)
        .addOutput("of " + name)
        .build();
  }

  static Tensor weight(Map<String, Tensor> weights, String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }

  /** A model with all ways to keep numbers and all kinds of nodes that matter. */
  static byte[] varied() {
    return of(
        List.of(
            product("/encoder/layer.0/output/dense/MatMul", "x", "onnx::MatMul_7"),
            product("/encoder/layer.0/attention/self/MatMul_1", "x", "y")),
        counting("embeddings.word_embeddings.weight", 12, 4, 3),
        counting("onnx::MatMul_7", 6, 2, 3),
        tensor("encoder.bias", DataType.FLOAT, 3).addFloatData(1).addFloatData(2).addFloatData(3),
        tensor("scale", DataType.DOUBLE).addDoubleData(0.1),
        tensor("half", DataType.FLOAT16, 2).addInt32Data(0x3c00).addInt32Data(0xc000),
        tensor("position_ids", DataType.INT64, 1, 4)
            .addInt64Data(0)
            .addInt64Data(1)
            .addInt64Data(2)
            .addInt64Data(3));
  }
}
