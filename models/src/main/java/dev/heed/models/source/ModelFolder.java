package dev.heed.models.source;

import dev.heed.formats.FileException;
import dev.heed.onnx.OnnxWeights;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;

/** A model in a folder of the user's. */
record ModelFolder(Path folder) implements ModelFiles {
  @Override
  public String name() {
    return folder.toString();
  }

  @Override
  public InputStream open(String file) throws IOException {
    return Files.newInputStream(folder.resolve(file));
  }

  @Override
  public String place(String file) {
    return folder.resolve(file).toString();
  }

  @Override
  public Map<String, Tensor> weights() throws FileException {
    return OnnxWeights.read(folder.resolve(WEIGHTS));
  }

  @Override
  public String identity() throws FileException {
    Path file = folder.resolve(WEIGHTS);
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return "%d bytes of %s, %s"
          .formatted(found.size(), found.lastModifiedTime(), lastChange(file));
    } catch (IOException e) {
      throw FileException.reading(file.toString(), e);
    }
  }

  /** When anything of the file was changed, which nobody can set; where the system knows it. */
  private static String lastChange(Path file) throws IOException {
    try {
      return Files.getAttribute(file, "unix:ctime").toString();
    } catch (UnsupportedOperationException e) {
      return "no time of a change";
    }
  }

  @Override
  public String location() {
    return folder.toAbsolutePath().normalize().toString();
  }
}
