package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A system that takes no more bytes while the copy of the weights is written: in a process of its
 * own, for which the shell limits the size of a file, as a full disk would.
 */
final class FullDiskTest {
  private static final String TEXT = "cats cat dog";

  @TempDir Path temporary;
  private Path folder;
  private Path cache;

  /** What the process runs: loads a folder's model with a cache, and prints what it then says. */
  static final class Loading {
    private Loading() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      Path cache = Path.of(arguments[1]);
      Encoder encoder =
          Encoder.load(
              ModelSource.folder(folder), cache, notice -> System.out.println("notice " + notice));
      System.out.println("vector " + vector(encoder));
    }
  }

  @BeforeEach
  void write() throws IOException {
    folder = TinyModel.write(temporary.resolve("model"), 1);
    cache = temporary.resolve("cache");
  }

  @Test
  void theRunGoesOnWithoutTheCopyAndSaysSo() throws IOException, InterruptedException {
    String expected = "vector " + vector(Encoder.load(ModelSource.folder(folder)));
    List<String> lines = load("ulimit -f 4");
    assertThat(lines).hasSize(2).last().isEqualTo(expected);
    assertThat(lines.getFirst())
        .startsWith("notice " + cache)
        .contains(": cannot be written: ")
        .endsWith("; the next start will be as slow as this one");
    assertThat(files()).isEmpty();
    // The same without a limit, so that it was the limit.
    assertThat(load("true")).containsExactly(expected);
    assertThat(files()).hasSize(1);
  }

  @Test
  void anOlderCopyStaysWhole() throws IOException, InterruptedException {
    load("true");
    Path copy = files().getFirst();
    byte[] whole = Files.readAllBytes(copy);
    TinyModel.write(folder, 2);
    assertThat(load("ulimit -f 4")).hasSize(2);
    assertThat(files()).containsExactly(copy);
    assertThat(Files.readAllBytes(copy)).isEqualTo(whole);
  }

  private List<String> load(String before) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                before + " && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Its file of counters would be over the limit as well.
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Loading.class.getName(),
                folder.toString(),
                cache.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.lines().toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    }
  }

  private static String vector(Encoder encoder) {
    return Arrays.toString(encoder.embed(TEXT).toFloatArray());
  }
}
