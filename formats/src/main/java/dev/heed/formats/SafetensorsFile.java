package dev.heed.formats;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a safetensors file holds, as the format's description in {@code
 * github.com/huggingface/safetensors} has it.
 *
 * <p>Tensors: F64, F32, F16, BF16 and BOOL keep their type; F8_E4M3 and F8_E5M2 become float32,
 * which holds each of them exactly; integers (I8 to I64, U8 to U64) float32 where all of a tensor
 * are exact in it, else float64, and one without an exact float64 is refused. Any other type is
 * refused by name.
 *
 * <p>A file is untrusted: its header has at most 100 MB, tensors cover the bytes behind it without
 * overlap or gap, names are there once, and whatever is wrong ends in a {@link FileException}.
 *
 * @param tensors by name, in the order of the file's header; not to be changed
 * @param metadata the free text that may come with them, by name; not to be changed
 */
public record SafetensorsFile(SequencedMap<String, Tensor> tensors, Map<String, String> metadata) {
  /** Says of each tensor whether it is read, before any number of the file is. */
  @FunctionalInterface
  public interface Choice {
    /**
     * Whether a tensor is read.
     *
     * @param type the type of its elements as the file has it, such as {@code BF16}
     * @throws FileException to refuse the file
     */
    boolean wants(String name, String type, Shape shape) throws FileException;
  }

  /** Keeps copies of the maps. */
  public SafetensorsFile {
    tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Reads a file into tensors on the heap, which own their memory. Beside them it takes memory for
   * the header and one chunk.
   *
   * @throws FileException if the file cannot be read, is no safetensors file, is damaged, holds a
   *     tensor of more elements than an array can, or needs more memory than {@link
   *     ArrayFile#defaultLimit()}
   */
  public static SafetensorsFile read(Path file) throws FileException {
    return read(file, ArrayFile.defaultLimit());
  }

  /**
   * Reads a file into tensors on the heap; see {@link #read(Path)}.
   *
   * @param limit bytes of memory that the header and all tensors together may take
   */
  public static SafetensorsFile read(Path file, long limit) throws FileException {
    return InputFile.read(file, source -> SafetensorsReader.read(source, new MemoryLimit(limit)));
  }

  /**
   * Reads some tensors of a file; see {@link #read(Path)}. What is not wanted takes no memory, and
   * the whole header is checked all the same.
   *
   * @param limit bytes of memory that the header and the tensors together may take
   */
  public static SafetensorsFile read(Path file, long limit, Choice choice) throws FileException {
    return InputFile.read(
        file, source -> SafetensorsReader.read(source, new MemoryLimit(limit), choice));
  }

  /**
   * Reads bytes that are in memory already; see {@link #read(Path)}.
   *
   * @param name the file's name, for errors
   * @param limit bytes of memory that the header and all tensors together may take
   */
  public static SafetensorsFile read(String name, byte[] content, long limit) throws FileException {
    try {
      ByteSource source = new ByteSource.Held(name, ByteBuffer.wrap(content));
      return SafetensorsReader.read(source, new MemoryLimit(limit));
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
  }

  /**
   * Maps a file: F64, F32, F16 and BF16 tensors lie over the file itself, read-only, of any size,
   * without a copy; the system loads what is touched. The other types, which have to be decoded,
   * are copied to the heap as {@link #read(Path)} does it.
   *
   * <p>The mapped tensors live as long as the arena, and one used after it was closed throws {@link
   * IllegalStateException}. The file must not change or shrink meanwhile: nothing can check that,
   * and the JVM throws an {@link InternalError} where bytes have gone.
   *
   * @param arena whoever opened it closes it, from the threads that it allows
   * @throws FileException as for {@link #read(Path)}; the limit counts what is copied only
   */
  public static SafetensorsFile map(Path file, Arena arena) throws FileException {
    MemoryLimit limit = new MemoryLimit(ArrayFile.defaultLimit());
    return InputFile.read(file, source -> SafetensorsReader.map(source, limit, arena));
  }

  /**
   * Writes tensors of any dtype, heap or native, strided or not. The bytes are those that the
   * reference implementation writes: wide types first, equal types by name, numbers aligned. The
   * file appears complete or not at all; see {@link AtomicOutput}.
   *
   * @param tensors by name; {@code __metadata__} is no name for a tensor
   * @param metadata free text by name, may be empty
   * @throws FileException if a name cannot be written, names and texts need more than 100 MB, or
   *     the file cannot be written
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws FileException {
    Place place = Place.in(file.toString());
    AtomicOutput.write(file, out -> SafetensorsWriter.write(out, tensors, metadata, place));
  }
}
