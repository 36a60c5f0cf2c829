package dev.heed.onnx;

import dev.heed.formats.ArrayFile;
import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The arrays of one case's file, all of them and no others, as the manifest describes them.
 *
 * @param inputs by formal name
 * @param outputs that are expected, by formal name
 */
record CaseArrays(SequencedMap<String, Tensor> inputs, SequencedMap<String, Tensor> outputs) {
  /**
   * Reads the file that the case names.
   *
   * @throws FileException if it is missing, is not the one that the manifest means, or holds other
   *     arrays than that says
   */
  static CaseArrays read(Path folder, JsonFields fields) throws IOException {
    String name = fields.text("file");
    if (!name.equals(String.valueOf(Path.of(name).getFileName()))
        || name.isEmpty()
        || name.equals("..")) {
      throw fields.error(
          "names the file %s: a case's file lies beside the manifest"
              .formatted(JsonFields.quoted(name)));
    }
    Path file = folder.resolve(name);
    Map<String, Tensor> found =
        new LinkedHashMap<>(
            ArrayFile.read(file.toString(), content(file, fields), ArrayFile.defaultLimit()));
    SequencedMap<String, Tensor> inputs = described("inputs", fields, file, found);
    SequencedMap<String, Tensor> outputs = described("outputs", fields, file, found);
    if (!found.isEmpty()) {
      throw new FileException(
          file.toString(),
          "",
          "holds %s, which the manifest does not describe"
              .formatted(JsonFields.quoted(found.keySet().iterator().next())));
    }
    if (outputs.isEmpty()) {
      throw fields.error("describes no output");
    }
    return new CaseArrays(inputs, outputs);
  }

  private static byte[] content(Path file, JsonFields fields) throws FileException {
    String name = file.toString();
    byte[] content;
    try {
      long size = Files.size(file);
      if (fields.has("bytes") && size != fields.count("bytes")) {
        throw new FileException(
            name,
            "",
            "has %d bytes and the manifest says %d: was it changed or cut off?"
                .formatted(size, fields.count("bytes")));
      }
      if (size > ArrayFile.defaultLimit()) {
        throw new FileException(
            name,
            "",
            "has %d bytes, and the limit is %d".formatted(size, ArrayFile.defaultLimit()));
      }
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
    if (fields.has("sha256") && !fields.text("sha256").equalsIgnoreCase(digest(content))) {
      throw new FileException(
          name, "", "is not the file that the manifest means: its SHA-256 differs");
    }
    return content;
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The arrays that one list of the manifest describes, taken out of those that were found. */
  private static SequencedMap<String, Tensor> described(
      String list, JsonFields fields, Path file, Map<String, Tensor> found) throws FileException {
    SequencedMap<String, Tensor> arrays = new LinkedHashMap<>();
    for (JsonFields entry : fields.objects(list)) {
      String name = entry.text("name");
      Tensor array = found.remove(name);
      if (array == null) {
        throw new FileException(
            file.toString(), "", "lacks the array %s".formatted(JsonFields.quoted(name)));
      }
      List<Object> shape = new ArrayList<>(entry.list("shape"));
      List<Object> sizes = new ArrayList<>();
      for (int size : array.shape().sizes()) {
        sizes.add((long) size);
      }
      if (!shape.equals(sizes)) {
        throw entry.error(
            "%s is described as %s and the file has %s".formatted(name, shape, sizes));
      }
      arrays.put(name, typed(entry, name, array));
    }
    return arrays;
  }

  private static Tensor typed(JsonFields entry, String name, Tensor array) throws FileException {
    String label = entry.text("dtype");
    ElementType type = ElementType.named(label);
    if (type == null) {
      throw entry.error(
          "%s is of dtype %s, which is not known here".formatted(name, JsonFields.quoted(label)));
    }
    if (type == ElementType.BFLOAT16) {
      return bits(array);
    }
    DType dtype = type.tensorType();
    if (dtype != null && dtype != array.dtype()) {
      throw entry.error(
          "%s is described as %s and the file has %s".formatted(name, label, array.dtype()));
    }
    return array;
  }

  /** NumPy has no bfloat16: its bits are kept as whole numbers. */
  private static Tensor bits(Tensor array) {
    double[] numbers = array.toDoubleArray();
    short[] bits = new short[numbers.length];
    for (int n = 0; n < bits.length; n++) {
      bits[n] = (short) (int) numbers[n];
    }
    return Tensor.ofBits(DType.BFLOAT16, bits, array.shape().sizes());
  }
}
