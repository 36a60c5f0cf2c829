package dev.heed.tensor;

import java.util.Arrays;

/**
 * The sizes of a tensor's axes, outermost first. A shape without axes is a single number.
 *
 * <p>Every axis is at least 0, and the product of all axes fits in a {@code long}.
 */
public final class Shape {
  private final int[] sizes;
  private final long elements;

  private Shape(int[] sizes) {
    long product = 1;
    boolean empty = false;
    for (int size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(sizes) + " has a negative axis: sizes start at 0");
      }
      empty |= size == 0;
    }
    for (int size : sizes) {
      if (!empty && product > Long.MAX_VALUE / size) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(sizes) + " has more elements than a 64-bit count can hold");
      }
      product *= size;
    }
    this.sizes = sizes;
    this.elements = empty ? 0 : product;
  }

  /**
   * A shape of the given axis sizes.
   *
   * @throws IllegalArgumentException if a size is negative or their product overflows
   */
  public static Shape of(int... sizes) {
    return new Shape(sizes.clone());
  }

  /** Number of axes. */
  public int rank() {
    return sizes.length;
  }

  /**
   * Size of one axis; negative numbers count from the last axis, −1 being the last.
   *
   * @throws IllegalArgumentException if there is no such axis
   */
  public int size(int axis) {
    return sizes[axis(axis)];
  }

  /** Number of elements, the product of all sizes; 1 without axes. */
  public long elements() {
    return elements;
  }

  /** A copy of the sizes. */
  public int[] sizes() {
    return sizes.clone();
  }

  /** This shape with one axis of another size. */
  public Shape with(int axis, int size) {
    int[] changed = sizes.clone();
    changed[axis(axis)] = size;
    return new Shape(changed);
  }

  /** Strides in elements of a tensor of this shape that lies in C order (last axis fastest). */
  public long[] contiguousStrides() {
    long[] strides = new long[sizes.length];
    long step = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      strides[axis] = step;
      step *= Math.max(1, sizes[axis]);
    }
    return strides;
  }

  int axis(int axis) {
    int counted = axis < 0 ? axis + sizes.length : axis;
    if (counted < 0 || counted >= sizes.length) {
      throw new IllegalArgumentException(
          "axis " + axis + " of a tensor of shape " + this + ": it has " + sizes.length + " axes");
    }
    return counted;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /** The sizes as {@code [2, 3, 4]}. */
  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
