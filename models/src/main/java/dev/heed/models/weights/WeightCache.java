package dev.heed.models.weights;

import dev.heed.formats.FileException;
import dev.heed.models.source.ModelFiles;
import dev.heed.models.source.SourceTensors;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A folder with packed copies of models' weights.
 *
 * @param folder the folder, which may not exist yet
 * @param notice takes a sentence about each thing that went wrong with it
 */
public record WeightCache(Path folder, Consumer<String> notice) {
  /** Makes a model of its weights. */
  @FunctionalInterface
  public interface Maker<M> {
    /**
     * Makes the model.
     *
     * @throws FileException if the weights are not its own
     */
    M make(ModelWeights weights) throws FileException;
  }

  /**
   * The model out of its copy, or out of its source, of which a copy is then kept.
   *
   * @param config says what the model takes of its weights
   */
  public <M> M load(ModelFiles files, String config, Maker<M> maker) throws FileException {
    String identity = files.identity() + "; " + config;
    Path copy = folder.resolve(fileName(files));
    Optional<Map<String, Tensor>> packed = read(copy, identity);
    if (packed.isPresent()) {
      return maker.make(ModelWeights.packed(SourceTensors.of(copy.toString(), packed.get())));
    }
    ModelWeights weights = ModelWeights.toBePacked(files.weights());
    M model = maker.make(weights);
    // Weights that were replaced while they were read must not be kept under either name.
    if (identity.equals(files.identity() + "; " + config)) {
      write(copy, new PackedWeights(identity, weights.taken()));
    }
    return model;
  }

  private Optional<Map<String, Tensor>> read(Path copy, String identity) {
    if (!Files.isRegularFile(copy)) {
      return Optional.empty();
    }
    try {
      PackedWeights packed = PackedWeights.read(copy, identity);
      return packed == null ? Optional.empty() : Optional.of(packed.tensors());
    } catch (FileException e) {
      notice.accept(e.getMessage() + "; the model is loaded from its source instead");
      return Optional.empty();
    }
  }

  private void write(Path copy, PackedWeights weights) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      notice.accept(sentence(FileException.writing(folder.toString(), e)));
      return;
    }
    try {
      weights.write(copy);
    } catch (FileException e) {
      notice.accept(sentence(e));
    }
  }

  private static String sentence(FileException cause) {
    return cause.getMessage() + "; the next start will be as slow as this one";
  }

  /** The model's name, made plain, and a checksum of the place that it comes from. */
  private static String fileName(ModelFiles files) {
    CRC32C checksum = new CRC32C();
    checksum.update(files.location().getBytes(StandardCharsets.UTF_8));
    Path last = Path.of(files.name()).getFileName();
    String name = last == null ? "model" : last.toString().replaceAll("[^A-Za-z0-9._-]", "_");
    return "%s-%08x.heed"
        .formatted(name.substring(0, Math.min(name.length(), 80)), checksum.getValue());
  }
}
