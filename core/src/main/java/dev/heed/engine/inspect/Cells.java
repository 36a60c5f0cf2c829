package dev.heed.engine.inspect;

/**
 * One side of a pooled map: row i of {@code size} falls into cell ⌊i·count/size⌋.
 *
 * @param count cells, at most as many as rows
 * @param size rows
 */
record Cells(int count, int size) {
  /** The cell of a row. */
  int of(int row) {
    return (int) ((long) row * count / size);
  }

  /** The first row of a cell. */
  int start(int cell) {
    return Math.toIntExact(Math.ceilDiv((long) cell * size, (long) count));
  }

  /** Rows of a cell. */
  int rows(int cell) {
    return start(cell + 1) - start(cell);
  }
}
