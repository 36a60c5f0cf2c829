package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.mask.Mask;
import dev.heed.multihead.EmbeddingLayout;
import dev.heed.multihead.MultiHeadAttention;
import dev.heed.multihead.MultiHeadResult;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Multi-head attention against PyTorch's module; origin in {@code pytorch/README.md}. */
class PyTorchMultiHeadTest {

  static List<PyTorchCase> cases() {
    return PyTorchCase.all("mha");
  }

  @Test
  void everyCaseIsThere() {
    assertThat(cases()).hasSize(23);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void float32AgreesWithPyTorch(PyTorchCase one) {
    assertAgrees(one, DType.FLOAT32, "", 5e-6);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void float64AgreesWithPyTorch(PyTorchCase one) {
    assertAgrees(one, DType.FLOAT64, one.text("dtype").equals("float64") ? "" : "_f64", 1e-12);
  }

  private static void assertAgrees(PyTorchCase one, DType dtype, String suffix, double limit) {
    MultiHeadAttention module = module(one, dtype);
    Tensor query = Objects.requireNonNull(one.input("query", dtype));
    Tensor key = Objects.requireNonNull(one.input("key", dtype));
    Tensor value = Objects.requireNonNull(one.input("value", dtype));
    boolean masked = one.flag("nan_in_outputs");
    Tensor expected = one.array((masked ? "attn_output_sdpa" : "attn_output") + suffix);
    Distance.assertWithin(limit, expected, module.compute(query, key, value));
    MultiHeadResult result = module.evaluate(query, key, value);
    Distance.assertWithin(limit, expected, result.output());
    if (one.flag("need_weights")) {
      boolean averaged = one.flag("average_attn_weights");
      Tensor weights = one.array("attn_output_weights" + suffix);
      Distance.assertWithin(
          limit,
          masked ? withZeroForNaN(one, weights) : weights,
          averaged ? result.averagedWeights() : result.weights());
    }
  }

  private static MultiHeadAttention module(PyTorchCase one, DType dtype) {
    String file = one.text("weights_file");
    Map<String, Tensor> named = new LinkedHashMap<>();
    Fixtures.read(file, Fixtures.pytorch(file))
        .forEach((name, tensor) -> named.put(name, tensor.to(dtype)));
    MultiHeadAttention module =
        MultiHeadAttention.of(named, one.count("num_heads"))
            .withLayout(EmbeddingLayout.LENGTH_FIRST);
    Attention attention = module.attention();
    Tensor mask = one.input("attn_mask", dtype);
    if (mask != null) {
      Tensor wide = mask.rank() == 3 ? module.perHead(mask) : mask;
      attention =
          mask.dtype() == DType.BOOL
              ? attention.withMask(Mask.hide(wide))
              : attention.withBias(wide);
    }
    module = module.withAttention(attention);
    Tensor padding = one.input("key_padding_mask", dtype);
    if (padding != null) {
      module = module.withHiddenKeys(padding);
    }
    return one.flag("add_zero_attn") ? module.withZeroKey() : module;
  }

  /** Rule S3 where PyTorch has NaN: in the items of the batch whose keys are all padding. */
  private static Tensor withZeroForNaN(PyTorchCase one, Tensor weights) {
    Tensor padding = one.array("key_padding_mask");
    Tensor changed = weights.copy();
    int items = 0;
    for (int n = 0; n < padding.size(0); n++) {
      double hidden = 0;
      for (int s = 0; s < padding.size(1); s++) {
        hidden += padding.get(n, s);
      }
      if (hidden == padding.size(1)) {
        items++;
        Tensor item = changed.select(0, n);
        assertThat(item.toDoubleArray()).containsOnly(Double.NaN);
        Tensor.zeros(DType.FLOAT64, Shape.of()).broadcastTo(item.shape()).copyInto(item);
      }
    }
    assertThat(items).isEqualTo(one.count("fully_masked_batch_items")).isPositive();
    return changed;
  }
}
