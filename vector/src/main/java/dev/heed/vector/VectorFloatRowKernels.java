package dev.heed.vector;

import static dev.heed.vector.FloatTileKernels.SPECIES;
import static dev.heed.vector.FloatTileKernels.WIDTH;

import dev.heed.kernel.RowKernels;
import jdk.incubator.vector.FloatVector;

/**
 * Transposition and scans on vectors; the build derives the float64 form from this source. What
 * runs once a call is the scalar set's.
 */
final class VectorFloatRowKernels implements RowKernels<float[]> {
  private final RowKernels<float[]> scalar;

  VectorFloatRowKernels(RowKernels<float[]> scalar) {
    this.scalar = scalar;
  }

  @Override
  public float[] allocate(int length) {
    return new float[length];
  }

  @Override
  public float[] borrow(int length) {
    return scalar.borrow(length);
  }

  @Override
  public void giveBack(float[] array) {
    scalar.giveBack(array);
  }

  @Override
  public double lowest() {
    return scalar.lowest();
  }

  @Override
  public float[] cast(Object array) {
    return (float[]) array;
  }

  @Override
  public int length(float[] array) {
    return array.length;
  }

  @Override
  public double get(float[] array, int index) {
    return array[index];
  }

  @Override
  public void set(float[] array, int index, double value) {
    scalar.set(array, index, value);
  }

  @Override
  public void fill(float[] array, int from, int to, double value) {
    scalar.fill(array, from, to, value);
  }

  @Override
  public void scale(float[] array, int offset, int count, double factor) {
    scalar.scale(array, offset, count, factor);
  }

  @Override
  public void transpose(
      float[] source,
      int offset,
      int rowStride,
      int columnStride,
      int rows,
      int columns,
      float[] target,
      int targetStride) {
    int wholeRows = columnStride == 1 ? rows - rows % WIDTH : 0;
    int wholeColumns = columnStride == 1 ? columns - columns % WIDTH : 0;
    FloatTranspose.transpose(
        source, offset, rowStride, wholeRows, wholeColumns, target, 0, targetStride);
    rest(
        source,
        offset,
        rowStride,
        columnStride,
        0,
        rows,
        wholeColumns,
        columns,
        target,
        targetStride);
    rest(
        source,
        offset,
        rowStride,
        columnStride,
        wholeRows,
        rows,
        0,
        wholeColumns,
        target,
        targetStride);
  }

  /** Some rows and columns, element by element. */
  private static void rest(
      float[] source,
      int offset,
      int rowStride,
      int columnStride,
      int firstRow,
      int rows,
      int firstColumn,
      int columns,
      float[] target,
      int targetStride) {
    for (int row = firstRow; row < rows; row++) {
      int from = offset + row * rowStride;
      for (int column = firstColumn; column < columns; column++) {
        target[column * targetStride + row] = source[from + column * columnStride];
      }
    }
  }

  @Override
  public boolean allFinite(float[] source, int offset, int stride, int rows, int columns) {
    int whole = columns - columns % WIDTH;
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector sum = zero;
    for (int row = 0; row < rows; row++) {
      int from = offset + row * stride;
      for (int column = 0; column < whole; column += WIDTH) {
        sum = FloatVector.fromArray(SPECIES, source, from + column).fma(zero, sum);
      }
    }
    return sum.eq(zero).allTrue()
        && scalar.allFinite(source, offset + whole, stride, rows, columns - whole);
  }

  @Override
  public boolean allBelowInfinity(
      float[] source, int offset, int rowStride, int columnStride, int rows, int columns) {
    if (columnStride != 1) {
      return rowStride == 1
          ? allBelowInfinity(source, offset, columnStride, 1, columns, rows)
          : scalar.allBelowInfinity(source, offset, rowStride, columnStride, rows, columns);
    }
    int whole = columns - columns % WIDTH;
    float infinity = Float.POSITIVE_INFINITY;
    FloatVector seen = FloatVector.zero(SPECIES);
    for (int row = 0; row < rows; row++) {
      int from = offset + row * rowStride;
      for (int column = 0; column < whole; column += WIDTH) {
        FloatVector numbers = FloatVector.fromArray(SPECIES, source, from + column);
        seen = numbers.blend(seen, numbers.lt(infinity));
      }
    }
    return seen.lt(infinity).allTrue()
        && scalar.allBelowInfinity(source, offset + whole, rowStride, 1, rows, columns - whole);
  }

  @Override
  public double exp(double x) {
    return scalar.exp(x);
  }
}
