package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder that is not as it should be: one sentence, and a failure of the case where it is one.
 */
class ConformanceSuiteTest {
  private static final String CASE = "test_attention_3d";

  @TempDir private Path folder;

  private CaseResult copied(byte[] content, JsonFields entry) throws IOException {
    Files.write(folder.resolve(CASE + ".npz"), content);
    return new ConformanceCase(folder, entry, 1).run(Execution.standard());
  }

  private static byte[] content() throws IOException {
    return Files.readAllBytes(Cases.folder().resolve(CASE + ".npz"));
  }

  private static void assertFailed(CaseResult result, String... words) {
    assertThat(result.passed()).isFalse();
    assertThat(result.detail()).contains(words).doesNotContain("\n");
  }

  @Test
  void aCopiedCasePasses() throws IOException {
    assertThat(copied(content(), Cases.entry(CASE)).passed()).isTrue();
  }

  @Test
  void aFolderWithoutAManifestIsNoSuite() throws IOException {
    assertThatThrownBy(() -> ConformanceSuite.read(folder))
        .isInstanceOf(FileException.class)
        .hasMessage(folder.resolve("manifest.json") + ": cannot be read: there is no such file");
    assertThatThrownBy(() -> ConformanceSuite.read(folder.resolve("nowhere")))
        .hasMessageContaining("there is no such file");
    for (Map.Entry<String, String> wrong :
        Map.of(
                "{\"cases\": [", "ends too early",
                "[]", "no JSON object",
                "{}", "'cases' is missing",
                "{\"cases\": []}", "lists no case",
                "{\"cases\": [1]}", "cases[0]",
                "{\"format\": 2, \"cases\": []}", "format 2")
            .entrySet()) {
      Files.writeString(folder.resolve("manifest.json"), wrong.getKey());
      assertThatThrownBy(() -> ConformanceSuite.read(folder))
          .isInstanceOf(FileException.class)
          .hasMessageContaining(wrong.getValue());
    }
  }

  @Test
  void aFileThatIsMissingOrAnotherFailsItsCase() throws IOException {
    JsonFields entry = Cases.entry(CASE);
    assertFailed(
        new ConformanceCase(folder, entry, 1).run(Execution.standard()), "there is no such file");
    byte[] content = content();
    content[content.length / 2] ^= 1;
    assertFailed(copied(content, entry), "SHA-256 differs");
    assertFailed(copied(Arrays.copyOf(content, 500), entry), "500 bytes", "cut off");
  }

  @Test
  void aDamagedFileFailsItsCaseAlsoWhereTheManifestDoesNotTellItsDigest() throws IOException {
    JsonFields entry =
        Cases.changed(Cases.changed(Cases.entry(CASE), "sha256", null), "bytes", null);
    assertThat(copied(content(), entry).passed()).isTrue();
    byte[] content = content();
    content[content.length / 2] ^= 1;
    assertFailed(copied(content, entry), "damaged");
    assertFailed(copied(new byte[0], entry), "empty");
  }

  @Test
  void filesElsewhereAreNotRead() throws IOException {
    for (String name : List.of("../x.npz", "/etc/passwd", "a/b.npz", "..", "")) {
      JsonFields entry = Cases.changed(Cases.entry(CASE), "file", name);
      assertFailed(copied(content(), entry), "names the file '" + name + "'", "beside");
    }
  }

  @Test
  void whatIsNotKnownFailsByName() throws IOException {
    JsonFields entry = Cases.entry(CASE);
    assertFailed(Cases.run(Cases.changed(entry, "op", "Softmax")), "operator Softmax");
    assertFailed(
        Cases.run(Cases.changed(entry, "domain", "com.microsoft")), "com.microsoft.Attention");
    assertFailed(Cases.run(Cases.changed(entry, "opset", 22L)), "opset 22");
    Map<String, Object> mask = Map.of("kind", "causal", "graph", Map.of());
    assertFailed(
        Cases.run(Cases.changed(Cases.entry("test_flexattention_gqa"), "mask_mod", mask)),
        "mask_mod");
  }

  @Test
  void anEntryThatLacksSomethingFailsAlone() throws IOException {
    JsonFields entry = Cases.entry(CASE);
    for (String field :
        List.of("name", "file", "op", "domain", "opset", "attributes", "inputs", "outputs")) {
      CaseResult result =
          new ConformanceCase(Cases.folder(), Cases.changed(entry, field, null), 7)
              .run(Execution.standard());
      assertFailed(result, "'" + field + "' is missing");
      assertThat(result.name()).isEqualTo(field.equals("name") ? "case 7" : CASE);
    }
  }

  @Test
  void theArraysAreThoseThatTheManifestDescribes() throws IOException {
    JsonFields entry = Cases.entry(CASE);
    List<Object> inputs = new ArrayList<>(entry.list("inputs"));
    Object last = inputs.removeLast();
    assertFailed(
        Cases.run(Cases.changed(entry, "inputs", inputs)), "holds 'V'", "does not describe");
    inputs.add(Map.of("name", "V", "dtype", "float32", "shape", List.of(2L, 6L, 23L)));
    assertFailed(Cases.run(Cases.changed(entry, "inputs", inputs)), "[2, 6, 23]", "[2, 6, 24]");
    inputs.set(2, Map.of("name", "V", "dtype", "float16", "shape", List.of(2L, 6L, 24L)));
    assertFailed(Cases.run(Cases.changed(entry, "inputs", inputs)), "float16", "float32");
    inputs.set(2, Map.of("name", "V", "dtype", "complex64", "shape", List.of(2L, 6L, 24L)));
    assertFailed(Cases.run(Cases.changed(entry, "inputs", inputs)), "'complex64'");
    inputs.set(2, Map.of("name", "W", "dtype", "float32", "shape", List.of(2L, 6L, 24L)));
    assertFailed(Cases.run(Cases.changed(entry, "inputs", inputs)), "lacks the array 'W'");
    inputs.set(2, last);
    assertThat(Cases.run(Cases.changed(entry, "inputs", inputs)).passed()).isTrue();
  }
}
