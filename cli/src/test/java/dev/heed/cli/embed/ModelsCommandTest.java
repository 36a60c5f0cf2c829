package dev.heed.cli.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cli.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code heed models}. */
class ModelsCommandTest {
  private static final String CONFIG =
      """
      {"model_type":"bert","num_hidden_layers":24,"num_attention_heads":16,"hidden_size":1024,
       "max_position_embeddings":512,"id2label":{"0":"a"}}
      """;

  @TempDir private Path folder;

  @Test
  void artifactsFoldersAndCopiesAreShownWithin80Columns() throws IOException {
    Path models = folder.resolve("models");
    Path large = Files.createDirectories(models.resolve("e5-large"));
    Files.writeString(large.resolve("config.json"), CONFIG);
    Files.writeString(
        large.resolve("README.md"), "---\ntags:\n- x\nlicense: mit\n---\n# E5\nlicense: no\n");
    Files.createDirectories(models.resolve("no-model"));
    Path cache = Files.createDirectories(folder.resolve("cache"));
    Files.write(cache.resolve("one-12345678.heed"), new byte[2_100_000]);
    Files.write(cache.resolve("other.txt"), new byte[5]);
    Ran ran = Ran.heed("models", models.toString(), "--cache", cache.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("model              layers × heads  dimension  tokens  licence\n")
        .contains("all-MiniLM-L6-v2           6 × 12        384     512  Apache-2.0\n")
        .contains("bge-small-en-v1.5         12 × 12        384     512  MIT\n")
        .contains("  dev.heed:heed-minilm")
        .contains("e5-large                  24 × 16       1024     512  mit\n")
        .doesNotContain("no-model")
        .contains("1 copy, 3 MB; they may be deleted\n  one-12345678.heed  3 MB\n");
    assertThat(ran.out().lines().filter(line -> !line.contains("/")))
        .isNotEmpty()
        .allMatch(line -> line.length() <= 80);
    assertThat(Ran.heed("models", large.toString(), "--cache", cache.toString()).out())
        .isEqualTo(ran.out());
  }

  @Test
  void jsonHasTheSame() throws IOException {
    Path cache = Files.createDirectories(folder.resolve("cache"));
    Files.write(cache.resolve("one.heed"), new byte[17]);
    Files.writeString(folder.resolve("config.json"), CONFIG);
    Ran ran = Ran.heed("models", folder.toString(), "--json", "--cache", cache.toString());
    assertThat(ran.out())
        .contains("{\"name\":\"all-MiniLM-L6-v2\",\"from\":\"dev.heed:heed-minilm")
        .contains(
            "\"licence\":null,\"present\":true,\"layers\":24,\"heads\":16,\"dimension\":1024,"
                + "\"max_tokens\":512}")
        .endsWith("\"copies\":{\"one.heed\":17}}\n");
  }

  @Test
  void aCacheThatIsNotThereIsEmptyAndAFolderWithoutModelsIsAnError() {
    Path nothing = folder.resolve("nothing");
    Ran empty = Ran.heed("models", "--cache", nothing.toString());
    assertThat(empty.code()).isZero();
    assertThat(empty.out()).contains("\nempty: a model that is loaded leaves a copy here");
    Ran missing = Ran.heed("models", nothing.toString());
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("there is no such file").hasLineCount(1);
    Ran without = Ran.heed("models", folder.toString());
    assertThat(without.code()).isEqualTo(1);
    assertThat(without.err()).contains("has no config.json").hasLineCount(1);
  }

  @Test
  void aDamagedConfigurationIsNamed() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"num_hidden_layers\":2}");
    Ran ran = Ran.heed("models", folder.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("the field 'num_attention_heads' is missing").hasLineCount(1);
  }
}
