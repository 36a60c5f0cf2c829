package dev.heed.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.regex.Pattern;

/**
 * What the weights of linear layers were called before an exporter folded their transposition and
 * numbered them.
 */
final class LinearNames {
  private static final ByteString PRODUCT = ByteString.copyFromUtf8("MatMul");
  private static final Pattern NUMBERED = Pattern.compile("(onnx::MatMul_)?\\d{1,18}");

  private final Map<String, SequencedSet<String>> namesByInitializer = new HashMap<>();
  private int count;

  /** How many names were noted. */
  int count() {
    return count;
  }

  /** Notes a node that multiplies by a numbered weight and says in its own name where it stands. */
  void note(NodeProto node) {
    // Strings out of bytes: the accessors for strings make protobuf reach for sun.misc.Unsafe, of
    // which a JDK 25 warns on stderr.
    if (node.getOpTypeBytes().equals(PRODUCT) && node.getInputCount() == 2) {
      String weight = node.getInputBytes(1).toStringUtf8();
      String name = layer(node.getNameBytes().toStringUtf8());
      if (!name.isEmpty()
          && NUMBERED.matcher(weight).matches()
          && namesByInitializer
              .computeIfAbsent(weight, absent -> new LinkedHashSet<>())
              .add(name + ".weight")) {
        count++;
      }
    }
  }

  /** The tensor under the name of each layer that multiplies by it, or as it is. */
  List<Initializer> renamed(Initializer initializer) {
    SequencedSet<String> names = namesByInitializer.get(initializer.name());
    if (names == null || initializer.tensor().rank() != 2) {
      return List.of(initializer);
    }
    Tensor weight = initializer.tensor().transpose();
    return names.stream().map(name -> new Initializer(name, weight)).toList();
  }

  /**
   * {@code /encoder/layer.0/output/dense/MatMul} is the product of encoder.layer.0.output.dense.
   */
  private static String layer(String node) {
    int begin = node.startsWith("/") ? 1 : 0;
    int end = node.lastIndexOf('/');
    return end > begin && node.startsWith("MatMul", end + 1)
        ? node.substring(begin, end).replace('/', '.')
        : "";
  }
}
