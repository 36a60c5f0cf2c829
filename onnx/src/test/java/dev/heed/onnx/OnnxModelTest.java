package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.heed.attention.Attention;
import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model files of one node: what they give, and what is refused. */
class OnnxModelTest {
  private final Seeds seeds = Seeds.fromProperty();
  private final Tensor q = normal(1, 2, 3, 4);
  private final Tensor k = normal(1, 2, 5, 4);
  private final Tensor v = normal(1, 2, 5, 6);

  private Tensor normal(int... sizes) {
    int count = (int) Shape.of(sizes).elements();
    return Tensor.of(seeds.normal(count), sizes).to(DType.FLOAT32);
  }

  private static OnnxModel attention(GraphProto.Builder graph) throws FileException {
    return OnnxModel.read("model.onnx", AttentionModels.model("", 23, graph));
  }

  private static OnnxModel flex(GraphProto.Builder graph) throws FileException {
    return OnnxModel.read("model.onnx", AttentionModels.model("ai.onnx.preview", 1, graph));
  }

  private Map<String, Tensor> named(String query, String key, String value) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put(query, q);
    inputs.put(key, k);
    inputs.put(value, v);
    return inputs;
  }

  private static Tensor only(OnnxModel model, Map<String, Tensor> inputs) {
    Map<String, Tensor> outputs = model.run(inputs, Execution.standard());
    assertThat(outputs).hasSize(1);
    return outputs.values().iterator().next();
  }

  @Test
  void inputsAndOutputsHaveTheNamesOfTheGraph(@TempDir Path folder) throws IOException {
    byte[] content = AttentionModels.model("", 23, AttentionModels.plain());
    Path file = Files.write(folder.resolve("model.onnx"), content);
    OnnxModel model = OnnxModel.read(file);
    assertThat(model.inputs()).containsExactly("query", "key", "value");
    assertThat(model.outputs()).containsExactly("result");
    assertThat(only(model, named("query", "key", "value")).toFloatArray())
        .isEqualTo(Attention.scaledDotProduct().compute(q, k, v).toFloatArray());
  }

  @Test
  void attributesAreRead() throws FileException {
    Attention expected =
        Attention.scaledDotProduct()
            .withScale(0.25)
            .withSoftcap(1.5)
            .withMask(Mask.causal(Corner.TOP_LEFT));
    OnnxModel model =
        attention(
            AttentionModels.plain(
                AttentionModels.attribute("scale", 0.25f),
                AttentionModels.attribute("softcap", 1.5f),
                AttentionModels.attribute("is_causal", 1)));
    assertThat(only(model, named("query", "key", "value")).toFloatArray())
        .isEqualTo(expected.compute(q, k, v).toFloatArray());
  }

  @Test
  void inputsMayBeInitializers() throws FileException {
    String[] inputs = {"Q", "K", "V", "", "", "", "lengths"};
    NodeProto.Builder node =
        AttentionModels.node("Attention", inputs, new String[] {"Y", "", "", "scores"});
    GraphProto.Builder graph =
        AttentionModels.graph(node, DataType.FLOAT, new String[] {"Q", "K", "V"}, "scores", "Y")
            .addInitializer(AttentionModels.longs("lengths", 2));
    OnnxModel model = OnnxModel.read("m.onnx", AttentionModels.model("", 24, graph));
    Map<String, Tensor> outputs = model.run(named("Q", "K", "V"), Execution.standard());
    assertThat(outputs.keySet()).containsExactly("scores", "Y");
    Attention expected = Attention.scaledDotProduct().withMask(Mask.lengths(2));
    assertThat(Objects.requireNonNull(outputs.get("Y")).toFloatArray())
        .isEqualTo(expected.compute(q, k, v).toFloatArray());
    assertThat(Objects.requireNonNull(outputs.get("scores")).shape())
        .isEqualTo(Shape.of(1, 2, 3, 5));
    assertThat(only(attention(maskedByInitializer()), named("Q", "K", "V")).toFloatArray())
        .isEqualTo(expected.compute(q, k, v).toFloatArray());
  }

  private static GraphProto.Builder maskedByInitializer() {
    String[] inputs = {"Q", "K", "V", "mask"};
    NodeProto.Builder node = AttentionModels.node("Attention", inputs, new String[] {"Y"});
    byte[] flags = {1, 1, 0, 0, 0};
    return AttentionModels.graph(node, DataType.FLOAT, new String[] {"Q", "K", "V"}, "Y")
        .addInitializer(
            Models.tensor("mask", DataType.BOOL, 5).setRawData(ByteString.copyFrom(flags)));
  }

  @Test
  void anInputTakesThePlaceOfItsInitializer() throws FileException {
    GraphProto.Builder graph =
        AttentionModels.plain().addInitializer(Models.counting("value", 30, 1, 2, 5, 3));
    OnnxModel model = attention(graph);
    Map<String, Tensor> inputs = named("query", "key", "value");
    assertThat(only(model, inputs).shape()).isEqualTo(Shape.of(1, 2, 3, 6));
    inputs.remove("value");
    assertThat(only(model, inputs).shape()).isEqualTo(Shape.of(1, 2, 3, 3));
  }

  @Test
  void inputsAreRoundedToTheTypeThatIsDeclared() throws FileException {
    OnnxModel model = attention(AttentionModels.plain());
    Map<String, Tensor> wide = new LinkedHashMap<>();
    named("query", "key", "value")
        .forEach((name, tensor) -> wide.put(name, tensor.to(DType.FLOAT64)));
    Tensor output = only(model, wide);
    assertThat(output.dtype()).isEqualTo(DType.FLOAT32);
    assertThat(output.toFloatArray())
        .isEqualTo(only(model, named("query", "key", "value")).toFloatArray());
  }

  @Test
  void graphsOverScoresAndWeightsAreFunctions() throws FileException {
    GraphProto.Builder half =
        GraphProto.newBuilder()
            .addInput(AttentionModels.value("p", DataType.FLOAT))
            .addOutput(AttentionModels.value("out", DataType.FLOAT))
            .addInitializer(AttentionModels.number("half", DataType.FLOAT, 0.5))
            .addNode(AttentionModels.step("Mul", "out", "p", "half"));
    OnnxModel causal =
        flex(
            AttentionModels.flex(AttentionModels.attribute("score_mod", AttentionModels.causal())));
    OnnxModel both =
        flex(
            AttentionModels.flex(
                AttentionModels.attribute("score_mod", AttentionModels.causal()),
                AttentionModels.attribute("prob_mod", half)));
    float[] expected =
        Attention.scaledDotProduct()
            .withMask(Mask.causal(Corner.TOP_LEFT))
            .compute(q, k, v)
            .toFloatArray();
    assertThat(only(causal, named("Q", "K", "V")).toFloatArray()).isEqualTo(expected);
    float[] halves = only(both, named("Q", "K", "V")).toFloatArray();
    for (int n = 0; n < expected.length; n++) {
      assertThat(halves[n]).isCloseTo(expected[n] / 2, within(1e-6f));
    }
  }

  @Test
  void aGraphMayNameWhatIsAroundIt() throws FileException {
    GraphProto.Builder bias =
        GraphProto.newBuilder()
            .addInput(AttentionModels.value("s", DataType.FLOAT))
            .addOutput(AttentionModels.value("out", DataType.FLOAT))
            .addNode(AttentionModels.step("Add", "out", "s", "bias"));
    GraphProto.Builder graph =
        AttentionModels.flex(AttentionModels.attribute("score_mod", bias))
            .addInput(AttentionModels.value("bias", DataType.FLOAT));
    Map<String, Tensor> inputs = named("Q", "K", "V");
    Tensor numbers = normal(2, 3, 5);
    inputs.put("bias", numbers);
    assertThat(only(flex(graph), inputs).toFloatArray())
        .isEqualTo(Attention.scaledDotProduct().withBias(numbers).compute(q, k, v).toFloatArray());
  }

  @Test
  void anInputThatIsMissingOrOfAnotherKindIsNamed() throws FileException {
    OnnxModel model = attention(AttentionModels.plain());
    Map<String, Tensor> inputs = named("query", "key", "V");
    assertThatThrownBy(() -> model.run(inputs, Execution.standard()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the input value is missing: the model takes [query, key, value], and is given"
                + " [query, key, V]");
    inputs.put("value", Tensor.of(new byte[4], 1, 1, 2, 2));
    assertThatThrownBy(() -> model.run(inputs, Execution.standard()))
        .hasMessage("the input value is bool and the model declares float32");
  }

  @Test
  void anythingElseInTheGraphIsRefusedByName() {
    GraphProto.Builder second =
        AttentionModels.plain().addNode(AttentionModels.step("Relu", "x", "result"));
    assertRefused(second, "has a node Relu after Attention: the graph is to be one node");
    assertRefused(
        AttentionModels.plain().setNode(0, AttentionModels.step("MatMul", "result", "query")),
        "node MatMul: the operator MatMul is not known here");
    NodeProto.Builder contrib =
        AttentionModels.step("Attention", "result", "query").setDomain("com.microsoft");
    assertRefused(
        AttentionModels.plain().setNode(0, contrib),
        "the operator com.microsoft.Attention is not known here");
    assertRefused(AttentionModels.plain().clearNode(), "a graph without a node");
    assertRefused(
        AttentionModels.plain(AttentionModels.attribute("window", 3)),
        "Attention has the attribute window, which is not known here");
    assertRefused(
        AttentionModels.plain(
            AttentionModels.attribute("is_causal", 1), AttentionModels.attribute("is_causal", 1)),
        "has the attribute is_causal twice");
    assertRefused(
        AttentionModels.plain(AttentionModels.wholes("is_causal", 1)),
        "has is_causal = a list of 1");
    assertRefused(
        AttentionModels.plain(
            AttributeProto.newBuilder().setName("is_causal").setRefAttrName("causal")),
        "has is_causal = something else");
    assertRefused(
        AttentionModels.plain().addSparseInitializer(SparseTensorProto.newBuilder().addDims(1)),
        "sparse initializers");
    assertRefused(
        AttentionModels.plain().addInput(sequence()), "declares a value that is no tensor");
    assertRefused(
        AttentionModels.plain().addInput(AttentionModels.value("text", DataType.STRING)),
        "the number 8, which is not supported");
    assertRefused(
        AttentionModels.plain().addInitializer(Models.tensor("t", DataType.STRING, 0)),
        "tensor 't'",
        "the number 8");
    assertRefused(
        AttentionModels.plain().addOutput(AttentionModels.value("other", DataType.FLOAT)),
        "does not give 'other', which the graph does");
    assertRefused(AttentionModels.plain().clearOutput(), "a graph without an output");
    assertRefused(
        AttentionModels.plain().removeInput(1),
        "takes 'key', which is neither an input nor an initializer of the graph");
  }

  private static ValueInfoProto.Builder sequence() {
    return ValueInfoProto.newBuilder()
        .setName("list")
        .setType(TypeProto.newBuilder().setSequenceType(TypeProto.Sequence.newBuilder()));
  }

  @Test
  void versionsAreThoseThatTheModelAsksFor() {
    byte[] old = AttentionModels.model("", 22, AttentionModels.plain());
    assertThat(refusal(old)).hasMessageContaining("of opset 22: it came with opset 23");
    byte[] later = AttentionModels.model("ai.onnx.preview", 2, AttentionModels.flex());
    assertThat(refusal(later)).hasMessageContaining("only version 1 is known here");
    byte[] none =
        AttentionModels.builder("", 23, AttentionModels.plain())
            .clearOpsetImport()
            .build()
            .toByteArray();
    assertThat(refusal(none)).hasMessageContaining("of opset 0");
    byte[] windows =
        AttentionModels.model(
            "", 24, AttentionModels.plain(AttentionModels.attribute("left_window_size", 1)));
    assertThat(refusal(windows)).hasMessageContaining("left_window_size");
    byte[] functions =
        AttentionModels.builder("", 23, AttentionModels.plain())
            .addFunctions(FunctionProto.newBuilder().setName("Attention"))
            .build()
            .toByteArray();
    assertThat(refusal(functions)).hasMessageContaining("functions");
  }

  @Test
  void aGraphInAGraphInAGraphIsRefused() {
    GraphProto.Builder inner =
        AttentionModels.causal()
            .addNode(
                AttentionModels.step("If", "x", "kept")
                    .addAttribute(
                        AttentionModels.attribute("then_branch", AttentionModels.causal())));
    byte[] model =
        AttentionModels.model(
            "ai.onnx.preview",
            1,
            AttentionModels.flex(AttentionModels.attribute("score_mod", inner)));
    assertThat(refusal(model)).hasMessageContaining("a graph in an attribute of a graph");
  }

  @Test
  void anOperatorThatIsNotKnownInAGraphIsNamedWhenItRuns() throws FileException {
    GraphProto.Builder sorted =
        GraphProto.newBuilder()
            .addInput(AttentionModels.value("s", DataType.FLOAT))
            .addOutput(AttentionModels.value("out", DataType.FLOAT))
            .addNode(AttentionModels.step("TopK", "out", "s"));
    OnnxModel model = flex(AttentionModels.flex(AttentionModels.attribute("score_mod", sorted)));
    assertThatThrownBy(() -> model.run(named("Q", "K", "V"), Execution.standard()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("score_mod has the operator TopK, which is not known here");
  }

  private static void assertRefused(GraphProto.Builder graph, String... words) {
    assertThat(refusal(AttentionModels.model("", 23, graph)).getMessage())
        .startsWith("model.onnx")
        .contains(words);
  }

  private static FileException refusal(byte[] model) {
    return Objects.requireNonNull(
        catchThrowableOfType(FileException.class, () -> OnnxModel.read("model.onnx", model)));
  }
}
