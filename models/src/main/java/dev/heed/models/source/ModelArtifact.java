package dev.heed.models.source;

import dev.heed.formats.FileException;
import dev.heed.onnx.OnnxWeights;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * A model among the resources of an artifact.
 *
 * @param name the model's name
 * @param artifact the artifact that brings it, as Maven writes it
 * @param resources the folder of its files on the class path
 * @param loader what finds it
 */
public record ModelArtifact(String name, String artifact, String resources, ClassLoader loader)
    implements ModelFiles {
  /** all-MiniLM-L6-v2. */
  public static final ModelArtifact MINILM =
      besideHeed("all-MiniLM-L6-v2", "heed-minilm", "minilm");

  /** bge-small-en-v1.5. */
  public static final ModelArtifact BGE_SMALL =
      besideHeed("bge-small-en-v1.5", "heed-bge-small", "bgesmall");

  private static ModelArtifact besideHeed(String name, String artifact, String folder) {
    return new ModelArtifact(
        name, "dev.heed:" + artifact, "dev/heed/" + folder, ModelArtifact.class.getClassLoader());
  }

  @Override
  public boolean has(String file) {
    return url(file) != null;
  }

  @Override
  public InputStream open(String file) throws IOException {
    return connection(file).getInputStream();
  }

  @Override
  public String place(String file) {
    return file + " of " + artifact;
  }

  @Override
  public SourceTensors weights() throws FileException {
    String place = place(ONNX);
    try (InputStream in = open(ONNX)) {
      TensorCollection collection = new TensorCollection();
      collection.add(place, OnnxWeights.read(place, in));
      return collection.under(place);
    } catch (IOException e) {
      throw FileException.reading(place, e);
    }
  }

  @Override
  public String identity() throws FileException {
    try {
      URLConnection connection = connection(ONNX);
      if (connection instanceof JarURLConnection jar) {
        try (var opened = jar.getJarFile()) {
          ZipEntry entry = opened.getEntry(jar.getEntryName());
          return "%d bytes, CRC-32 %08x".formatted(entry.getSize(), entry.getCrc());
        }
      }
      String identity =
          "%d bytes of %d"
              .formatted(connection.getContentLengthLong(), connection.getLastModified());
      // To be asked is to open a file, where it is one.
      connection.getInputStream().close();
      return identity;
    } catch (IOException e) {
      throw FileException.reading(place(ONNX), e);
    }
  }

  @Override
  public String location() {
    return artifact;
  }

  /** Whether the class path has it. */
  public boolean isPresent() {
    return has(ONNX);
  }

  /** Those of Heed, the one first that is taken where nobody says which. */
  public static List<ModelArtifact> ours() {
    return KnownModel.ALL.stream().map(KnownModel::source).toList();
  }

  /**
   * The first of some that the class path has.
   *
   * @throws FileException if it has none; the message says what to add
   */
  public static ModelArtifact firstPresent(List<ModelArtifact> wanted) throws FileException {
    for (ModelArtifact one : wanted) {
      if (one.isPresent()) {
        return one;
      }
    }
    String artifacts =
        wanted.stream().map(ModelArtifact::artifact).collect(Collectors.joining(" or "));
    throw new FileException("the class path", "", "has no model: add the artifact " + artifacts);
  }

  private URLConnection connection(String file) throws IOException {
    URL url = url(file);
    if (url == null) {
      throw new FileException(
          name, "", "is not on the class path: it comes with the artifact " + artifact);
    }
    URLConnection connection = url.openConnection();
    // A jar that is shared by all connections could be closed under another reader.
    connection.setUseCaches(false);
    return connection;
  }

  private @Nullable URL url(String file) {
    return loader.getResource(resources + "/" + file);
  }
}
