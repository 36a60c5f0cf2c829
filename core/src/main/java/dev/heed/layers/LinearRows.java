package dev.heed.layers;

import dev.heed.kernel.Kernels;
import dev.heed.tensor.Tensor;
import java.util.Objects;

/** One thread's share of a linear map: some rows at a time, block by block of their columns. */
final class LinearRows<A> {
  /**
   * Columns that are summed in one chain, a part of the contract on bits. Rounding grows with the
   * length of a chain: with blocks it stays that of 128 columns and of a few block sums.
   */
  static final int BLOCK = 128;

  private final Kernels<A> kernels;
  private final A source;
  private final A weight;
  private final A bias;
  private final A result;
  private final A none;
  private final int in;
  private final int out;
  private A block;

  /**
   * @param x rows of {@code in} numbers, in C order
   * @param target rows of {@code out} numbers, in C order
   */
  LinearRows(Kernels<A> kernels, Linear map, Tensor x, Tensor target) {
    this.kernels = kernels;
    this.source = array(x);
    this.weight = array(map.columns());
    this.bias = array(map.bias());
    this.result = array(target);
    this.none = kernels.rows().allocate(0);
    this.block = none;
    this.in = map.in();
    this.out = map.out();
  }

  void multiply(int row, int count) {
    multiply(row, count, 0);
    if (in <= BLOCK) {
      return;
    }
    if (kernels.rows().length(block) < count * out) {
      block = kernels.rows().allocate(count * out);
    }
    for (int column = BLOCK; column < in; column += BLOCK) {
      multiply(row, count, column);
      kernels.layers().add(block, 0, count * out, result, row * out);
    }
    for (int i = row; i < row + count; i++) {
      kernels.layers().add(bias, 0, kernels.rows().length(bias), result, i * out);
    }
  }

  /** The sums of one block of columns: the first into the result, others beside it. */
  private void multiply(int row, int count, int column) {
    kernels
        .matrix()
        .multiply(
            source,
            row * in + column,
            in,
            count,
            Math.min(BLOCK, in - column),
            weight,
            column * out,
            out,
            in <= BLOCK ? bias : none,
            column == 0 ? result : block,
            column == 0 ? row * out : 0,
            out);
  }

  private A array(Tensor tensor) {
    return kernels.rows().cast(Objects.requireNonNull(tensor.heapArray()));
  }
}
