package dev.heed.multihead;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters of multi-head attention by PyTorch's names, drawn at random. */
final class RandomParameters {
  private final Seeds seeds;
  private final DType dtype;
  private final int size;
  private final Map<String, Tensor> named = new LinkedHashMap<>();

  RandomParameters(Seeds seeds, DType dtype, int size) {
    this.seeds = seeds;
    this.dtype = dtype;
    this.size = size;
    put("out_proj.weight", size, size);
  }

  /** One weight for queries, keys and values. */
  RandomParameters together() {
    return put("in_proj_weight", 3 * size, size);
  }

  /** A weight each, for keys and values of their own sizes. */
  RandomParameters apart(int keySize, int valueSize) {
    put("q_proj_weight", size, size);
    put("k_proj_weight", size, keySize);
    return put("v_proj_weight", size, valueSize);
  }

  RandomParameters biased() {
    put("in_proj_bias", 3 * size);
    return put("out_proj.bias", size);
  }

  RandomParameters withLearnedKey() {
    put("bias_k", 1, 1, size);
    return put("bias_v", 1, 1, size);
  }

  Map<String, Tensor> named() {
    return named;
  }

  private RandomParameters put(String name, int... shape) {
    double[] numbers = seeds.normal((int) Shape.of(shape).elements());
    double spread = shape.length == 2 ? Math.sqrt(shape[1]) : 1;
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] /= Math.max(spread, 1);
    }
    named.put(name, Tensor.of(numbers, shape).to(dtype));
    return this;
  }
}
