package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.execution.Execution;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JDK 25 warns on stderr when protobuf touches {@code sun.misc.Unsafe}: no reader may see that.
 */
class QuietReadingTest {

  /** What the other JVM does. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) throws IOException {
      try (InputStream model = MiniLm.stream()) {
        System.out.println(OnnxWeights.read("model.onnx", model).size());
      }
      Tensor ones = Tensor.of(new float[] {1, 1}, 1, 1, 2, 1);
      System.out.println(
          OnnxModel.read(Path.of(arguments[0]))
              .run(Map.of("Q", ones, "K", ones, "V", ones), Execution.standard())
              .keySet());
    }
  }

  @Test
  void readingAModelSaysNothing(@TempDir Path folder) throws IOException, InterruptedException {
    byte[] node =
        AttentionModels.model(
            "ai.onnx.preview",
            1,
            AttentionModels.flex(AttentionModels.attribute("score_mod", AttentionModels.causal())));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName(),
                Files.write(folder.resolve("node.onnx"), node).toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.strip()).isEqualTo("101\n[Y]");
  }
}
