package dev.heed.onnx;

import dev.heed.formats.FileException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** The cases in this module's test resources; a README beside them tells where they are from. */
final class Cases {
  private Cases() {}

  static Path folder() {
    URL manifest = Objects.requireNonNull(Cases.class.getResource("conformance/manifest.json"));
    try {
      return Objects.requireNonNull(Path.of(manifest.toURI()).getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static ConformanceSuite suite() throws FileException {
    return ConformanceSuite.read(folder());
  }
}
