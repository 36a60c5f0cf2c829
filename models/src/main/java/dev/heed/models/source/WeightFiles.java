package dev.heed.models.source;

import dev.heed.formats.FileException;
import dev.heed.formats.SafetensorsFile;
import dev.heed.onnx.OnnxWeights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of a folder that hold its weights: the first that is there of a safetensors file, an
 * index of several, and an ONNX file.
 *
 * @param folder the folder
 * @param names the files, the one first that errors about all are said of
 * @param index what the index says, where there is one
 */
record WeightFiles(ModelFolder folder, List<String> names, @Nullable ShardIndex index) {
  private static final String SAFETENSORS = "model.safetensors";
  private static final List<String> ONNX = List.of(ModelFiles.ONNX, "onnx/" + ModelFiles.ONNX);
  private static final List<String> CODE = List.of("pytorch_model.bin", "tf_model.h5");

  /**
   * Finds the files; of the weights, none is opened.
   *
   * @throws FileException if there is none, or the index is not as it should be
   */
  static WeightFiles of(ModelFolder folder) throws FileException {
    if (folder.has(SAFETENSORS)) {
      return new WeightFiles(folder, List.of(SAFETENSORS), null);
    }
    if (folder.has(ShardIndex.FILE)) {
      return sharded(folder);
    }
    for (String onnx : ONNX) {
      if (folder.has(onnx)) {
        return new WeightFiles(folder, List.of(onnx), null);
      }
    }
    List<String> others = CODE.stream().filter(folder::has).toList();
    throw new FileException(
        folder.name(),
        "",
        "holds no weights that are read: %s, %s, %s or %s%s"
            .formatted(
                SAFETENSORS,
                ShardIndex.FILE,
                ONNX.getFirst(),
                ONNX.getLast(),
                others.isEmpty()
                    ? ""
                    : "; " + others.getFirst() + " is not, since such files can hold programs"));
  }

  private static WeightFiles sharded(ModelFolder folder) throws FileException {
    String place = folder.place(ShardIndex.FILE);
    try (InputStream in = folder.open(ShardIndex.FILE)) {
      ShardIndex index = ShardIndex.read(place, in);
      List<String> names = new ArrayList<>(List.of(ShardIndex.FILE));
      names.addAll(index.shards());
      return new WeightFiles(folder, List.copyOf(names), index);
    } catch (IOException e) {
      throw FileException.reading(place, e);
    }
  }

  SourceTensors read() throws FileException {
    String first = folder.place(names.getFirst());
    TensorCollection collection = new TensorCollection();
    if (index != null) {
      for (String shard : index.shards()) {
        readShard(index, shard, collection);
      }
    } else if (names.getFirst().equals(SAFETENSORS)) {
      SafetensorsFile file =
          SafetensorsFile.read(
              folder.path(SAFETENSORS),
              collection.limit(),
              (name, type, shape) -> collection.wants(first, name, type, shape));
      collection.add(first, file.tensors());
    } else {
      collection.add(first, OnnxWeights.read(folder.regular(names.getFirst())));
    }
    return collection.under(first);
  }

  private void readShard(ShardIndex known, String shard, TensorCollection collection)
      throws FileException {
    String place = folder.place(shard);
    Set<String> seen = new HashSet<>();
    SafetensorsFile file =
        SafetensorsFile.read(
            folder.path(shard),
            collection.limit(),
            (name, type, shape) -> {
              known.requireIn(shard, place, name);
              seen.add(name);
              return collection.wants(place, name, type, shape);
            });
    known.requireAll(shard, place, seen);
    collection.add(place, file.tensors());
  }

  /** A text that is another one when any of the files is. */
  String identity() throws FileException {
    StringBuilder all = new StringBuilder();
    for (String name : names) {
      Path file = folder.path(name);
      try {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        all.append(
            "%s: %d bytes of %s, %s%n"
                .formatted(name, found.size(), found.lastModifiedTime(), lastChange(file)));
      } catch (IOException e) {
        throw FileException.reading(file.toString(), e);
      }
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] sum = digest.digest(all.toString().getBytes(StandardCharsets.UTF_8));
      return "%d files, %s".formatted(names.size(), HexFormat.of().formatHex(sum));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
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
}
