package dev.heed.tensor;

import java.util.Arrays;
import java.util.Objects;

/**
 * Where the elements of a tensor lie in its memory: the arithmetic of shapes, strides and a start,
 * all counted in elements.
 */
final class View {
  private final Shape shape;
  private final long[] strides;
  private final long offset;

  private View(Shape shape, long[] strides, long offset) {
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
  }

  /** All of a memory in C order. */
  static View whole(Shape shape) {
    return new View(shape, shape.contiguousStrides(), 0);
  }

  Shape shape() {
    return shape;
  }

  int rank() {
    return shape.rank();
  }

  long offset() {
    return offset;
  }

  long stride(int axis) {
    return strides[shape.axis(axis)];
  }

  /** The lowest position of an element; of a view that has any. */
  long first() {
    long first = offset;
    for (int axis = 0; axis < rank(); axis++) {
      first += Math.min(0, (shape.size(axis) - 1) * strides[axis]);
    }
    return first;
  }

  /** The highest position of an element; of a view that has any. */
  long last() {
    long last = offset;
    for (int axis = 0; axis < rank(); axis++) {
      last += Math.max(0, (shape.size(axis) - 1) * strides[axis]);
    }
    return last;
  }

  /**
   * Whether two elements may share a position: they cannot where each axis steps over all of the
   * axes with smaller steps.
   */
  boolean repeatsElements() {
    Integer[] axes = new Integer[rank()];
    Arrays.setAll(axes, axis -> axis);
    Arrays.sort(axes, java.util.Comparator.comparingLong(axis -> Math.abs(strides[axis])));
    long reach = 0;
    for (int axis : axes) {
      if (shape.size(axis) > 1) {
        if (Math.abs(strides[axis]) <= reach) {
          return shape.elements() > 0;
        }
        reach += (shape.size(axis) - 1) * Math.abs(strides[axis]);
      }
    }
    return false;
  }

  boolean isContiguous() {
    long step = 1;
    for (int axis = rank() - 1; axis >= 0; axis--) {
      if (shape.size(axis) != 1 && strides[axis] != step) {
        return shape.elements() == 0;
      }
      step *= shape.size(axis);
    }
    return true;
  }

  long position(int[] index) {
    if (index.length != rank()) {
      throw new IndexOutOfBoundsException(
          "index %s into shape %s: one number an axis".formatted(Arrays.toString(index), shape));
    }
    long position = offset;
    for (int axis = 0; axis < index.length; axis++) {
      position += Objects.checkIndex(index[axis], shape.size(axis)) * strides[axis];
    }
    return position;
  }

  View slice(int axis, int from, int to) {
    int counted = shape.axis(axis);
    if (from < 0 || to < from || to > shape.size(counted)) {
      throw new IndexOutOfBoundsException(
          "slice %d..%d of axis %d of shape %s".formatted(from, to, counted, shape));
    }
    return new View(shape.with(counted, to - from), strides, offset + from * strides[counted]);
  }

  View select(int axis, int index) {
    int counted = shape.axis(axis);
    int[] sizes = new int[rank() - 1];
    long[] kept = new long[rank() - 1];
    for (int from = 0, to = 0; from < rank(); from++) {
      if (from != counted) {
        sizes[to] = shape.size(from);
        kept[to++] = strides[from];
      }
    }
    long start = offset + Objects.checkIndex(index, shape.size(counted)) * strides[counted];
    return new View(Shape.of(sizes), kept, start);
  }

  View unsqueeze() {
    int[] sizes = new int[rank() + 1];
    long[] wider = new long[rank() + 1];
    sizes[0] = 1;
    System.arraycopy(shape.sizes(), 0, sizes, 1, rank());
    System.arraycopy(strides, 0, wider, 1, rank());
    return new View(Shape.of(sizes), wider, offset);
  }

