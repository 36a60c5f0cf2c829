package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The real file: names, shapes and every number, against a second reader. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MiniLmWeightsTest {
  private static final int LAYERS = 6;
  private static final int HIDDEN = 384;
  private static final int INNER = 1536;
  private static final int VOCABULARY = 30_522;
  private static final int POSITIONS = 512;

  private static final int NODE = 1;
  private static final int INITIALIZER = 5;

  private final Map<String, float[]> rawNumbers = new HashMap<>();
  private final Map<String, String> rawNames = new HashMap<>();
  private byte[] content = {};
  private SequencedMap<String, Tensor> weights = new LinkedHashMap<>();

  @BeforeAll
  void readTwice() throws IOException {
    content = MiniLm.bytes();
    weights = OnnxWeights.read("model.onnx", content);
    ProtobufWalk walk = new ProtobufWalk(content);
    for (ProtobufWalk.Field tensor : walk.ofGraph(INITIALIZER)) {
      String name = walk.text(walk.inside(tensor, 8));
      rawNumbers.put(name, walk.floats(walk.inside(tensor, 9)));
      rawNames.put(name, name);
    }
    for (ProtobufWalk.Field node : walk.ofGraph(NODE)) {
      if (walk.text(walk.inside(node, 4)).equals("MatMul")) {
        List<String> inputs =
            walk.fields(node.from(), node.to()).stream()
                .filter(field -> field.number() == 1)
                .map(walk::text)
                .toList();
        String name = walk.text(walk.inside(node, 3));
        if (rawNumbers.containsKey(inputs.get(1))) {
          String stripped = name.substring(1, name.length() - "/MatMul".length());
          rawNames.remove(inputs.get(1));
          rawNames.put(stripped.replace('/', '.') + ".weight", inputs.get(1));
        }
      }
    }
  }

  @Test
  void everyWeightOfBertIsThereInItsShapeAndNothingElse() {
    Map<String, List<Integer>> expected = new HashMap<>();
    expected.put("embeddings.word_embeddings.weight", List.of(VOCABULARY, HIDDEN));
    expected.put("embeddings.position_embeddings.weight", List.of(POSITIONS, HIDDEN));
    expected.put("embeddings.token_type_embeddings.weight", List.of(2, HIDDEN));
    norm(expected, "embeddings.LayerNorm");
    for (int layer = 0; layer < LAYERS; layer++) {
      String of = "encoder.layer." + layer + ".";
      linear(expected, of + "attention.self.query", HIDDEN, HIDDEN);
      linear(expected, of + "attention.self.key", HIDDEN, HIDDEN);
      linear(expected, of + "attention.self.value", HIDDEN, HIDDEN);
      linear(expected, of + "attention.output.dense", HIDDEN, HIDDEN);
      norm(expected, of + "attention.output.LayerNorm");
      linear(expected, of + "intermediate.dense", INNER, HIDDEN);
      linear(expected, of + "output.dense", HIDDEN, INNER);
      norm(expected, of + "output.LayerNorm");
    }
    Map<String, List<Integer>> found = new HashMap<>();
    weights.forEach(
        (name, tensor) -> found.put(name, Arrays.stream(tensor.shape().sizes()).boxed().toList()));
    assertThat(found).isEqualTo(expected).hasSize(5 + 16 * LAYERS);
  }

  @Test
  void everyNumberIsTheOneInTheFile() {
    assertThat(weights).isNotEmpty();
    weights.forEach((name, tensor) -> {
      String inFile = rawNames.get(name);
      assertThat(inFile).as(name).isNotNull();
      Tensor asStored = inFile.equals(name) ? tensor : tensor.transpose();
      assertThat(asStored.isContiguous()).as(name).isTrue();
      assertThat(Arrays.equals(asStored.toFloatArray(), rawNumbers.get(inFile))).as(name).isTrue();
    });
  }

  @Test
  void linearWeightsAreViewsOfTheFilesTransposed() {
    Tensor weight = Models.weight(weights, "encoder.layer.3.intermediate.dense.weight");
    float[] raw = rawNumbers.get(rawNames.get("encoder.layer.3.intermediate.dense.weight"));
    assertThat(raw).hasSize(HIDDEN * INNER);
    assertThat(weight.stride(0)).isEqualTo(1);
    assertThat(weight.stride(1)).isEqualTo(INNER);
    assertThat(weight.heapArray()).isInstanceOf(float[].class);
    for (int in = 0; in < HIDDEN; in += 17) {
      for (int out = 0; out < INNER; out += 31) {
        assertThat(weight.get(out, in)).isEqualTo(raw[in * INNER + out]);
      }
    }
  }

  @Test
  void theFileAndTheStreamHoldTheSame(@TempDir Path folder) throws IOException, URISyntaxException {
    assertSame(OnnxWeights.read(MiniLm.file(folder)));
    try (InputStream stream = MiniLm.stream()) {
      assertSame(OnnxWeights.read("model.onnx", stream));
      assertThat(stream.read()).isEqualTo(-1);
    }
  }

  private void assertSame(SequencedMap<String, Tensor> others) {
    assertThat(List.copyOf(others.keySet())).isEqualTo(List.copyOf(weights.keySet()));
    others.forEach((name, tensor) ->
        assertThat(
                Arrays.equals(tensor.toFloatArray(), Models.weight(weights, name).toFloatArray()))
            .as(name)
            .isTrue());
  }

  private static void linear(Map<String, List<Integer>> shapes, String name, int out, int in) {
    shapes.put(name + ".weight", List.of(out, in));
    shapes.put(name + ".bias", List.of(out));
  }

  private static void norm(Map<String, List<Integer>> shapes, String name) {
    shapes.put(name + ".weight", List.of(HIDDEN));
    shapes.put(name + ".bias", List.of(HIDDEN));
  }
}
