package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.formats.FileException;
import dev.heed.layers.Pooling;
import dev.heed.models.source.EmbeddingSettings;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an embedding is made, as the files of Sentence Transformers say it. */
final class EmbeddingFilesTest {
  private static final String MODULES =
      """
      [{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"},
       {"idx":1,"name":"1","path":"1_Pooling","type":"sentence_transformers.models.Pooling"},
       {"idx":2,"name":"2","path":"2_Normalize","type":"sentence_transformers.models.Normalize"}]
      """;

  private static final String POOLING =
      """
      {"word_embedding_dimension":8,"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":true,
       "pooling_mode_max_tokens":false,"pooling_mode_mean_sqrt_len_tokens":false,
       "pooling_mode_weightedmean_tokens":false,"pooling_mode_lasttoken":false,
       "include_prompt":true}
      """;

  private static final String TOKENS = "{\"max_seq_length\":9,\"do_lower_case\":true}";

  private static final String PROMPTS =
      """
      {"__version__":{"pytorch":"2"},"prompts":{"query":"cat ","document":""},
       "default_prompt_name":"query","similarity_fn_name":"cosine"}
      """;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    TinyModel.write(folder, 1);
  }

  @Test
  void withoutFilesItIsTheMeanOfLengthOneOfAllThatTheModelTakes() throws IOException {
    assertThat(settings()).isEqualTo(EmbeddingSettings.mean(16));
  }

  @Test
  void whatTheFilesSayIsDone() throws IOException {
    writeAll();
    assertThat(settings())
        .isEqualTo(
            EmbeddingSettings.mean(9)
                .withPrompts(Map.of("query", "cat ", "document", ""))
                .withPrefix("cat "));
    Encoder encoder = Encoder.load(ModelSource.folder(folder));
    assertThat(encoder.encode("cats").encoding().ids()).containsExactly(1, 3, 3, 4, 2);
    assertThat(encoder.withPrompt("document").encode("cats").encoding().ids())
        .containsExactly(1, 3, 4, 2);
  }

  @Test
  void withoutTheLastModuleAVectorKeepsItsLength() throws IOException {
    writeAll();
    int end = MODULES.lastIndexOf(",\n");
    Files.writeString(folder.resolve("modules.json"), MODULES.substring(0, end) + "]");
    assertThat(settings().unitLength()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"pooling_mode_cls_token\":true,\"pooling_mode_mean_tokens\":false} | CLS",
        "{\"pooling_mode_max_tokens\":true,\"pooling_mode_mean_tokens\":false} | MAX",
        "{\"word_embedding_dimension\":8,\"pooling_mode_mean_tokens\":true} | MEAN",
        "{} | MEAN",
        "{\"embedding_dimension\":8,\"pooling_mode\":\"cls\"} | CLS",
        "{\"embedding_dimension\":8,\"pooling_mode\":\"max\",\"include_prompt\":true} | MAX",
      })
  void poolingsAreKnownInBothSpellings(String json, Pooling pooling) throws IOException {
    writeAll();
    Files.writeString(folder.resolve("1_Pooling/config.json"), json);
    assertThat(settings().pooling()).isEqualTo(pooling);
  }

  @Test
  void aLimitBeyondTheModelIsTheModels() throws IOException {
    Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\":514}");
    assertThat(settings().maxTokens()).isEqualTo(16);
    Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\":null}");
    assertThat(settings().maxTokens()).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "modules.json | models.Normalize | models.Dense | list[2]: the module 'sentence_transf",
        "modules.json | sentence_transformers.models.Pooling | custom.Pooling | 'custom.Pooling' is",
        "modules.json | models.Pooling | models.WordEmbeddings | a Transformer is followed by a",
        "modules.json | ,\"name\":\"1\" | ,\"code\":\"x\" | list[1]: the field 'code' is not known",
        "modules.json | 1_Pooling | ../../etc | list[1]: 'path' is '../../etc': a folder beside",
        "modules.json | 1_Pooling | /etc | 'path' is '/etc': a folder beside this file",
        "modules.json | 1_Pooling | a\\\\b | a folder beside this file",
        "modules.json | \"path\":\"\" | \"path\":\"0_BERT\" | list[0]: the Transformer has a path",
        "modules.json | [{\"idx\":0 | {\"x\":[{\"idx\":0 | holds no list of JSON objects",
        "modules.json | \"idx\":1 | \"idx\":1},{\"idx\":1 | names 4 modules: a Transformer is followed",
        "1_Pooling/config.json | tokens\":true | tokens\":false | the pooling is none: one of cls",
        "1_Pooling/config.json | cls_token\":false | cls_token\":true | 'cls and mean': one of cls,",
        "1_Pooling/config.json | lasttoken\":false | lasttoken\":true | 'lasttoken and mean'",
        "1_Pooling/config.json | sqrt_len_tokens\":false | sqrt_len_tokens\":true | is 'mean_sqrt_len",
        "1_Pooling/config.json | \"include_prompt\":true | \"include_prompt\":false | 'include_prompt'",
        "1_Pooling/config.json | \"include_prompt\" | \"include_all\" | 'include_all' is not known",
        "1_Pooling/config.json | dimension\":8 | dimension\":9 | by config.json a state has 8 numbers",
        "1_Pooling/config.json | \"include_prompt\":true | \"pooling_mode\":\"weightedmean\" | 'weight",
        "sentence_bert_config.json | :9 | :0 | 'max_seq_length' is 0: a text has tokens",
        "sentence_bert_config.json | :9 | :-9 | 'max_seq_length' is -9, not a whole number",
        "sentence_bert_config.json | :9 | :1 | a text may have 1 tokens, and 2 stand around every",
        "sentence_bert_config.json | \"do_lower_case\" | \"model_args\" | 'model_args' is not known",
        "tokenizer.json | \"lowercase\":true | \"lowercase\":false | the tokenizer keeps capitals",
        "config_sentence_transformers.json | :\"query\" | :\"passage\" | 'default_prompt_name' is 'p",
        "config_sentence_transformers.json | \"cat \" | 7 | prompts: 'query' is 7, not a string",
        "config_sentence_transformers.json | similarity_fn_name | truncate_dim | 'truncate_dim' is",
      })
  void whatIsNotKnownIsNamed(String file, String right, String wrong, String message)
      throws IOException {
    writeAll();
    String json = Files.readString(folder.resolve(file));
    assertThat(json).contains(right);
    Files.writeString(folder.resolve(file), json.replace(right, wrong));
    assertThatThrownBy(this::settings)
        .isInstanceOf(FileException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith(folder.toString());
  }

  @Test
  void twoFilesThatDisagreeOnCapitalsAreRefused() throws IOException {
    Path file = folder.resolve("tokenizer_config.json");
    Files.writeString(file, "{\"do_lower_case\":true,\"model_max_length\":512}");
    assertThat(settings()).isEqualTo(EmbeddingSettings.mean(16));
    Files.writeString(file, "{\"do_lower_case\":false}");
    assertThatThrownBy(this::settings)
        .isInstanceOf(FileException.class)
        .hasMessage(file + ": 'do_lower_case' is false, and tokenizer.json says the opposite");
  }

  private void writeAll() throws IOException {
    Files.writeString(folder.resolve("modules.json"), MODULES);
    Files.createDirectories(folder.resolve("1_Pooling"));
    Files.writeString(folder.resolve("1_Pooling/config.json"), POOLING);
    Files.writeString(folder.resolve("sentence_bert_config.json"), TOKENS);
    Files.writeString(folder.resolve("config_sentence_transformers.json"), PROMPTS);
  }

  private EmbeddingSettings settings() throws IOException {
    return Encoder.load(ModelSource.folder(folder)).settings();
  }
}
