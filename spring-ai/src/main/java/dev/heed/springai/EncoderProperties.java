package dev.heed.springai;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.models.Encoder;
import dev.heed.models.source.ModelArtifact;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which model is loaded, and how it runs.
 *
 * @param model The name of a model whose artifact is on the class path, or the folder of one. By
 *     default the first of Heed's own models that the class path has.
 * @param cache A folder for a packed copy of the weights, which makes the next start faster. By
 *     default there is none.
 * @param threads Threads that work on one call. By default as many as there are processors.
 * @param kernels The set of kernels. The vector set needs the JVM's option --add-modules
 *     jdk.incubator.vector.
 */
@ConfigurationProperties(EncoderProperties.PREFIX)
record EncoderProperties(
    @Nullable String model,
    @Nullable Path cache,
    @Nullable Integer threads,
    @DefaultValue("auto") KernelSet kernels) {
  static final String PREFIX = "heed.embedding";

  /** The encoder with its own settings. A cache that cannot be used is told of. */
  Encoder load(Consumer<String> notice) {
    Execution execution = execution();
    try {
      ModelSource source = source();
      Encoder encoder = cache == null ? Encoder.load(source) : Encoder.load(source, cache, notice);
      return encoder.withExecution(execution);
    } catch (IOException e) {
      throw new PropertyException("model", e);
    }
  }

  private Execution execution() {
    Execution execution = Execution.standard().withKernels(kernels);
    PropertyException.guard("kernels", execution::kernelName);
    return threads == null
        ? execution
        : PropertyException.guard("threads", () -> execution.withThreads(threads));
  }

  private ModelSource source() throws IOException {
    if (model == null) {
      return ModelArtifact.firstPresent(ModelArtifact.ours());
    }
    for (ModelArtifact artifact : ModelArtifact.ours()) {
      if (artifact.name().equals(model)) {
        return artifact;
      }
    }
    Path folder = folder(model);
    if (folder == null || !Files.isDirectory(folder)) {
      throw new PropertyException(
          "model",
          "%s is neither a folder nor one of %s"
              .formatted(
                  model,
                  ModelArtifact.ours().stream()
                      .map(ModelArtifact::name)
                      .collect(Collectors.joining(", "))));
    }
    return ModelSource.folder(folder);
  }

  private static @Nullable Path folder(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
