package dev.heed.cli.attend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.cli.Ran;
import dev.heed.formats.ArrayFile;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model's few bytes are put together by hand: field numbers are those of onnx.proto. */
class OnnxCommandTest {
  @TempDir private Path folder;
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();

  @BeforeEach
  void draw() throws IOException {
    Seeds seeds = Seeds.fromProperty();
    for (String name : new String[] {"query", "key", "value"}) {
      inputs.put(name, Tensor.of(seeds.normal(24), 1, 2, 3, 4).to(DType.FLOAT32));
    }
    ArrayFile.write(folder.resolve("in.npz"), inputs);
  }

  private static byte[] field(int number, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    field.write(number << 3 | 2);
    for (int size = content.size(); ; size >>>= 7) {
      field.write(size < 0x80 ? size : (size & 0x7f) | 0x80);
      if (size < 0x80) {
        break;
      }
    }
    field.writeBytes(content.toByteArray());
    return field.toByteArray();
  }

  private static byte[] field(int number, String text) {
    return field(number, text.getBytes(StandardCharsets.UTF_8));
  }

  private String model(String operator) throws IOException {
    byte[] causal = field(5, field(1, "is_causal"), new byte[] {3 << 3, 1, (byte) (20 << 3), 1, 2});
    byte[] node =
        field(
            1,
            field(1, "query"),
            field(1, "key"),
            field(1, "value"),
            field(2, "result"),
            field(4, operator),
            causal);
    byte[] graph =
        field(
            7,
            node,
            field(11, field(1, "query")),
            field(11, field(1, "key")),
            field(11, field(1, "value")),
            field(12, field(1, "result")));
    byte[] version = field(8, new byte[] {2 << 3, 23});
    byte[] content = new byte[graph.length + version.length];
    System.arraycopy(graph, 0, content, 0, graph.length);
    System.arraycopy(version, 0, content, graph.length, version.length);
    return Files.write(folder.resolve("model.onnx"), content).toString();
  }

  private String in(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void aModelTakesAndGivesArraysByItsOwnNames() throws IOException {
    String model = model("Attention");
    for (String name : new String[] {"out.npz", "out.json", "out.safetensors"}) {
      Ran ran = Ran.heed("onnx", model, "--input", in("in.npz"), "--out", in(name));
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.out()).isEqualTo("result float32[1, 2, 3, 4]\n");
      assertThat(ran.err()).isEqualTo("heed: " + in(name) + " written\n");
      Map<String, Tensor> found = ArrayFile.read(Path.of(in(name)));
      assertThat(found.keySet()).containsExactly("result");
      assertThat(Objects.requireNonNull(found.get("result")).toFloatArray())
          .isEqualTo(expected().toFloatArray());
    }
  }

  private Tensor expected() {
    return Attention.scaledDotProduct()
        .withMask(Mask.causal())
        .compute(
            Objects.requireNonNull(inputs.get("query")),
            Objects.requireNonNull(inputs.get("key")),
            Objects.requireNonNull(inputs.get("value")));
  }

  @Test
  void whatIsNotUsedIsSaid() throws IOException {
    inputs.put("other", Tensor.of(new float[1], 1));
    ArrayFile.write(folder.resolve("in.npz"), inputs);
    Ran ran = Ran.heed("onnx", model("Attention"), "--input", in("in.npz"), "--out", in("out.npz"));
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).startsWith("heed: not used: other\n");
  }

  @Test
  void whatIsWrongIsOneSentence() throws IOException {
    String other = model("Softmax");
    Ran ran = Ran.heed("onnx", other, "--input", in("in.npz"), "--out", in("out.npz"));
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .isEqualTo(
            "heed: %s, node Softmax: the operator Softmax is not known here: Attention and"
                    .formatted(other)
                + " ai.onnx.preview.FlexAttention are\n");
    inputs.remove("value");
    ArrayFile.write(folder.resolve("in.npz"), inputs);
    ran = Ran.heed("onnx", model("Attention"), "--input", in("in.npz"), "--out", in("out.npz"));
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).startsWith("heed: the input value is missing").hasLineCount(1);
    assertThat(Ran.heed("onnx", other, "--input", in("in.npz")).code()).isEqualTo(2);
    assertThat(folder.resolve("out.npz")).doesNotExist();
  }
}
