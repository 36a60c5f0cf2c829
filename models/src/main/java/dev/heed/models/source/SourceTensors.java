package dev.heed.models.source;

import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * Tensors out of a model's files, by the names that they have in a plain BERT.
 *
 * @param file what errors call the files as a whole
 * @param tensors by name
 */
public record SourceTensors(String file, Map<String, Entry> tensors) {
  /** Characters of a name that an error shows. */
  private static final int SHOWN = 200;

  /**
   * One tensor.
   *
   * @param file what errors call the file that it lies in
   * @param name its name there
   * @param tensor its numbers
   */
  public record Entry(String file, String name, Tensor tensor) {}

  /** Tensors of one file, each under its own name. */
  public static SourceTensors of(String file, Map<String, Tensor> tensors) {
    Map<String, Entry> entries = new HashMap<>();
    tensors.forEach((name, tensor) -> entries.put(name, new Entry(file, name, tensor)));
    return new SourceTensors(file, entries);
  }

  /** The place of errors about a tensor. */
  public static String place(String name) {
    return "tensor '" + (name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "…") + "'";
  }
}
