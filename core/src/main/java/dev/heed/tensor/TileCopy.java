package dev.heed.tensor;

/**
 * Copies tiles of the last two axes of a tensor into the upper left of a matrix, and back, each
 * number rounded to the dtype that it comes to. Made once and used for any number of tiles, it
 * takes no memory: for engines that read and write a tensor tile by tile. One thread's own.
 */
public final class TileCopy {
  private final Tensor tensor;
  private final Tensor matrix;
  private final RowCopy reading;
  private final RowCopy writing;

  /**
   * @param tensor of two axes or more
   * @param matrix in C order, as large as the largest tile
   */
  public TileCopy(Tensor tensor, Tensor matrix) {
    this.tensor = tensor;
    this.matrix = matrix;
    this.reading = new RowCopy(tensor.elements(), tensor.stride(-1), matrix.elements(), 1);
    this.writing = new RowCopy(matrix.elements(), 1, tensor.elements(), tensor.stride(-1));
  }

  /**
   * Copies {@code rows × columns} from the tensor's element at {@code start} on into the matrix.
   *
   * @param start one number an axis; not kept
   */
  public void read(int[] start, int rows, int columns) {
    if (rows == 0 || columns == 0) {
      return; // without elements there is no place to start at
    }
    long from = tensor.view().position(start);
    long to = matrix.view().offset();
    boolean together = tensor.stride(-1) == 1 && tensor.stride(-2) == columns;
    if (together && matrix.stride(0) == columns) {
      reading.copy(from, to, rows * columns);
      return;
    }
    for (int row = 0; row < rows; row++) {
      reading.copy(from + row * tensor.stride(-2), to + row * matrix.stride(0), columns);
    }
  }

  /** The reverse of {@link #read}: writes the upper left of the matrix to the tensor. */
  public void write(int[] start, int rows, int columns) {
    if (rows == 0 || columns == 0) {
      return;
    }
    long from = matrix.view().offset();
    long to = tensor.view().position(start);
    for (int row = 0; row < rows; row++) {
      writing.copy(from + row * matrix.stride(0), to + row * tensor.stride(-2), columns);
    }
  }
}
