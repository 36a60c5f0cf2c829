package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.formats.ArrayFile;
import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Numbers that others computed for MiniLM (see the README beside them), and how near ours are. */
public final class Golden {
  private Golden() {}

  /** An array by name, {@code s0_attention} for example. */
  public static Tensor array(String name) throws IOException {
    try (InputStream in = resource(name + ".npy")) {
      return ArrayFile.read(name + ".npy", in.readAllBytes(), 1 << 24).firstEntry().getValue();
    }
  }

  public static JsonFields texts() throws IOException {
    try (InputStream in = resource("texts.json")) {
      return JsonTree.read("texts.json", in);
    }
  }

  /** The largest difference of two tensors of one shape. */
  static double difference(Tensor ours, Tensor theirs) {
    assertThat(ours.shape()).isEqualTo(theirs.shape());
    double[] a = ours.toDoubleArray();
    double[] b = theirs.toDoubleArray();
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - b[i])); // NaN if there is one
    }
    assertThat(worst).isFinite();
    return worst;
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(Golden.class.getResourceAsStream("/minilm/" + name), name);
  }
}
