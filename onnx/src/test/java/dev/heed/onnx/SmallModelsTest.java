package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.heed.formats.FileException;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** Types, ways to keep numbers, and names, in models written by Tribuo's classes. */
class SmallModelsTest {

  private static SequencedMap<String, Tensor> read(byte[] model) throws FileException {
    return OnnxWeights.read("model.onnx", model);
  }

  private static Tensor only(byte[] model) throws FileException {
    assertThat(read(model)).hasSize(1);
    return read(model).firstEntry().getValue();
  }

  @Test
  void weightsComeInTheOrderOfTheFileAndIntegersAreLeftOut() throws FileException {
    SequencedMap<String, Tensor> weights = read(Models.varied());
    assertThat(weights.keySet())
        .containsExactly(
            "embeddings.word_embeddings.weight",
            "encoder.layer.0.output.dense.weight",
            "encoder.bias",
            "scale",
            "half");
    assertThat(Models.weight(weights, "encoder.layer.0.output.dense.weight").toFloatArray())
        .containsExactly(0.5f, 3.5f, 1.5f, 4.5f, 2.5f, 5.5f);
    assertThat(Models.weight(weights, "encoder.bias").toFloatArray()).containsExactly(1, 2, 3);
    assertThat(Models.weight(weights, "half").toFloatArray()).containsExactly(1, -2);
    Tensor scale = Models.weight(weights, "scale");
    assertThat(scale.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(scale.rank()).isZero();
    assertThat(scale.get()).isEqualTo(0.1);
  }

  @Test
  void rawBytesAreLittleEndianInEveryType() throws FileException {
    byte[] half = {0x00, 0x3c, 0x01, 0x00};
    assertThat(only(raw(DataType.FLOAT16, half, 2)).toFloatArray()).containsExactly(1f, 0x1p-24f);
    byte[] brain = {(byte) 0x80, 0x3f, 0x49, (byte) 0xc0};
    assertThat(only(raw(DataType.BFLOAT16, brain, 2)).toFloatArray())
        .containsExactly(1f, -3.140625f);
    byte[] single = {0x00, 0x00, (byte) 0xc0, (byte) 0x7f};
    assertThat(only(raw(DataType.FLOAT, single, 1)).toFloatArray()).containsExactly(Float.NaN);
    byte[] wide = {0, 0, 0, 0, 0, 0, (byte) 0xf8, 0x3f};
    assertThat(only(raw(DataType.DOUBLE, wide, 1, 1)).toDoubleArray()).containsExactly(1.5);
  }

  @Test
  void aTensorMayBeEmpty() throws FileException {
    assertThat(only(Models.of(Models.tensor("none", DataType.FLOAT, 0, 384))).shape().sizes())
        .containsExactly(0, 384);
  }

  @Test
  void aModelMayHaveNoWeights() throws FileException {
    assertThat(read(Models.of())).isEmpty();
  }

  @Test
  void onlyNumberedMatricesAreRenamed() throws FileException {
    byte[] model =
        Models.of(
            List.of(
                Models.product("/a/MatMul", "x", "onnx::MatMul_1"),
                Models.product("/b/MatMul_2", "x", "1342"),
                Models.product("/c/MatMul", "x", "c.kernel"),
                Models.product("/d/MatMul", "x", "onnx::MatMul_4"),
                Models.product("MatMul_12", "x", "onnx::MatMul_5"),
                Models.product("/e/MatMul", "onnx::MatMul_6", "x"),
                NodeProto.newBuilder(Models.product("/f/Add", "x", "onnx::MatMul_7"))
                    .setOpType("Add")
                    .build()),
            Models.counting("onnx::MatMul_1", 2, 1, 2),
            Models.counting("1342", 2, 1, 2),
            Models.counting("c.kernel", 2, 1, 2),
            Models.counting("onnx::MatMul_4", 2, 2),
            Models.counting("onnx::MatMul_5", 2, 1, 2),
            Models.counting("onnx::MatMul_6", 2, 1, 2),
            Models.counting("onnx::MatMul_7", 2, 1, 2));
    SequencedMap<String, Tensor> weights = read(model);
    assertThat(weights.keySet())
        .containsExactly(
            "a.weight",
            "b.weight",
            "c.kernel",
            "onnx::MatMul_4",
            "onnx::MatMul_5",
            "onnx::MatMul_6",
            "onnx::MatMul_7");
    assertThat(Models.weight(weights, "b.weight").shape().sizes()).containsExactly(2, 1);
    assertThat(Models.weight(weights, "c.kernel").shape().sizes()).containsExactly(1, 2);
  }

  @Test
  void aSharedWeightAppearsUnderEachName() throws FileException {
    byte[] model =
        Models.of(
            List.of(
                Models.product("/first/MatMul", "x", "onnx::MatMul_1"),
                Models.product("/second/MatMul", "x", "onnx::MatMul_1"),
                Models.product("/first/MatMul_1", "y", "onnx::MatMul_1")),
            Models.counting("onnx::MatMul_1", 6, 2, 3));
    SequencedMap<String, Tensor> weights = read(model);
    assertThat(weights.keySet()).containsExactly("first.weight", "second.weight");
    assertThat(Models.weight(weights, "second.weight").heapArray())
        .isSameAs(Models.weight(weights, "first.weight").heapArray());
  }

  private static byte[] raw(DataType type, byte[] bytes, long... sizes) {
    return Models.of(Models.tensor("w", type, sizes).setRawData(ByteString.copyFrom(bytes)));
  }
}
