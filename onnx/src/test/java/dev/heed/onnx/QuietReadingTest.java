package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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
    }
  }

  @Test
  void readingAModelSaysNothing() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.strip()).isEqualTo("101");
  }
}
