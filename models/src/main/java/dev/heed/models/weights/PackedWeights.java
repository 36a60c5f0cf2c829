package dev.heed.models.weights;

import dev.heed.formats.AtomicOutput;
import dev.heed.formats.FileException;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Weights as they lie in memory, in a file of their own.
 *
 * <p>Layout, with little-endian numbers: the magic bytes, the header's length, the header (see
 * {@link PackedHeader}), CRC32C of all that; the tensors' numbers in float32, CRC32C of them.
 *
 * @param identity a text that says which weights these are
 * @param tensors float32, by name
 */
public record PackedWeights(String identity, SequencedMap<String, Tensor> tensors) {
  /** How a file begins; the last byte is the version of the format. */
  static final byte[] MAGIC = {'H', 'E', 'E', 'D', '\r', '\n', 0x1a, 2};

  /**
   * The weights in a file; null if they are others than {@code identity} says, or of another
   * version of this format.
   *
   * @throws FileException if the file cannot be read, was changed or cut
   */
  public static @Nullable PackedWeights read(Path file, String identity) throws FileException {
    try (FileChannel channel = FileChannel.open(file)) {
      return new PackedReader(file.toString(), channel).read(identity);
    } catch (IOException e) {
      throw FileException.reading(file.toString(), e);
    }
  }

  /**
   * Writes the file, complete or not at all.
   *
   * @throws FileException if it cannot be written
   */
  public void write(Path file) throws FileException {
    AtomicOutput.write(file, out -> new PackedWriter(out).write(this));
  }
}
