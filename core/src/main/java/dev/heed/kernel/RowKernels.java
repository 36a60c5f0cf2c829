package dev.heed.kernel;

/** Allocation, copies and scans of arrays. */
public interface RowKernels<A> {
  /** A new array of zeros. */
  A allocate(int length);

  /** An array of so many elements or more, with anything in them, until it is given back. */
  A borrow(int length);

  /** Keeps an array that nobody uses any more for those who borrow one. */
  void giveBack(A array);

  /** The lowest finite number of the type: where a running maximum starts. */
  double lowest();

  /** The array, known to be of this set's type. */
  A cast(Object array);

  /** Number of elements of an array. */
  int length(A array);

  /** One element. */
  double get(A array, int index);

  /** Sets one element, rounded to the array's type. */
  void set(A array, int index, double value);

  /** Sets the elements from {@code from} to {@code to} (exclusive). */
  void fill(A array, int from, int to, double value);

  /**
   * Multiplies {@code count} elements from {@code offset} on by a factor, rounded to their type.
   */
  void scale(A array, int offset, int count, double factor);

  /**
   * target(c, r) = source(r, c): element (r, c) of the source is {@code source[offset + r·rowStride
   * + c·columnStride]}, of the target {@code target[c·targetStride + r]}.
   */
  void transpose(
      A source,
      int offset,
      int rowStride,
      int columnStride,
      int rows,
      int columns,
      A target,
      int targetStride);

  /** Whether no element of {@code rows × columns} numbers is NaN or infinite. */
  boolean allFinite(A source, int offset, int stride, int rows, int columns);

  /**
   * Whether every element of {@code rows × columns} numbers is finite or −∞: neither NaN nor +∞.
   * Element (r, c) is {@code source[offset + r·rowStride + c·columnStride]}.
   */
  boolean allBelowInfinity(
      A source, int offset, int rowStride, int columnStride, int rows, int columns);

  /** exp(x) as the softmax takes it; x ≤ 0. */
  double exp(double x);
}
