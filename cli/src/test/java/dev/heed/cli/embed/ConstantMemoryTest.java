package dev.heed.cli.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cli.Heed;
import dev.heed.cli.TinyModel;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM with little memory goes through files that would not fit in it. */
class ConstantMemoryTest {
  private static final int TEXTS = 200_000;

  /** Of which the longest line of the file takes some. */
  private static final String HEAP = "-Xmx40m";

  @TempDir private Path folder;

  @Test
  void anyNumberOfTextsIsEmbeddedAndSearchedInTheSameMemory()
      throws IOException, InterruptedException {
    Path model = TinyModel.write(folder.resolve("tiny"), 3);
    Path texts = folder.resolve("texts.csv");
    try (BufferedWriter out = Files.newBufferedWriter(texts)) {
      out.write("id,text,more\n");
      for (int n = 0; n < TEXTS; n++) {
        out.write(
            n + ",\"cats \"\"" + n + "\"\" cat\n".repeat(1 + n % 3) + "\"," + "x".repeat(220));
        out.write('\n');
      }
    }
    assertThat(Files.size(texts)).isGreaterThan(46L << 20);
    Path vectors = folder.resolve("vectors.npy");
    String[] source = {"--column", "text", "--id", "id", "--model", model.toString(), "--no-cache"};
    run(
        List.of("embed", texts.toString(), "--out", folder.resolve("out.jsonl").toString()),
        source);
    String[] withoutId = {"--column", "text", "--model", model.toString(), "--no-cache"};
    run(List.of("embed", texts.toString(), "--out", vectors.toString()), withoutId);
    assertThat(Files.size(vectors)).isEqualTo(128 + 32L * TEXTS);
    String direct = run(List.of("similar", "cats", "--in", texts.toString()), source);
    String stored =
        run(
            List.of("similar", "cats", "--in", vectors.toString(), "--texts", texts.toString()),
            source);
    assertThat(direct).isEqualTo(stored).hasLineCount(6);
  }

  private String run(List<String> command, String... options)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of(HEAP, "-XX:+UseSerialGC", "-cp", classPath(), Heed.class.getName()));
    all.addAll(command);
    all.addAll(List.of(options));
    File out = folder.resolve("out").toFile();
    File err = folder.resolve("err").toFile();
    Process process = new ProcessBuilder(all).redirectOutput(out).redirectError(err).start();
    assertThat(process.waitFor()).as(() -> "%s: %s".formatted(command, said(err))).isZero();
    return said(out);
  }

  private static String said(File file) {
    try {
      return Files.readString(file.toPath());
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** What this JVM was started with: Maven's own jar may name the rest in its manifest. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
