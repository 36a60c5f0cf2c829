package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.formats.FileException;
import dev.heed.layers.Pooling;
import dev.heed.models.source.EmbeddingSettings;
import dev.heed.models.source.KnownModel;
import dev.heed.models.source.ModelArtifact;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models in folders, right ones and wrong ones: one sentence each, which names the file. */
final class ModelFolderTest {
  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void write() throws IOException {
    folder = TinyModel.write(temporary.resolve("tiny"), 1);
  }

  @Test
  void aFolderHasItsOwnSizesAndName() throws IOException {
    Encoder encoder = Encoder.load(ModelSource.folder(folder));
    assertThat(encoder.name()).isEqualTo(folder.toString());
    assertThat(encoder.layers()).isEqualTo(2);
    assertThat(encoder.heads()).isEqualTo(2);
    assertThat(encoder.hiddenSize()).isEqualTo(8);
    assertThat(encoder.maxTokens()).isEqualTo(16);
    EncodedText text = encoder.encode("cats cat dog");
    assertThat(text.encoding().ids()).containsExactly(1, 3, 4, 3, 0, 2);
    assertThat(text.attention().shape().sizes()).containsExactly(2, 2, 6, 6);
    assertThat(encoder.encode("cat ".repeat(20)).encoding().cut()).isEqualTo(6);
  }

  @Test
  void miniLmHasTheSizesThatItsNoticeNames() throws IOException {
    requireSizes(Encoder.load(ModelSource.miniLm()), "all-MiniLM-L6-v2", 6);
  }

  @Test
  void bgeSmallHasTheSizesThatItsNoticeNamesAndTakesTheFirstState() throws IOException {
    Encoder encoder = Encoder.load(ModelSource.bgeSmall());
    requireSizes(encoder, "bge-small-en-v1.5", 12);
    assertThat(encoder.settings())
        .isEqualTo(
            EmbeddingSettings.mean(512)
                .withPooling(Pooling.CLS)
                .withPrompts(
                    Map.of("query", "Represent this sentence for searching relevant passages: ")));
  }

  @Test
  void whatIsSaidOfTheArtifactsIsTrue() throws IOException {
    assertThat(ModelSource.artifacts())
        .extracting(KnownModel::artifact)
        .containsExactly("dev.heed:heed-minilm", "dev.heed:heed-bge-small");
    for (KnownModel known : ModelSource.artifacts()) {
      assertThat(known.isPresent()).isTrue();
      assertThat(known.licence()).isIn("Apache-2.0", "MIT");
      assertThat(known.origin()).contains(known.name());
      try (Encoder encoder = Encoder.load(known.source())) {
        assertThat(encoder.name()).isEqualTo(known.name());
        assertThat(encoder.maxTokens()).isEqualTo(known.maxTokens());
        assertThat(encoder.embed("a cat").size(0)).isEqualTo(known.dimensions());
      }
    }
  }

