package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.heed.formats.FileException;
import dev.heed.formats.SafetensorsFile;
import dev.heed.models.source.ModelSource;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Allocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that somebody made to do harm: one sentence each, in little memory and time. */
final class HostileFolderTest {
  private static final String INDEX = "model.safetensors.index.json";
  private static final String WORDS = "embeddings.word_embeddings.weight";

  private final Map<String, Tensor> tensors = TinyModel.tensors(1);

  @TempDir Path temporary;
  private Path folder;
  private Path weights;

  @BeforeEach
  void write() throws IOException {
    folder = TinyModel.writeSettings(temporary.resolve("model"));
    weights = folder.resolve("model.safetensors");
    SafetensorsFile.write(weights, tensors, Map.of());
  }

  @Test
  void everyCutOffSafetensorsFileIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(weights);
    for (int length = 0; length < whole.length; length += 1 + length / 40) {
      Files.write(weights, Arrays.copyOf(whole, length));
      refused(weights.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 60, -1, Long.MIN_VALUE, 100_000_001, 4000})
  void aHeaderThatIsLongerThanItCanBeIsRefused(long length) throws IOException {
    Files.write(weights, header(length, "{}"));
    refused(weights + ": claims a header of " + Long.toUnsignedString(length) + " bytes");
  }

  @Test
  void aHeaderOfAHundredMegabytesIsReadToItsErrorAndNotKept() throws IOException {
    int length = 100_000_000;
    String start = "{\"__metadata__\":{\"a\":\"";
    byte[] file = header(length, start + "x".repeat(length - start.length() - 3) + "\"}}");
    Files.write(weights, file);
    refused(weights + ", tensor '" + WORDS + "': is missing", 1L << 31);
  }

