package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.formats.FileException;
import dev.heed.formats.SafetensorsFile;
import dev.heed.models.source.ModelSource;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Folders in every layout that HuggingFace has for a BERT: the same weights give the same bits. */
final class ModelLayoutTest {
  private static final String INDEX = "model.safetensors.index.json";

  private final Map<String, Tensor> tensors = TinyModel.tensors(1);

  @TempDir Path temporary;
  private Path folder;
  private double[] expected = {};

  @BeforeEach
  void write() throws IOException {
    expected = states(TinyModel.write(temporary.resolve("onnx"), 1));
    folder = TinyModel.writeSettings(temporary.resolve("model"));
  }

  @Test
  void oneSafetensorsFile() throws IOException {
    write("model.safetensors", tensors);
    assertThat(states(folder)).isEqualTo(expected);
  }

  @Test
  void severalFilesAndAnIndex() throws IOException {
    writeShards(3);
    assertThat(states(folder)).isEqualTo(expected);
  }

  @Test
  void anOnnxFileInItsOwnFolder() throws IOException {
    Files.createDirectory(folder.resolve("onnx"));
    Files.write(folder.resolve("onnx/model.onnx"), TinyModel.weights(1, ""));
    assertThat(states(folder)).isEqualTo(expected);
  }

  @Test
  void safetensorsComeBeforeAnIndexAndThatBeforeOnnx() throws IOException {
    Files.write(folder.resolve("model.onnx"), TinyModel.weights(2, ""));
    writeShards(2);
    assertThat(states(folder)).isEqualTo(expected);
    write("model.safetensors", TinyModel.tensors(3));
    double[] third = states(folder);
    Files.delete(folder.resolve(INDEX));
    Files.delete(folder.resolve("model.onnx"));
    assertThat(states(folder)).isEqualTo(third).isNotEqualTo(expected);
  }

  @Test
  void theNamesOfAModelAroundItAndOfTensorFlowAreUnderstood() throws IOException {
    Map<String, Tensor> named =
        renamed(name ->
            "bert."
                + name.replace("LayerNorm.weight", "LayerNorm.gamma")
                    .replace("LayerNorm.bias", "LayerNorm.beta"));
    assertThat(named).containsKey("bert.encoder.layer.1.output.LayerNorm.gamma");
    write("model.safetensors", named);
    assertThat(states(folder)).isEqualTo(expected);
  }

  @Test
  void whatHasNoInfluenceOnAStateIsLeftAside() throws IOException {
    Map<String, Tensor> more = renamed(name -> "bert." + name);
    // Numbers that weights could not be: none of them is read.
    Tensor nothing = Tensor.of(new double[] {Double.NaN}, 1);
    for (String name :
        List.of(
            "bert.embeddings.position_ids",
            "bert.embeddings.token_type_ids",
            "bert.pooler.dense.weight",
            "cls.predictions.decoder.weight",
            "classifier.bias")) {
      more.put(name, nothing);
    }
    write("model.safetensors", more);
    assertThat(states(folder)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "BFLOAT16"})
  void halfFloatsAreWidenedAndNothingElseHappens(DType half) throws IOException {
    Map<String, Tensor> halves = new LinkedHashMap<>();
    Map<String, Tensor> widened = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> {
      halves.put(name, tensor.to(half));
      widened.put(name, tensor.to(half).to(DType.FLOAT32));
    });
    write("model.safetensors", halves);
    double[] states = states(folder);
    write("model.safetensors", widened);
    assertThat(states).isEqualTo(states(folder)).isNotEqualTo(expected);
  }

  @Test
  void linksThatTheUserHasMadeAreFollowed() throws IOException {
    // So the hub's own cache keeps models: every name is a link to a file of another folder.
    write("model.safetensors", tensors);
    Path hub = Files.createDirectories(temporary.resolve("hub/snapshots/1"));
    Path blobs = Files.createDirectories(temporary.resolve("hub/blobs"));
    for (String name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
      Files.move(folder.resolve(name), blobs.resolve(name));
      Files.createSymbolicLink(hub.resolve(name), Path.of("../../blobs").resolve(name));
    }
    assertThat(states(hub)).isEqualTo(expected);
  }

  @Test
  void aLinkThatLeadsNowhereIsNoAbsentFile() throws IOException {
    write("model.safetensors", tensors);
    Path link = Files.createSymbolicLink(folder.resolve("modules.json"), Path.of("nowhere"));
    assertThatThrownBy(() -> states(folder))
        .isInstanceOf(FileException.class)
        .hasMessage(link + ": cannot be read: there is no such file");
  }

  @Test
  void everyFileOfTheWeightsIsKnownToTheCache() throws IOException {
    writeShards(3);
    Path cache = temporary.resolve("cache");
    List<String> notices = new ArrayList<>();
    for (String file : List.of(INDEX, "model-0.safetensors", "model-2.safetensors")) {
      assertThat(cached(cache, notices)).isEqualTo(expected);
      Path path = folder.resolve(file);
      byte[] content = Files.readAllBytes(path);
      Files.write(path, new byte[content.length]);
      assertThatThrownBy(() -> cached(cache, notices)).isInstanceOf(FileException.class);
      Files.write(path, content);
    }
    write("model.safetensors", TinyModel.tensors(2));
    assertThat(cached(cache, notices)).isEqualTo(states(folder)).isNotEqualTo(expected);
    assertThat(notices).isEmpty();
  }

  @Test
  void settingsOfEmbeddingsAreReadAnewBesideACopyOfTheWeights() throws IOException {
    write("model.safetensors", tensors);
    Path cache = temporary.resolve("cache");
    assertThat(cached(cache, new ArrayList<>())).isEqualTo(expected);
    Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\":7}");
    Encoder encoder = Encoder.load(ModelSource.folder(folder), cache, notice -> {});
    assertThat(encoder.maxTokens()).isEqualTo(7);
  }

  private void writeShards(int count) throws IOException {
    List<Map<String, Tensor>> shards = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      shards.add(new LinkedHashMap<>());
    }
    Map<String, String> index = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      int shard = index.size() % count;
      index.put(entry.getKey(), "model-" + shard + ".safetensors");
      shards.get(shard).put(entry.getKey(), entry.getValue());
    }
    for (int i = 0; i < count; i++) {
      write("model-" + i + ".safetensors", shards.get(i));
    }
    String map =
        index.entrySet().stream()
            .map(entry -> "\"%s\":\"%s\"".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(","));
    Files.writeString(
        folder.resolve(INDEX), "{\"metadata\":{\"total_size\":1},\"weight_map\":{" + map + "}}");
  }

  private Map<String, Tensor> renamed(UnaryOperator<String> name) {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    tensors.forEach((old, tensor) -> renamed.put(name.apply(old), tensor));
    return renamed;
  }

  private void write(String file, Map<String, Tensor> content) throws IOException {
    SafetensorsFile.write(folder.resolve(file), content, Map.of());
  }

  private double[] cached(Path cache, List<String> notices) throws IOException {
    return states(Encoder.load(ModelSource.folder(folder), cache, notices::add));
  }

  private static double[] states(Path model) throws IOException {
    return states(Encoder.load(ModelSource.folder(model)));
  }

  private static double[] states(Encoder encoder) {
    return encoder.encode("cats cat dog").hiddenStates().toDoubleArray();
  }
}
