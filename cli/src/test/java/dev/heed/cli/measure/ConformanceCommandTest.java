package dev.heed.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cli.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceCommandTest {
  private static final Path CASES =
      Path.of("..", "onnx", "src", "test", "resources", "dev", "heed", "onnx", "conformance");

  @Test
  void eachCaseHasALineAndTheLastLineCountsThem() {
    Ran ran = Ran.heed("conformance", CASES.toString());
    assertThat(ran.code()).as(ran.out()).isZero();
    List<String> lines = ran.out().lines().toList();
    assertThat(lines).hasSize(47);
    assertThat(lines.getLast()).isEqualTo("46 passed, 0 failed");
    assertThat(lines.getFirst())
        .startsWith(
            "passed test_attention_23_fullymasked_qk_matmul_output_mode3_zero: largest error ");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void aCaseWhoseFileIsMissingFails(@TempDir Path folder) throws IOException {
    try (var files = Files.list(CASES)) {
      for (Path file : files.toList()) {
        if (!file.endsWith("test_attention_3d.npz")) {
          Files.copy(file, folder.resolve(file.getFileName()));
        }
      }
    }
    Ran ran = Ran.heed("conformance", folder.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).endsWith("45 passed, 1 failed\n");
    assertThat(ran.out().lines().filter(line -> line.startsWith("FAILED")))
        .containsExactly(
            "FAILED test_attention_3d: %s: cannot be read: there is no such file"
                .formatted(folder.resolve("test_attention_3d.npz")));
  }

  @Test
  void aFolderWithoutAManifestIsOneSentence(@TempDir Path folder) {
    Ran ran = Ran.heed("conformance", folder.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .isEqualTo(
            "heed: %s: cannot be read: there is no such file\n"
                .formatted(folder.resolve("manifest.json")));
  }

  @Test
  void withoutAFolderItIsUsedWrongly() {
    assertThat(Ran.heed("conformance").code()).isEqualTo(2);
  }
}
