package dev.heed.engine.operand;

import dev.heed.kernel.RowKernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Gives kernels rows of keys or of values of a sequence, wherever they lie: in a tensor of their
 * own, in a part of one or in pages. In place where all rows of a tile lie together in the dtype of
 * the computation, otherwise through a copy of the tile. After {@link #locate}, element (row,
 * column) is {@code array()[offset() + row·rowStride() + column]}.
 */
public final class KeyReader<A> {
  private final Sequences sequences;
  private final TileReader<A> reader;
  private final RowKernels<A> kernels;
  private final int columns;
  private final boolean inPlace;
  private final Tensor tensor;
  private final short @Nullable [] halves;
  private final int rows;
  private @Nullable A gathered;
  private boolean isGathered;

  /**
   * A reader of tiles of up to so many rows.
   *
   * @param tensor keys or values, as the call has them
   */
  public KeyReader(
      Tensor tensor, Operands operands, Sequences sequences, int rows, RowKernels<A> kernels) {
    this.sequences = sequences;
    this.kernels = kernels;
    this.columns = tensor.size(3);
    this.reader = TileReader.of(tensor, operands.computed(), rows, columns, true);
    boolean apart = sequences.pageKeys() % rows != 0;
    this.inPlace = !apart && TileReader.readsInPlace(tensor, operands.computed(), true);
    this.tensor = tensor;
    this.halves = apart ? null : halves(tensor, sequences);
    this.rows = rows;
  }

  private static short @Nullable [] halves(Tensor tensor, Sequences sequences) {
    boolean paged = sequences.pageKeys() > 0;
    boolean safe = tensor.dtype() == DType.BFLOAT16 || sequences.areFinite();
    boolean sideBySide = tensor.size(3) <= 1 || tensor.stride(3) == 1;
    return paged && safe && sideBySide && tensor.heapArray() instanceof short[] bits ? bits : null;
  }

  /**
   * Rows of 16 bits as they lie, for {@link #offsetOfHalves}; null where tiles are widened first.
   */
  public short @Nullable [] halves() {
    return halves;
  }

  /** Whether the halves are bfloat16, and not float16. */
  public boolean isBfloat16() {
    return tensor.dtype() == DType.BFLOAT16;
  }

  /** Where a key of a sequence lies among the halves. */
  public int offsetOfHalves(int sequence, int head, int key) {
    return Math.toIntExact(
        tensor.heapOffset()
            + sequences.keyEntry(sequence, key) * tensor.stride(0)
            + head * tensor.stride(1)
            + sequences.keyRow(sequence, key) * tensor.stride(2));
  }

  /** From one row of halves to the next. */
  public int strideOfHalves() {
    return tensor.size(2) > 1 ? (int) tensor.stride(2) : 0;
  }

  /** Whether no tile is copied. */
  public boolean inPlace() {
    return inPlace;
  }

  /** Moves to some keys of a sequence, within one tile. Those that the call does not have are 0. */
  public void locate(int sequence, int head, int key, int count) {
    int missing = Math.clamp((long) sequences.lowest(sequence) - key, 0, count);
    int together = Math.min(count, sequences.together(key));
    isGathered = missing > 0 || together < count;
    if (!isGathered) {
      locateTogether(sequence, head, key, count);
      return;
    }
    kernels.fill(gathered(), 0, missing * columns, 0);
    for (int done = missing; done < count; ) {
      int next = Math.min(count - done, sequences.together(key + done));
      locateTogether(sequence, head, key + done, next);
      for (int row = 0; row < next; row++) {
        int from = reader.offset() + row * reader.rowStride();
        System.arraycopy(reader.array(), from, gathered(), (done + row) * columns, columns);
      }
      done += next;
    }
  }

  private A gathered() {
    A tile = gathered == null ? kernels.allocate(rows * columns) : gathered;
    gathered = tile;
    return tile;
  }

  private void locateTogether(int sequence, int head, int key, int count) {
    int entry = sequences.keyEntry(sequence, key);
    reader.locate(entry, head, sequences.keyRow(sequence, key), count, 0, columns);
  }

  /** Where the rows lie. */
  public A array() {
    return isGathered ? gathered() : reader.array();
  }

  /** The place of the first one. */
  public int offset() {
    return isGathered ? 0 : reader.offset();
  }

  /** From one row to the next. */
  public int rowStride() {
    return isGathered ? columns : reader.rowStride();
  }

  /** Whether all numbers of the first rows that were located are finite. */
  public boolean allFinite(int count) {
    return kernels.allFinite(array(), offset(), rowStride(), count, columns);
  }
}
