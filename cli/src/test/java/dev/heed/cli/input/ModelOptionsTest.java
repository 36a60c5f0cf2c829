package dev.heed.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cli.Ran;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which model, and its packed copy. */
class ModelOptionsTest {
  @TempDir private Path folder;
  private Path model = Path.of("");

  @BeforeEach
  void unpackTheModel() throws IOException {
    model = Files.createDirectory(folder.resolve("model"));
    for (String name : new String[] {"config.json", "tokenizer.json", "model.onnx"}) {
      try (InputStream in =
          Objects.requireNonNull(
              ModelOptionsTest.class.getResourceAsStream("/dev/heed/minilm/" + name))) {
        Files.copy(in, model.resolve(name));
      }
    }
  }

  @Test
  void aFolderGivesTheSameAsTheArtifactWithAndWithoutACopy() throws IOException {
    String expected = Ran.heed("The cat").out();
    String cache = folder.resolve("a/cache").toString();
    for (int round = 0; round < 2; round++) {
      Ran ran = Ran.heed("The cat", "--model", model.toString(), "--cache", cache);
      assertThat(ran.err()).isEmpty();
      assertThat(ran.out()).isEqualTo(expected);
    }
    try (Stream<Path> copies = Files.list(Path.of(cache))) {
      assertThat(copies).hasSize(1);
    }
    Ran ran = Ran.heed("The cat", "--model", model.toString(), "--no-cache");
    assertThat(ran.out()).isEqualTo(expected);
  }

  @Test
  void aDamagedCopyIsSaidAndReplaced() throws IOException {
    Path cache = folder.resolve("cache");
    String[] command = {"The cat", "--model", model.toString(), "--cache", cache.toString()};
    String expected = Ran.heed(command).out();
    Path copy;
    try (Stream<Path> copies = Files.list(cache)) {
      copy = copies.findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(copy);
    bytes[bytes.length / 2] ^= 1;
    Files.write(copy, bytes);
    Ran damaged = Ran.heed(command);
    assertThat(damaged.code()).isZero();
    assertThat(damaged.out()).isEqualTo(expected);
    assertThat(damaged.err()).startsWith("heed: ").contains(copy.toString()).hasLineCount(1);
    Ran again = Ran.heed(command);
    assertThat(again.err()).isEmpty();
    assertThat(again.out()).isEqualTo(expected);
  }

  @Test
  void aFolderThatCannotBeMadeIsSaidAndNothingIsLost() throws IOException {
    Path file = Files.writeString(folder.resolve("home"), "no folder");
    Ran ran =
        Ran.heed(
            "The cat",
            "--model",
            model.toString(),
            "--cache",
            file.resolve(".cache/heed").toString());
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).startsWith("heed: ").contains("home").hasLineCount(1);
    assertThat(ran.out()).isEqualTo(Ran.heed("The cat").out());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 1_000_000, 90_000_000})
  void weightsThatAreCutOffFailInOneSentence(int length) throws IOException {
    Path weights = model.resolve("model.onnx");
    Files.write(weights, Arrays.copyOf(Files.readAllBytes(weights), length));
    assertFailsNaming("model.onnx");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", "model.onnx"})
  void aMissingOrForeignFileIsNamed(String name) throws IOException {
    Files.writeString(model.resolve(name), "{\"not\": \"this\"}");
    assertFailsNaming(name);
    Files.delete(model.resolve(name));
    assertFailsNaming(name);
  }

  @Test
  void theUsualPlaceOfTheCopyIsTheUsersCache() {
    assertThat(ModelOptions.defaultCache(Map.of("HOME", "/home/ada")))
        .isEqualTo(Path.of("/home/ada/.cache/heed"));
    assertThat(ModelOptions.defaultCache(Map.of("HOME", "/home/ada", "XDG_CACHE_HOME", "/fast")))
        .isEqualTo(Path.of("/fast/heed"));
    assertThat(ModelOptions.defaultCache(Map.of("HOME", "/home/ada", "XDG_CACHE_HOME", "fast")))
        .isEqualTo(Path.of("/home/ada/.cache/heed"));
    assertThat(ModelOptions.defaultCache(Map.of())).isNull();
  }

  private void assertFailsNaming(String name) {
    Ran ran = Ran.heed("The cat", "--model", model.toString(), "--no-cache");
    assertThat(ran.code()).as(ran.err()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("heed: ").contains(name).hasLineCount(1);
    assertThat(ran.err()).doesNotContain("Exception").doesNotContain("\tat ");
  }
}
