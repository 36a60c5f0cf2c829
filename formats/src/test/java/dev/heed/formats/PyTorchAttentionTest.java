package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention against PyTorch's, case by case; origin in {@code pytorch/README.md}. */
class PyTorchAttentionTest {

  static List<PyTorchCase> cases() {
    return PyTorchCase.all("sdpa");
  }

  @Test
  void everyCaseIsThere() {
    assertThat(cases()).hasSize(33);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void float32AgreesWithPyTorch(PyTorchCase one) {
    double limit = one.text("name").equals("large_offset") ? 5e-4 : 5e-6;
    Distance.assertWithin(limit, one.array("output_f32"), output(one, DType.FLOAT32));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void float64AgreesWithPyTorch(PyTorchCase one) {
    Distance.assertWithin(1e-12, one.array("output_f64"), output(one, DType.FLOAT64));
  }

  private static Tensor output(PyTorchCase one, DType dtype) {
    Tensor query = Objects.requireNonNull(one.input("query", dtype));
    Tensor key = Objects.requireNonNull(one.input("key", dtype));
    Tensor value = Objects.requireNonNull(one.input("value", dtype));
    Attention attention = Attention.scaledDotProduct();
    if (one.options().get("scale") instanceof Double scale) {
      attention = attention.withScale(scale);
    }
    Mask mask = one.flag("is_causal") ? Mask.causal(Corner.TOP_LEFT) : Mask.none();
    Tensor given = one.input("attn_mask", dtype);
    if (given != null && given.dtype() == DType.BOOL) {
      mask = mask.and(Mask.keep(given));
    } else if (given != null) {
      attention = attention.withBias(given);
    }
    return attention.withMask(mask).compute(query, key, value);
  }
}