  @Test
  void sizesBeyondTheFileTakeNoMemory() throws IOException {
    String petabytes =
        """
        {"%s":{"dtype":"F32","shape":[2147483647,524288],"data_offsets":[0,4503599625273344]}}\
        """
            .formatted(WORDS);
    Files.write(weights, header(petabytes.length(), petabytes));
    refused(weights + ", tensor '" + WORDS + "': ends at byte 4503599625273344, and 0 bytes stand");
    Files.writeString(
        folder.resolve("config.json"),
        TinyModel.CONFIG
            .replace("hidden_size\":8", "hidden_size\":2147483646")
            .replace("intermediate_size\":12", "intermediate_size\":2147483647"));
    SafetensorsFile.write(weights, tensors, Map.of());
    refused("has the shape [5, 8], and by config.json it is [5, 2147483646]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"I8", "F64", "F8_E4M3", "BOOL", "Q4_0"})
  void aTypeThatWeightsDoNotHaveIsNamed(String type) throws IOException {
    int bytes = type.equals("F64") ? 8 : 1;
    String one =
        "{\"%s\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,%d]}}"
            .formatted(WORDS, type, bytes);
    byte[] file = header(one.length(), one);
    Files.write(weights, Arrays.copyOf(file, file.length + bytes));
    refused(weights + ", tensor '" + WORDS + "': ");
    refused(type);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void numbersThatAreNotFiniteAreRefused(float number) throws IOException {
    Map<String, Tensor> changed = new LinkedHashMap<>(tensors);
    String name = "encoder.layer.1.output.dense.weight";
    float[] numbers = tensor(name).toFloatArray();
    numbers[50] = number;
    changed.put(name, Tensor.of(numbers, tensor(name).shape().sizes()));
    SafetensorsFile.write(weights, changed, Map.of());
    refused(weights + ", tensor '" + name + "': holds NaN or an infinity: weights are finite");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "encoder.layer.2.output.dense.weight",
        "encoder.layer.0.attention.self.distance_embedding.weight",
        "encoder.layer.0.attention.self.query.scale",
        "encoder.layer.0.intermediate.dense.panels",
        "embeddings.more.weight"
      })
  void aTensorThatWouldChangeNumbersIsNamed(String name) throws IOException {
    Map<String, Tensor> more = new LinkedHashMap<>();
    tensors.forEach((old, tensor) -> more.put("bert." + old, tensor));
    more.put("bert." + name, Tensor.of(new float[1], 1));
    SafetensorsFile.write(weights, more, Map.of());
    refused(
        weights
            + ", tensor 'bert."
            + name
            + "': is not part of the BERT encoder that config.json describes");
  }

  @Test
  void oneTensorUnderTwoNamesIsRefused() throws IOException {
    Map<String, Tensor> more = new LinkedHashMap<>(tensors);
    more.put("bert." + WORDS, tensor(WORDS));
    SafetensorsFile.write(weights, more, Map.of());
    refused("is there twice, the other time as '");
  }

  @Test
  void aWrongShapeIsNamedAsInTheFile() throws IOException {
    Map<String, Tensor> changed = new LinkedHashMap<>();
    tensors.forEach((old, tensor) -> changed.put("bert." + old, tensor));
    changed.put("bert.embeddings.LayerNorm.bias", Tensor.of(new float[9], 9));
    SafetensorsFile.write(weights, changed, Map.of());
    refused(weights + ", tensor 'bert.embeddings.LayerNorm.bias': has the shape [9], and by");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "/etc/passwd",
        "../model.safetensors",
        "sub/model.safetensors",
        "..\\\\model.safetensors",
        "C:\\\\model.safetensors",
        "..",
        "",
        ".safetensors",
        "file:///etc/x.safetensors",
        "config.json",
        "a\\u0000.safetensors"
      })
  void anIndexNamesNoPath(String shard) throws IOException {
    index("{\"weight_map\":{\"%s\":\"%s\"}}".formatted(WORDS, shard));
    refused(": an index names .safetensors files beside itself, and no path");
    refused(folder.resolve(INDEX) + ", weight_map: '" + WORDS + "' is in '");
  }

  @Test
  void anIndexAndItsShardsAgree() throws IOException {
    String right = "{\"weight_map\":{\"%s\":\"a.safetensors\"}}".formatted(WORDS);
    Path shard = folder.resolve("a.safetensors");
    index(right);
    refused(shard + ": cannot be read: there is no such file");
    SafetensorsFile.write(shard, Map.of("x", tensor(WORDS)), Map.of());
    refused(shard + ", tensor 'x': the index of the shards does not name it");
    SafetensorsFile.write(shard, Map.of(), Map.of());
    refused(shard + ", tensor '" + WORDS + "': is missing, and the index of the shards says");
    SafetensorsFile.write(shard, Map.of(WORDS, tensor(WORDS)), Map.of());
    refused(folder.resolve(INDEX) + ", tensor 'embeddings.token_type_embeddings.weight': is mis");
    // The same tensor in a second shard, which the index has for another one.
    Path other = folder.resolve("b.safetensors");
    SafetensorsFile.write(other, Map.of(WORDS, tensor(WORDS)), Map.of());
    index(right.replace("}}", ",\"x\":\"b.safetensors\"}}"));
    refused(other + ", tensor '" + WORDS + "': by the index of the shards it lies in 'a.safetens");
    index(right.replace("}}", ",\"%s\":\"b.safetensors\"}}".formatted(WORDS)));
    refused("the name '" + WORDS + "' is there twice in one object");
    index("{\"weight_map\":{}}");
    refused(folder.resolve(INDEX) + ", weight_map: names no tensor");
    index("{\"weight_map\":7}");
    refused("weight_map: 7 where an object is expected");
  }

  @Test
  void anOnnxFileThatPointsElsewhereIsRefused() throws IOException {
    Files.delete(weights);
    TensorProto.Builder away =
        TensorProto.newBuilder()
            .setName(WORDS)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addDims(5)
            .addDims(8)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue("../../etc/passwd"))
            .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    Path onnx = folder.resolve("model.onnx");
    Files.write(onnx, TinyModel.onnx(GraphProto.newBuilder().addInitializer(away)));
    refused(onnx + ", tensor '" + WORDS + "': keeps its numbers in another file (external data)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", "modules.json", "model.safetensors"})
  void whatIsNoFileIsNotWaitedFor(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
    Path zeros = Path.of("/dev/zero");
    for (Path wrong : Files.exists(zeros) ? List.of(zeros, folder) : List.of(folder)) {
      Files.createSymbolicLink(folder.resolve(name), wrong);
      refused(folder.resolve(name) + ": is ");
      Files.delete(folder.resolve(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", "modules.json", INDEX})
  void deepOrEndlessJsonIsRefused(String name) throws IOException {
    Files.delete(weights);
    for (String part : List.of("[", "{\"a\":", "\"", "1", " ")) {
      Files.writeString(folder.resolve(name), part.repeat(4_000_000));
      refused(folder.resolve(name).toString(), 1L << 28);
    }
    Files.write(folder.resolve(name), new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
    refused(folder.resolve(name).toString());
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    assertThat(tensor).as(name).isNotNull();
    return tensor;
  }

  private void index(String json) throws IOException {
    Files.deleteIfExists(weights);
    Files.writeString(folder.resolve(INDEX), json);
  }

  private static byte[] header(long length, String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(text)
        .array();
  }

  private void refused(String message) {
    refused(message, 1L << 24);
  }

  /** One sentence that holds the message, after so many bytes allocated at most. */
  private void refused(String message, long bytes) {
    FileException[] found = new FileException[1];
    long allocated =
        Assertions.assertTimeout(
            Duration.ofSeconds(60),
            () ->
                Allocation.bytes(() -> {
                  found[0] =
                      Assertions.assertThrows(
                          FileException.class, () -> Encoder.load(ModelSource.folder(folder)));
                }));
    assertThat(found[0]).hasMessageContaining(message);
    assertThat(found[0].getMessage()).doesNotContain("\n").hasSizeLessThan(1500);
    assertThat(allocated).isLessThan(bytes);
  }
}
