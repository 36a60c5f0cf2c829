package dev.heed.engine.operand;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.tensor.TileCopy;

/**
 * Gives kernels tiles of a four-axis tensor as arrays: in place where it lies on the heap in the
 * dtype of the computation, otherwise through a scratch copy of one tile. After {@link #locate},
 * element (row, column) of the tile is {@code array()[offset() + row·rowStride() +
 * column·columnStride()]}.
 */
public final class TileReader<A> {
  private final Tensor tensor;
  private final boolean direct;
  private final Tensor scratch;
  private final TileCopy copy;
  private final A array;
  private final int[] start = new int[4];
  private int offset;
  private int rowStride;
  private int columnStride;

  private TileReader(Tensor tensor, boolean direct, Tensor scratch, A array) {
    this.tensor = tensor;
    this.direct = direct;
    this.scratch = scratch;
    this.copy = new TileCopy(tensor, scratch);
    this.array = array;
  }

  /**
   * A reader of tiles of up to {@code rows × columns}.
   *
   * @param wanted the dtype of the kernels' arrays
   * @param sideBySide whether the kernels need the columns of a row side by side
   */
  @SuppressWarnings("unchecked") // the array's type follows from the dtype, which A was chosen by
  public static <A> TileReader<A> of(
      Tensor tensor, DType wanted, int rows, int columns, boolean sideBySide) {
    boolean direct = readsInPlace(tensor, wanted, sideBySide);
    Tensor scratch = Tensor.zeros(wanted, Shape.of(direct ? 0 : rows, direct ? 0 : columns));
    Object array = direct ? tensor.heapArray() : scratch.heapArray();
    if (array == null) {
      throw new IllegalStateException("scratch of " + tensor + " is not on the heap");
    }
    return new TileReader<>(tensor, direct, scratch, (A) array);
  }

  /** Whether kernels can read the tensor where it lies. */
  public static boolean readsInPlace(Tensor tensor, DType wanted, boolean sideBySide) {
    boolean scattered = sideBySide && tensor.size(3) > 1 && tensor.stride(3) != 1;
    return tensor.dtype() == wanted && tensor.heapArray() != null && !scattered;
  }

  /** Moves to rows and columns of one head of one entry of the batch. */
  public void locate(int entry, int head, int row, int rows, int column, int columns) {
    if (direct) {
      long at =
          tensor.heapOffset()
              + entry * tensor.stride(0)
              + head * tensor.stride(1)
              + row * tensor.stride(2)
              + column * tensor.stride(3);
      offset = Math.toIntExact(at);
      rowStride = tensor.size(2) > 1 ? (int) tensor.stride(2) : 0;
      columnStride = tensor.size(3) > 1 ? (int) tensor.stride(3) : 0;
      return;
    }
    start[0] = entry;
    start[1] = head;
    start[2] = row;
    start[3] = column;
    copy.read(start, rows, columns);
    offset = 0;
    rowStride = scratch.size(1);
    columnStride = 1;
  }

  /** Where the tile lies. */
  public A array() {
    return array;
  }

  /** The place of its first element. */
  public int offset() {
    return offset;
  }

  /** From one row to the next. */
  public int rowStride() {
    return rowStride;
  }

  /** From one column to the next. */
  public int columnStride() {
    return columnStride;
  }
}
