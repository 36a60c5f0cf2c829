package dev.heed.models.source;

import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a {@code model.safetensors.index.json} says: which file each tensor lies in.
 *
 * @param place what errors call the index
 * @param files the file of each tensor, by its name
 */
record ShardIndex(String place, Map<String, String> files) {
  static final String FILE = "model.safetensors.index.json";

  /** A name beside the index: no path, and no other kind of file. */
  private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*\\.safetensors");

  private static final int LONGEST_NAME = 255;

  static ShardIndex read(String place, InputStream in) throws IOException {
    JsonFields index = JsonTree.read(place, in);
    JsonFields map = index.object("weight_map");
    Map<String, String> files = new LinkedHashMap<>();
    for (String tensor : map.fields().keySet()) {
      String file = map.text(tensor);
      if (file.length() > LONGEST_NAME || !SHARD.matcher(file).matches()) {
        throw map.error(
            "%s is in %s: an index names .safetensors files beside itself, and no path"
                .formatted(JsonFields.quoted(tensor), JsonFields.quoted(file)));
      }
      files.put(tensor, file);
    }
    if (files.isEmpty()) {
      throw map.error("names no tensor");
    }
    return new ShardIndex(place, files);
  }

  /** The files, each once. */
  List<String> shards() {
    return new ArrayList<>(new TreeSet<>(files.values()));
  }

  /** Refuses a tensor that the index places elsewhere. */
  void requireIn(String shard, String shardPlace, String tensor) throws FileException {
    String wanted = files.get(tensor);
    if (!shard.equals(wanted)) {
      throw new FileException(
          shardPlace,
          SourceTensors.place(tensor),
          wanted == null
              ? "the index of the shards does not name it"
              : "by the index of the shards it lies in %s".formatted(JsonFields.quoted(wanted)));
    }
  }

  /** Refuses a shard without a tensor that the index places in it. */
  void requireAll(String shard, String shardPlace, Set<String> tensors) throws FileException {
    for (Map.Entry<String, String> entry : files.entrySet()) {
      if (entry.getValue().equals(shard) && !tensors.contains(entry.getKey())) {
        throw new FileException(
            shardPlace,
            SourceTensors.place(entry.getKey()),
            "is missing, and the index of the shards says that it is here");
      }
    }
  }
}
