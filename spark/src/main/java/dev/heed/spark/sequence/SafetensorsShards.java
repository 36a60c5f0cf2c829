package dev.heed.spark.sequence;

import dev.heed.formats.FileException;
import dev.heed.formats.SafetensorsFile;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Keys and values in safetensors files of one folder, in the order of their names: {@code K} {@code
 * [heads, n, D]} and {@code V} {@code [heads, n, Dv]} each, one after the other.
 *
 * @param shards the files
 * @param layout how they are cut into blocks
 */
record SafetensorsShards(List<Shard> shards, KeyValueLayout layout) implements BlockMaker {
  private static final String KEY = "K";
  private static final String VALUE = "V";
  private static final String ENDING = ".safetensors";

  /**
   * One file.
   *
   * @param path as the driver sees it, and every executor must
   * @param firstKey the key that its first row is
   * @param keys rows
   */
  record Shard(String path, int firstKey, int keys) implements Serializable {}

  /**
   * The shards of a folder, of which headers alone are read.
   *
   * @throws FileException if there is none, or one is damaged or of another shape
   */
  static SafetensorsShards of(Path folder, int blockKeys) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new FileException(folder.toString(), "", "there is no file *" + ENDING);
    }
    List<Shard> shards = new ArrayList<>();
    KeyValueLayout first = own(files.getFirst(), blockKeys);
    int keys = 0;
    for (Path file : files) {
      KeyValueLayout own = own(file, blockKeys);
      if (own.dtype() != first.dtype()
          || own.heads() != first.heads()
          || own.depth() != first.depth()
          || own.valueDepth() != first.valueDepth()) {
        throw new FileException(
            file.toString(), KEY, "it is of another shape or dtype than those before");
      }
      if (keys % blockKeys != 0) {
        throw new FileException(
            file.toString(),
            KEY,
            "it begins at key %d, within a block of %d: files before the last have whole blocks"
                .formatted(keys, blockKeys));
      }
      shards.add(new Shard(file.toString(), keys, own.keys()));
      keys = Math.addExact(keys, own.keys());
    }
    return new SafetensorsShards(
        List.copyOf(shards),
        new KeyValueLayout(
            first.dtype(), first.heads(), keys, first.depth(), first.valueDepth(), blockKeys));
  }

  private static KeyValueLayout own(Path file, int blockKeys) throws FileException {
    try (Arena arena = Arena.ofConfined()) {
      Map<String, Tensor> tensors = SafetensorsFile.map(file, arena).tensors();
      Tensor key = tensor(tensors, file, KEY);
      Tensor value = tensor(tensors, file, VALUE);
      if (value.dtype() != key.dtype()
          || value.size(0) != key.size(0)
          || value.size(1) != key.size(1)) {
        throw new FileException(file.toString(), VALUE, "%s beside keys %s".formatted(value, key));
      }
      return new KeyValueLayout(
          key.dtype(), key.size(0), key.size(1), key.size(2), value.size(2), blockKeys);
    }
  }

  private static Tensor tensor(Map<String, Tensor> tensors, Path file, String name)
      throws FileException {
    Tensor found = tensors.get(name);
    boolean isFloat =
        found != null && (found.dtype() == DType.FLOAT32 || found.dtype() == DType.FLOAT64);
    if (found == null || !isFloat || found.rank() != 3) {
      throw new FileException(
          file.toString(),
          name,
          found == null
              ? "it is missing"
              : found + ": keys and values are float32 or float64 of three axes");
    }
    return found;
  }

  @Override
  public KeyValueBlock make(int number) throws FileException {
    int wanted = layout.firstKey(number);
    Shard shard =
        shards.stream()
            .filter(one -> wanted >= one.firstKey() && wanted < one.firstKey() + one.keys())
            .findFirst()
            .orElseThrow();
    int first = wanted - shard.firstKey();
    int end = first + layout.keysOf(number);
    try (Arena arena = Arena.ofConfined()) {
      Map<String, Tensor> tensors = SafetensorsFile.map(Path.of(shard.path()), arena).tensors();
      return KeyValueBlock.of(
          number,
          tensor(tensors, Path.of(shard.path()), KEY).slice(1, first, end),
          tensor(tensors, Path.of(shard.path()), VALUE).slice(1, first, end));
    }
  }

  /** Writes a block as a shard of its own, under a name that sorts as blocks do. */
  static void write(KeyValueBlock block, KeyValueLayout layout, String folder)
      throws FileException {
    Path file = Path.of(folder, "block-%010d%s".formatted(block.number(), ENDING));
    SafetensorsFile.write(
        file, Map.of(KEY, block.keys(layout), VALUE, block.values(layout)), Map.of());
  }
}
