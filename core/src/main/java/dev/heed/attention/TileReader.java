package dev.heed.attention;

import dev.heed.tensor.Tensor;

/**
 * Gives kernels tiles of a four-axis tensor as arrays: in place where it lies on the heap,
 * otherwise through a scratch copy of one tile. After {@link #locate}, element (row, column) of the
 * tile is {@code array()[offset() + row·rowStride() + column·columnStride()]}.
 */
final class TileReader<A> {
  private final Tensor tensor;
  private final boolean direct;
  private final Tensor scratch;
  private final A array;
  private int offset;
  private int rowStride;
  private int columnStride;

  private TileReader(Tensor tensor, boolean direct, Tensor scratch, A array) {
    this.tensor = tensor;
    this.direct = direct;
    this.scratch = scratch;
    this.array = array;
  }

  /**
   * A reader of tiles of up to {@code rows × columns}.
   *
   * @param sideBySide whether the kernels need the columns of a row side by side
   */
  @SuppressWarnings("unchecked") // the array's type follows from the dtype, which A was chosen by
  static <A> TileReader<A> of(Tensor tensor, int rows, int columns, boolean sideBySide) {
    Object heap = tensor.heapArray();
    boolean direct = heap != null && !(sideBySide && tensor.size(3) > 1 && tensor.stride(3) != 1);
    Tensor scratch =
        Tensor.zeros(
            tensor.dtype(), dev.heed.tensor.Shape.of(direct ? 0 : rows, direct ? 0 : columns));
    Object array = direct ? heap : scratch.heapArray();
    if (array == null) {
      throw new IllegalStateException("scratch of " + tensor + " is not on the heap");
    }
    return new TileReader<>(tensor, direct, scratch, (A) array);
  }

  /** Moves to rows and columns of one head of one sequence. */
  void locate(int sequence, int head, int row, int rows, int column, int columns) {
    if (direct) {
      long at =
          tensor.heapOffset()
              + sequence * tensor.stride(0)
              + head * tensor.stride(1)
              + row * tensor.stride(2)
              + column * tensor.stride(3);
      offset = Math.toIntExact(at);
      rowStride = tensor.size(2) > 1 ? (int) tensor.stride(2) : 0;
      columnStride = tensor.size(3) > 1 ? (int) tensor.stride(3) : 0;
      return;
    }
    tensor
        .select(0, sequence)
        .select(0, head)
        .slice(0, row, row + rows)
        .slice(1, column, column + columns)
        .copyInto(scratch.slice(0, 0, rows).slice(1, 0, columns));
    offset = 0;
    rowStride = scratch.size(1);
    columnStride = 1;
  }

  A array() {
    return array;
  }

  int offset() {
    return offset;
  }

  int rowStride() {
    return rowStride;
  }

  int columnStride() {
    return columnStride;
  }
}
