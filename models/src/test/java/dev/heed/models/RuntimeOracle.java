package dev.heed.models;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A model in ONNX Runtime, one thread, optimisation off, which also hands out what lies between its
 * layers: the file's graph is given more outputs.
 */
final class RuntimeOracle implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final List<String> states = new ArrayList<>();
  private final List<String> weights = new ArrayList<>();
  private final OrtSession session;

  /** Reads the whole file. */
  RuntimeOracle(InputStream file) throws IOException, OrtException {
    ModelProto.Builder model = ModelProto.parseFrom(file).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    String last = graph.getOutput(0).getName();
    for (NodeProto node : graph.getNodeList()) {
      if (node.getName().matches("/embeddings/LayerNorm/Add_1|.*\\d/output/LayerNorm/Add_1")) {
        states.add(node.getOutput(0));
      } else if (node.getOpType().equals("Softmax")) {
        weights.add(node.getOutput(0));
      }
    }
    List<String> more = new ArrayList<>(states);
    more.addAll(weights);
    more.remove(last);
    more.forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name)));
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      session = environment.createSession(model.build().toByteArray(), options);
    }
  }

  /** How many layers have both. */
  int layers() {
    return Math.min(weights.size(), states.size() - 1);
  }

  /**
   * What the model makes of one text.
   *
   * @param states {@code [T, hidden]} before each layer and at the end
   * @param weights {@code [heads, T, T]} of each layer
   */
  record Answer(List<Tensor> states, List<Tensor> weights) {}

  /** Runs the model on the tokens of one text. */
  Answer run(int[] ids) throws OrtException {
    long[] wide = Arrays.stream(ids).asLongStream().toArray();
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    long[] shape = {1, ids.length};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, LongBuffer.wrap(wide), shape);
        OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
        OnnxTensor kinds =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", kinds))) {
      return new Answer(tensors(result, states), tensors(result, weights));
    }
  }

  private static List<Tensor> tensors(OrtSession.Result result, List<String> names) {
    return names.stream().map(name -> tensor((OnnxTensor) result.get(name).orElseThrow())).toList();
  }

  /** Without the first axis, of one text. */
  private static Tensor tensor(OnnxTensor of) {
    FloatBuffer numbers = of.getFloatBuffer();
    float[] copy = new float[numbers.remaining()];
    numbers.get(copy);
    int[] sizes =
        Arrays.stream(of.getInfo().getShape()).skip(1).mapToInt(Math::toIntExact).toArray();
    return Tensor.of(copy, sizes);
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
