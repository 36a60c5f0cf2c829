package dev.heed.engine.inspect;

/**
 * One side of a pooled map: of {@code size} rows, number i from the first falls into cell
 * ⌊i·count/size⌋.
 *
 * @param count cells, at most as many as rows
 * @param first row that has a cell
 * @param size rows that have one
 */
record Cells(int count, int first, int size) {
  /** Behind the last row that has a cell. */
  int end() {
    return first + size;
  }

  /** The cell of a row that has one. */
  int of(int row) {
    return (int) ((long) (row - first) * count / size);
  }

  /** The first row of a cell. */
  int start(int cell) {
    return first + Math.toIntExact(Math.ceilDiv((long) cell * size, (long) count));
  }

  /** Rows of a cell. */
  int rows(int cell) {
    return start(cell + 1) - start(cell);
  }
}
