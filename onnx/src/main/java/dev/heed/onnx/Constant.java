package dev.heed.onnx;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;

/**
 * A tensor whose numbers a graph holds.
 *
 * @param type how the graph counts with them
 * @param numbers the same numbers, 0 and 1 for truth values, in any dtype; whole ones beyond 2⁵³
 *     are rounded
 */
record Constant(ElementType type, Tensor numbers) {
  /** A tensor that comes from outside of a graph, of the type that its dtype is. */
  static Constant of(Tensor tensor) {
    return new Constant(ElementType.of(tensor.dtype()), tensor);
  }

  /** The tensor that an operator is given: in the type's own dtype, float64 for whole numbers. */
  Tensor tensor() {
    DType wanted = type.tensorType();
    return wanted == null || wanted == numbers.dtype() ? numbers : numbers.to(wanted);
  }
}
