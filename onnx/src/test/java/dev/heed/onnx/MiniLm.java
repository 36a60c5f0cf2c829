package dev.heed.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The file of all-MiniLM-L6-v2, as the module minilm has it. */
final class MiniLm {
  private static final String RESOURCE = "/dev/heed/minilm/model.onnx";

  private MiniLm() {}

  static InputStream stream() {
    return Objects.requireNonNull(MiniLm.class.getResourceAsStream(RESOURCE), RESOURCE);
  }

  static byte[] bytes() throws IOException {
    try (InputStream stream = stream()) {
      return stream.readAllBytes();
    }
  }

  /**
   * The file, where the tests run on folders and not on jars; else a copy of it in {@code folder}.
   */
  static Path file(Path folder) throws IOException, URISyntaxException {
    URL url = Objects.requireNonNull(MiniLm.class.getResource(RESOURCE), RESOURCE);
    return url.getProtocol().equals("file")
        ? Path.of(url.toURI())
        : Files.write(folder.resolve("model.onnx"), bytes());
  }
}
