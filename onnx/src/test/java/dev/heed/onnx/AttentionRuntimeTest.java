package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The same model file, run by ONNX Runtime and by us. */
class AttentionRuntimeTest {
  private static final String[] QKV = {"Q", "K", "V"};

  private final Seeds seeds = Seeds.fromProperty();

  private Tensor normal(int... sizes) {
    int count = (int) Shape.of(sizes).elements();
    return Tensor.of(seeds.normal(count), sizes).to(DType.FLOAT32);
  }

  private Map<String, Tensor> inputs() {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("Q", normal(2, 6, 7, 16));
    inputs.put("K", normal(2, 3, 9, 16));
    inputs.put("V", normal(2, 3, 9, 12));
    return inputs;
  }

  @Test
  void groupedHeads() throws FileException, OrtException {
    compare(inputs(), QKV, new String[] {"Y"});
  }

  @Test
  void scaleCapAndCausal() throws FileException, OrtException {
    compare(
        inputs(),
        QKV,
        new String[] {"Y"},
        AttentionModels.attribute("scale", 0.7f),
        AttentionModels.attribute("softcap", 2f),
        AttentionModels.attribute("is_causal", 1));
  }

  @Test
  void maskPastAndPresent() throws FileException, OrtException {
    Map<String, Tensor> inputs = inputs();
    inputs.put("attn_mask", normal(7, 13));
    inputs.put("past_key", normal(2, 3, 4, 16));
    inputs.put("past_value", normal(2, 3, 4, 12));
    compare(
        inputs,
        new String[] {"Q", "K", "V", "attn_mask", "past_key", "past_value"},
        new String[] {"Y", "present_key", "present_value"});
  }

  @Test
  void headsSideBySideAndWeights() throws FileException, OrtException {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("Q", normal(2, 5, 4 * 8));
    inputs.put("K", normal(2, 6, 2 * 8));
    inputs.put("V", normal(2, 6, 2 * 10));
    compare(
        inputs,
        QKV,
        new String[] {"Y", "", "", "qk_matmul_output"},
        AttentionModels.attribute("q_num_heads", 4),
        AttentionModels.attribute("kv_num_heads", 2),
        AttentionModels.attribute("qk_matmul_output_mode", 3));
  }

  private static void compare(
      Map<String, Tensor> inputs,
      String[] taken,
      String[] given,
      AttributeProto.Builder... attributes)
      throws FileException, OrtException {
    NodeProto.Builder node = AttentionModels.node("Attention", taken, given);
    for (AttributeProto.Builder attribute : attributes) {
      node.addAttribute(attribute);
    }
    String[] outputs = Arrays.stream(given).filter(name -> !name.isEmpty()).toArray(String[]::new);
    GraphProto.Builder graph = AttentionModels.graph(node, DataType.FLOAT, taken, outputs);
    byte[] model = AttentionModels.model("", 23, graph);
    Map<String, Tensor> ours =
        OnnxModel.read("model.onnx", model).run(inputs, Execution.standard());
    Map<String, float[]> theirs = theirs(model, inputs);
    assertThat(ours.keySet()).containsExactly(outputs).containsExactlyElementsOf(theirs.keySet());
    for (String name : outputs) {
      float[] expected = Objects.requireNonNull(theirs.get(name));
      float[] actual = Objects.requireNonNull(ours.get(name)).toFloatArray();
      assertThat(actual).as(name).hasSameSizeAs(expected);
      for (int n = 0; n < expected.length; n++) {
        assertThat(actual[n]).as("%s, element %d", name, n).isCloseTo(expected[n], within(2e-6f));
      }
    }
  }

  private static Map<String, float[]> theirs(byte[] model, Map<String, Tensor> inputs)
      throws OrtException {
    Map<String, float[]> outputs = new LinkedHashMap<>();
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session = environment.createSession(model)) {
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        long[] shape = Arrays.stream(input.getValue().shape().sizes()).asLongStream().toArray();
        FloatBuffer numbers = FloatBuffer.wrap(input.getValue().toFloatArray());
        given.put(input.getKey(), OnnxTensor.createTensor(environment, numbers, shape));
      }
      try (OrtSession.Result result = session.run(given)) {
        result.forEach(output -> {
          FloatBuffer numbers = ((OnnxTensor) output.getValue()).getFloatBuffer();
          float[] copy = new float[numbers.remaining()];
          numbers.get(copy);
          outputs.put(output.getKey(), copy);
        });
      }
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
    return outputs;
  }
}
