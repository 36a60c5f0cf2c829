package dev.heed.layers;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;

/** Memory of a caller that takes a result. */
final class Targets {
  private Targets() {}

  /**
   * Requires memory that fits a result.
   *
   * @throws IllegalArgumentException if it is not of this type and shape, on the heap in C order
   */
  static void require(Tensor target, DType dtype, Shape shape) {
    if (!target.shape().equals(shape)
        || target.dtype() != dtype
        || !target.isContiguous()
        || target.heapArray() == null) {
      throw new IllegalArgumentException(
          "target is %s and the result %s %s: they agree, and the target is on the heap in C order"
              .formatted(target, dtype, shape));
    }
  }
}
