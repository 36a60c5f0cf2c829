package dev.heed.kernel;

/** Matrix products. */
public interface MatrixKernels<A> {
  /**
   * C = A·B (+ bias): each element starts at +0, takes one fma a step of {@code depth} in order,
   * and the bias is added last.
   *
   * @param a {@code rows × depth}, row r from {@code aOffset + r·aStride} on
   * @param b {@code depth × columns} from {@code bOffset} on, packed, row by row
   * @param bias {@code columns} numbers from 0 on; an empty array for none
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
      int columns,
      A bias,
      A c,
      int cOffset,
      int cStride);
}