  View permute(int... order) {
    int[] sizes = new int[rank()];
    long[] moved = new long[rank()];
    boolean[] seen = new boolean[rank()];
    boolean once = order.length == rank();
    for (int axis = 0; once && axis < rank(); axis++) {
      int from = shape.axis(order[axis]);
      once = !seen[from];
      seen[from] = true;
      sizes[axis] = shape.size(from);
      moved[axis] = strides[from];
    }
    if (!once) {
      throw new IllegalArgumentException(
          "order %s of the axes of shape %s: each axis is named once"
              .formatted(Arrays.toString(order), shape));
    }
    return new View(Shape.of(sizes), moved, offset);
  }

  View transpose() {
    if (rank() < 2) {
      throw new IllegalArgumentException("shape " + shape + ": a transpose needs two axes");
    }
    int[] order = new int[rank()];
    Arrays.setAll(order, axis -> axis);
    order[rank() - 1] = rank() - 2;
    order[rank() - 2] = rank() - 1;
    return permute(order);
  }

  View splitHeads(int heads) {
    if (rank() < 2 || heads < 1 || shape.size(-1) % heads != 0) {
      throw new IllegalArgumentException(
          "shape %s in %d heads: the last axis must be a multiple of the heads"
              .formatted(shape, heads));
    }
    int width = shape.size(-1) / heads;
    int at = rank() - 2;
    int[] sizes = Arrays.copyOf(shape.sizes(), rank() + 1);
    long[] split = Arrays.copyOf(strides, rank() + 1);
    sizes[at] = heads;
    split[at] = width * stride(-1);
    sizes[at + 1] = shape.size(-2);
    split[at + 1] = stride(-2);
    sizes[at + 2] = width;
    split[at + 2] = stride(-1);
    return new View(Shape.of(sizes), split, offset);
  }

  View mergeHeads() {
    if (rank() < 3 || (shape.size(-3) > 1 && stride(-3) != shape.size(-1) * stride(-1))) {
      throw new IllegalArgumentException(
          "shape %s cannot be merged without a copy: its heads do not lie side by side"
              .formatted(shape));
    }
    int at = rank() - 3;
    int[] sizes = Arrays.copyOf(shape.sizes(), rank() - 1);
    long[] merged = Arrays.copyOf(strides, rank() - 1);
    sizes[at] = shape.size(-2);
    merged[at] = stride(-2);
    sizes[at + 1] = Math.multiplyExact(shape.size(-3), shape.size(-1));
    merged[at + 1] = stride(-1);
    return new View(Shape.of(sizes), merged, offset);
  }

  View broadcastTo(Shape wanted) {
    long[] repeated = new long[wanted.rank()];
    int added = wanted.rank() - rank();
    boolean fits = added >= 0;
    for (int axis = 0; fits && axis < rank(); axis++) {
      int mine = shape.size(axis);
      fits = mine == 1 || mine == wanted.size(axis + added);
      repeated[axis + added] = mine == 1 ? 0 : strides[axis];
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "shape %s does not broadcast to %s: from the right, each axis must be equal or 1"
              .formatted(shape, wanted));
    }
    return new View(wanted, repeated, offset);
  }

  /** A whole of another shape whose axes lie in the same order of strides as this one's. */
  View wholeLike(Shape wanted) {
    if (wanted.rank() != rank()) {
      throw new IllegalArgumentException(
          "shape %s and shape %s differ in rank".formatted(wanted, shape));
    }
    Integer[] order = new Integer[rank()];
    Arrays.setAll(order, axis -> axis);
    Arrays.sort(order, (a, b) -> Long.compare(Math.abs(strides[b]), Math.abs(strides[a])));
    int[] outward = new int[rank()];
    int[] sizes = new int[rank()];
    for (int position = 0; position < rank(); position++) {
      outward[order[position]] = position;
      sizes[position] = wanted.size(order[position]);
    }
    return whole(Shape.of(sizes)).permute(outward);
  }
}
