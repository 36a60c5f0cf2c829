package dev.heed.engine.rule;

import dev.heed.engine.operand.TileReader;
import dev.heed.kernel.KernelChoice;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;

/** Looks at each number of a dense bias once: along an axis that repeats, where it begins. */
final class BiasCheck {
  /** Long rows, because memory is read fastest in its order. */
  private static final int ROWS = 8;

  private static final int COLUMNS = 512;

  private final Tensor numbers;

  /**
   * @param bias {@code [B, H, L, S]}
   */
  BiasCheck(Tensor bias) {
    Tensor distinct = bias;
    for (int axis = 0; axis < 4; axis++) {
      if (bias.stride(axis) == 0 && bias.size(axis) > 1) {
        distinct = distinct.slice(axis, 0, 1);
      }
    }
    boolean turned = distinct.stride(2) == 1 && distinct.stride(3) != 1;
    this.numbers = turned ? distinct.permute(0, 1, 3, 2) : distinct;
  }

  /**
   * @param shape what the message calls the bias
   * @throws IllegalArgumentException if a number is NaN or +∞
   */
  void require(Shape shape) {
    boolean sound =
        numbers.dtype() == DType.FLOAT64
            ? isSound(KernelChoice.automatic().provider().float64())
            : isSound(KernelChoice.automatic().provider().float32());
    if (!sound) {
      throw new IllegalArgumentException(
          "bias %s holds %s: each number is finite, or -Infinity to leave a key out"
              .formatted(shape, holdsNaN(numbers) ? "NaN" : "+Infinity"));
    }
  }

  private <A> boolean isSound(Kernels<A> kernels) {
    DType computed = numbers.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    TileReader<A> reader = TileReader.of(numbers, computed, ROWS, COLUMNS, false);
    for (int b = 0; b < numbers.size(0); b++) {
      for (int h = 0; h < numbers.size(1); h++) {
        for (int row = 0; row < Math.ceilDiv(numbers.size(2), ROWS); row++) {
          int rows = Math.min(ROWS, numbers.size(2) - row * ROWS);
          for (int column = 0; column < Math.ceilDiv(numbers.size(3), COLUMNS); column++) {
            int columns = Math.min(COLUMNS, numbers.size(3) - column * COLUMNS);
            reader.locate(b, h, row * ROWS, rows, column * COLUMNS, columns);
            if (!kernels
                .rows()
                .allBelowInfinity(
                    reader.array(),
                    reader.offset(),
                    reader.rowStride(),
                    reader.columnStride(),
                    rows,
                    columns)) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }

  /** A row at a time: the tensor may be larger than an array. */
  private static boolean holdsNaN(Tensor part) {
    if (part.rank() == 1) {
      return Arrays.stream(part.toDoubleArray()).anyMatch(Double::isNaN);
    }
    for (int n = 0; n < part.size(0); n++) {
      if (holdsNaN(part.select(0, n))) {
        return true;
      }
    }
    return false;
  }
}
