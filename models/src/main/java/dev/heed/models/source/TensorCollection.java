package dev.heed.models.source;

import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.models.source.SourceTensors.Entry;
import dev.heed.onnx.OnnxWeights;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Collects the tensors that a BERT encoder may be made of, and refuses what cannot be one. */
final class TensorCollection {
  /** The types of a safetensors file that float32 holds exactly, and that weights come in. */
  private static final Set<String> TYPES = Set.of("F32", "F16", "BF16");

  private final Map<String, Entry> entries = new HashMap<>();
  private final long limit = OnnxWeights.defaultLimit();
  private long bytes;

  /**
   * Whether a tensor of a safetensors file is to be read.
   *
   * @throws FileException if it is of a type that weights do not have, or needs too much memory
   */
  boolean wants(String file, String name, String type, Shape shape) throws FileException {
    if (TensorNames.plain(name) == null) {
      return false;
    }
    if (!TYPES.contains(type)) {
      throw error(file, name, "is of type " + type + ": weights are F32, F16 or BF16");
    }
    if (shape.elements() > (limit - bytes) / Float.BYTES) {
      throw error(
          file,
          name,
          "the weights need more than %d bytes of memory in float32, %s"
              .formatted(limit, "half of the JVM's heap, which -Xmx raises"));
    }
    bytes += shape.elements() * Float.BYTES;
    return true;
  }

  /** Bytes that the file of the next tensors may take. */
  long limit() {
    return limit;
  }

  /**
   * Adds all tensors of a file that count, widened to float32 where they are half floats.
   *
   * @throws FileException if one has the name of another, or holds a number that is not finite
   */
  void add(String file, Map<String, Tensor> tensors) throws FileException {
    for (Map.Entry<String, Tensor> found : tensors.entrySet()) {
      String plain = TensorNames.plain(found.getKey());
      if (plain != null) {
        add(plain, new Entry(file, found.getKey(), float32(found.getValue())));
      }
    }
  }

  SourceTensors under(String file) {
    return new SourceTensors(file, entries);
  }

  private void add(String plain, Entry entry) throws FileException {
    Entry other = entries.putIfAbsent(plain, entry);
    if (other != null) {
      throw error(
          entry.file(),
          entry.name(),
          "is there twice, the other time as %s in %s"
              .formatted(JsonFields.quoted(other.name()), other.file()));
    }
    if (!isFinite(entry.tensor())) {
      throw error(entry.file(), entry.name(), "holds NaN or an infinity: weights are finite");
    }
  }

  private static Tensor float32(Tensor tensor) {
    return tensor.dtype().isStorage() ? tensor.to(DType.FLOAT32) : tensor;
  }

  private static boolean isFinite(Tensor tensor) {
    if (!(tensor.heapArray() instanceof float[] numbers)) {
      return true;
    }
    int end = tensor.heapOffset() + (int) tensor.shape().elements();
    for (int at = tensor.heapOffset(); at < end; at++) {
      if (!Float.isFinite(numbers[at])) {
        return false;
      }
    }
    return true;
  }

  private static FileException error(String file, String name, String problem) {
    return new FileException(file, SourceTensors.place(name), problem);
  }
}
