package dev.heed.kernel;

/**
 * Matrix products. The right matrix lies in panels: its columns in groups of {@link #panel}, one
 * group after the other, each {@code [depth][panel]} with zeros behind the last column. A panel as
 * wide as the matrix is the matrix in C order. {@link Panels} lays one out.
 */
public interface MatrixKernels<A> {
  /**
   * Columns of A that are summed in one chain, a part of the contract on bits. Rounding grows with
   * the length of a chain: with blocks it stays that of 128 columns and of a few block sums.
   */
  int BLOCK = 128;

  /** Columns of the panels that are read fastest. */
  int panel();

  /** Whether panels of so many columns can be read. */
  default boolean reads(int panel) {
    return panel == panel();
  }

  /**
   * C = A·B (+ bias). The steps of {@code depth} go in blocks of {@link #BLOCK}: in each a sum
   * starts at +0 and takes one fma a step in order; the blocks' sums are added in order, the bias
   * last.
   *
   * @param a {@code rows × depth}, row r from {@code aOffset + r·aStride} on
   * @param depth columns of A; below 0 the call does nothing, see {@link KernelCalls}
   * @param b panels from {@code bOffset} on; those that hold {@code columns} columns are read
   * @param panel columns of each, which these kernels can read
   * @param bias {@code columns} numbers from {@code biasOffset} on; an empty array for none
   * @param c {@code rows × columns}, row r from {@code cOffset + r·cStride} on
   */
  void multiply(
      A a,
      int aOffset,
      int aStride,
      int rows,
      int depth,
      A b,
      int bOffset,
      int panel,
      int columns,
      A bias,
      int biasOffset,
      A c,
      int cOffset,
      int cStride);
}