  @Test
  void anArtifactThatIsAbsentIsNamed() throws IOException {
    try (URLClassLoader nothing = new URLClassLoader(new URL[0], null)) {
      ModelArtifact absent = new ModelArtifact("some-model", "a.b:c", "a/b", nothing);
      assertThat(new KnownModel(absent, 1, 1, "", "").isPresent()).isFalse();
      assertThatThrownBy(() -> Encoder.load(absent))
          .isInstanceOf(FileException.class)
          .hasMessage("some-model: is not on the class path: it comes with the artifact a.b:c");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json"})
  void aMissingFileIsNamed(String file) throws IOException {
    Files.delete(folder.resolve(file));
    refused(folder.resolve(file) + ": cannot be read: there is no such file");
  }

  @Test
  void aFolderWithoutWeightsSaysWhichAreRead() throws IOException {
    Files.delete(folder.resolve("model.onnx"));
    refused(
        folder + ": holds no weights that are read: model.safetensors, model.safetensors.index");
    Files.write(folder.resolve("pytorch_model.bin"), new byte[] {1});
    refused("; pytorch_model.bin is not, since such files can hold programs");
  }

  @Test
  void aFolderThatIsNoneIsNamed() {
    Path nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> Encoder.load(ModelSource.folder(nowhere)))
        .isInstanceOf(FileException.class)
        .hasMessageContaining(nowhere.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"gelu\" | \"relu\" | config.json: 'hidden_act' is 'relu', which is not known; 'gelu' is",
        "\"gelu\" | \"gelu_new\" | 'hidden_act' is 'gelu_new', which is not known",
        "\"gelu\" | 7 | 'hidden_act' is 7, which is not known",
        "\"hidden_act\":\"gelu\", | `` | the field 'hidden_act' is missing",
        "\"bert\" | \"gpt2\" | config.json: 'model_type' is 'gpt2', which is not known; 'bert' is",
        "\"model_type\":\"bert\", | `` | the field 'model_type' is missing",
        "\"absolute\" | \"relative_key\" | 'position_embedding_type' is 'relative_key', which is",
        "\"hidden_act\" | \"is_decoder\":true,\"hidden_act\" | 'is_decoder' is true, which is not",
        "\"hidden_act\" | \"rope_theta\":1,\"hidden_act\" | the field 'rope_theta' is not known",
        "\"num_attention_heads\":2 | \"num_attention_heads\":3 | 'hidden_size' is 8 and 'num_att",
        "\"num_attention_heads\":2 | \"num_attention_heads\":0 | 'num_attention_heads' is 0: it is",
        "\"num_hidden_layers\":2 | \"num_hidden_layers\":-2 | 'num_hidden_layers' is -2, not a",
        "\"num_hidden_layers\":2, | `` | config.json: the field 'num_hidden_layers' is missing",
        "1e-12 | \"small\" | 'layer_norm_eps' is 'small', not a number",
        "1e-12 | 1e999 | 'layer_norm_eps' is Infinity, not a finite number",
        "1e-12 | -1 | 'layer_norm_eps' is -1.0: it is 0 or more",
        "\"vocab_size\":5 | \"vocab_size\":6 | has the shape [5, 8], and by config.json it is [6, 8]",
        "\"hidden_size\":8 | \"hidden_size\":16 | it is [5, 16]",
        "\"num_hidden_layers\":2 | \"num_hidden_layers\":3 | tensor 'encoder.layer.2.attention.self",
        "\"num_hidden_layers\":2 | \"num_hidden_layers\":2000000000 | is missing",
        "\"num_hidden_layers\":2 | \"num_hidden_layers\":1 | tensor 'encoder.layer.1.attention.output",
        "\"hidden_size\":8 | \"hidden_size\":2147483646 | it is [5, 2147483646]",
        "\"intermediate_size\":12 | \"intermediate_size\":2147483647 | [2147483647, 8]",
        "\"vocab_size\":5 | \"vocab_size\":2147483648 | 'vocab_size' is 2147483648, not a whole",
        "\"vocab_size\":5 | \"vocab_size\":1e400 | 'vocab_size' is Infinity, not a whole number",
        "\"vocab_size\":5 | \"vocab_size\":5,\"vocab_size\":5 | the name 'vocab_size' is there twice",
        "embeddings\":16 | embeddings\":2147483647 | it is [2147483647, 8]",
        "\"bert\" | \"xlm-roberta\" | 'model_type' is 'xlm-roberta', which is not known; 'bert' is",
        "\"bert\" | \"nomic_bert\",\"auto_map\":{} | 'model_type' is 'nomic_bert', which is not",
        "\"bert\" | \"bert\",\"pruned_heads\":{} | the field 'pruned_heads' is not known",
        "max_position_embeddings\":16 | max_position_embeddings\":1 | 2 tokens stand around every",
      })
  void whatAConfigAsksForAndIsNotKnownIsNamed(String right, String wrong, String message)
      throws IOException {
    String json = TinyModel.CONFIG;
    String changed = json.replace(right, wrong);
    assertThat(changed).isNotEqualTo(json);
    Files.writeString(folder.resolve("config.json"), changed);
    refused(message);
  }

  @Test
  void aConfigOfTheHubIsUnderstood() throws IOException {
    // The fields that HuggingFace's own file of all-MiniLM-L6-v2 has beside those above.
    String more =
        """
        {"_name_or_path":"x","attention_probs_dropout_prob":0.1,"gradient_checkpointing":false,
         "hidden_dropout_prob":0.1,"initializer_range":0.02,"pad_token_id":0,
         "transformers_version":"4.8.2","use_cache":true,"torch_dtype":"float32",
         "id2label":{"0":"LABEL_0"},"classifier_dropout":null,\
        """;
    Files.writeString(folder.resolve("config.json"), TinyModel.CONFIG.replaceFirst("\\{", more));
    assertThat(Encoder.load(ModelSource.folder(folder)).layers()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "embeddings.word_embeddings.weight",
        "embeddings.LayerNorm.bias",
        "encoder.layer.1.attention.self.value.weight",
        "encoder.layer.0.output.LayerNorm.weight"
      })
  void aMissingTensorIsNamed(String name) throws IOException {
    Files.write(folder.resolve("model.onnx"), TinyModel.weights(1, name));
    refused(folder.resolve("model.onnx") + ", tensor '" + name + "': is missing");
  }

  @Test
  void aTokenBeyondTheTableIsRefusedWhenTheModelIsLoaded() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer.json"), TinyModel.TOKENIZER.replace("\"##s\":4", "\"##s\":5"));
    refused("tokenizer.json: a token has the number 5, and the model knows 5 tokens, from 0");
  }

  @Test
  void everyCutOffModelIsRefusedOrWhole() throws IOException {
    Path file = folder.resolve("model.onnx");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 1 + length / 40) {
      Files.write(file, Arrays.copyOf(whole, length));
      refused(file.toString());
    }
  }

  private static void requireSizes(Encoder encoder, String name, int layers) {
    assertThat(encoder.name()).isEqualTo(name);
    assertThat(encoder.layers()).isEqualTo(layers);
    assertThat(encoder.heads()).isEqualTo(12);
    assertThat(encoder.hiddenSize()).isEqualTo(384);
    assertThat(encoder.maxTokens()).isEqualTo(512);
    assertThat(encoder.tokenizer().frameSize()).isEqualTo(2);
  }

  private void refused(String message) {
    assertThatThrownBy(() -> Encoder.load(ModelSource.folder(folder)))
        .isInstanceOf(FileException.class)
        .hasMessageContaining(message);
  }
}
