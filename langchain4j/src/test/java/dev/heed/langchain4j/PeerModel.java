package dev.heed.langchain4j;

import dev.langchain4j.model.embedding.EmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * LangChain4j's own model in process, on ONNX Runtime and the native tokenizer, over the files of
 * {@code heed-minilm}. It lives beside the class path, in a class loader of its own.
 */
final class PeerModel implements AutoCloseable {
  private static final String PACKAGE = "dev.langchain4j.model.embedding.onnx.";

  private final URLClassLoader loader;

  PeerModel() throws IOException {
    try (Stream<Path> jars = Files.list(folder())) {
      List<Path> all = jars.filter(jar -> jar.toString().endsWith(".jar")).toList();
      URL[] urls = new URL[all.size()];
      for (int i = 0; i < urls.length; i++) {
        urls[i] = all.get(i).toUri().toURL();
      }
      loader = new URLClassLoader(urls, PeerModel.class.getClassLoader());
    }
  }

  /** The model, with the mean of all tokens; its files are copied into a folder. */
  EmbeddingModel load(Path folder) throws IOException, ReflectiveOperationException {
    Path weights = copy("model.onnx", folder);
    Path tokenizer = copy("tokenizer.json", folder);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // Where the tokenizer looks for its native library.
    thread.setContextClassLoader(loader);
    try {
      Class<?> mode = loader.loadClass(PACKAGE + "PoolingMode");
      Field mean = mode.getField("MEAN");
      return (EmbeddingModel)
          loader
              .loadClass(PACKAGE + "OnnxEmbeddingModel")
              .getConstructor(Path.class, Path.class, mode)
              .newInstance(weights, tokenizer, mean.get(null));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** The jar of an artifact, whatever its version. */
  static Path jar(String artifact) throws IOException {
    try (Stream<Path> jars = Files.list(folder())) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith(artifact + "-"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }

  private static Path folder() {
    return Path.of(Objects.requireNonNull(System.getProperty("heed.peer"), "heed.peer"));
  }

  private static Path copy(String name, Path folder) throws IOException {
    Path target = folder.resolve(name);
    try (InputStream in = PeerModel.class.getResourceAsStream("/dev/heed/minilm/" + name)) {
      Files.copy(Objects.requireNonNull(in, name), target);
    }
    return target;
  }
}
