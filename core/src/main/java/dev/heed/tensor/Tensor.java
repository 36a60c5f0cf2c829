package dev.heed.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * An n-dimensional array: a shape and strides over memory on the heap or outside of it.
 *
 * <p>A tensor is a view. {@link #slice}, {@link #select}, {@link #permute}, {@link #splitHeads} and
 * their kin copy nothing: they share the memory of the tensor that they came from. Strides count
 * elements, not bytes, and may be 0 (a broadcast axis) or negative. Native memory is in the
 * machine's byte order.
 *
 * <p>A tensor does not own native memory; whoever opened the arena closes it, and a tensor used
 * after that throws {@link IllegalStateException}.
 */
public final class Tensor {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.nativeOrder());

  private final DType dtype;
  private final Shape shape;
  private final long[] strides;
  private final MemorySegment memory;
  private final long offset;

  private Tensor(DType dtype, Shape shape, long[] strides, MemorySegment memory, long offset) {
    this.dtype = dtype;
    this.shape = shape;
    this.strides = strides;
    this.memory = memory;
    this.offset = offset;
  }

  /**
   * A float32 tensor over {@code data}, which is not copied, in C order.
   *
   * @throws IllegalArgumentException if the shape does not have as many elements as the array
   */
  public static Tensor of(float[] data, int... shape) {
    return over(MemorySegment.ofArray(data), DType.FLOAT32, Shape.of(shape));
  }

  /** A float64 tensor over {@code data}; see {@link #of(float[], int...)}. */
  public static Tensor of(double[] data, int... shape) {
    return over(MemorySegment.ofArray(data), DType.FLOAT64, Shape.of(shape));
  }

  /** A bool tensor over {@code data}, one byte of 0 or 1 an element, in C order. */
  public static Tensor of(byte[] data, int... shape) {
    return over(MemorySegment.ofArray(data), DType.BOOL, Shape.of(shape));
  }

  /**
   * A float64 matrix with a copy of {@code rows}.
   *
   * @throws IllegalArgumentException if the rows differ in length
   */
  public static Tensor of(double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    double[] data = new double[Math.multiplyExact(rows.length, columns)];
    for (int row = 0; row < rows.length; row++) {
      if (rows[row].length != columns) {
        throw new IllegalArgumentException(
            "row %d has %d numbers and row 0 has %d: the rows of a matrix are equally long"
                .formatted(row, rows[row].length, columns));
      }
      System.arraycopy(rows[row], 0, data, row * columns, columns);
    }
    return of(data, rows.length, columns);
  }

  /** A bool matrix with a copy of {@code rows}; see {@link #of(double[][])}. */
  public static Tensor of(boolean[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    byte[] data = new byte[Math.multiplyExact(rows.length, columns)];
    for (int row = 0; row < rows.length; row++) {
      if (rows[row].length != columns) {
        throw new IllegalArgumentException(
            "row %d has %d flags and row 0 has %d: the rows of a matrix are equally long"
                .formatted(row, rows[row].length, columns));
      }
      for (int column = 0; column < columns; column++) {
        data[row * columns + column] = (byte) (rows[row][column] ? 1 : 0);
      }
    }
    return of(data, rows.length, columns);
  }

  /**
   * A tensor over {@code memory} from its first byte on, in C order.
   *
   * @param memory heap or native memory in the machine's byte order, of exactly the shape's size
   * @throws IllegalArgumentException if the sizes differ
   */
  public static Tensor over(MemorySegment memory, DType dtype, Shape shape) {
    if (memory.byteSize() % dtype.bytes() != 0
        || memory.byteSize() / dtype.bytes() != shape.elements()) {
      throw new IllegalArgumentException(
          "shape %s has %d %s elements, the memory holds %d bytes: they must be equal"
              .formatted(shape, shape.elements(), dtype, memory.byteSize()));
    }
    return new Tensor(dtype, shape, shape.contiguousStrides(), memory, 0);
  }

  /**
   * A new tensor on the heap, filled with zeros (false).
   *
   * @throws IllegalArgumentException if it has more elements than an array can hold
   */
  public static Tensor zeros(DType dtype, Shape shape) {
    if (shape.elements() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "shape %s has %d elements: an array on the heap holds at most %d; use native memory"
              .formatted(shape, shape.elements(), Integer.MAX_VALUE - 8));
    }
    int length = (int) shape.elements();
    return switch (dtype) {
      case FLOAT32 -> over(MemorySegment.ofArray(new float[length]), dtype, shape);
      case FLOAT64 -> over(MemorySegment.ofArray(new double[length]), dtype, shape);
      case BOOL -> over(MemorySegment.ofArray(new byte[length]), dtype, shape);
    };
  }

  /** A new tensor of this one's dtype and shape whose axes lie in the same order of strides. */
  public Tensor zerosLikeLayout(Shape wanted) {
    if (wanted.rank() != rank()) {
      throw new IllegalArgumentException(
          "shape %s and shape %s differ in rank".formatted(wanted, shape));
    }
    Integer[] order = new Integer[rank()];
    java.util.Arrays.setAll(order, axis -> axis);
    java.util.Arrays.sort(
        order, (a, b) -> Long.compare(Math.abs(strides[b]), Math.abs(strides[a])));
    int[] outward = new int[rank()];
    int[] sizes = new int[rank()];
    for (int position = 0; position < rank(); position++) {
      outward[order[position]] = position;
      sizes[position] = wanted.size(order[position]);
    }
    return zeros(dtype, Shape.of(sizes)).permute(outward);
  }

  /** The type of the elements. */
  public DType dtype() {
    return dtype;
  }

  /** The sizes of the axes. */
  public Shape shape() {
    return shape;
  }

  /** Number of axes. */
  public int rank() {
    return shape.rank();
  }

  /** Size of one axis; −1 is the last. */
  public int size(int axis) {
    return shape.size(axis);
  }

  /** Elements between neighbours along one axis; −1 is the last axis. */
  public long stride(int axis) {
    return strides[shape.axis(axis)];
  }

  /** Whether the elements lie in C order without gaps. */
  public boolean isContiguous() {
    long step = 1;
    for (int axis = rank() - 1; axis >= 0; axis--) {
      if (shape.size(axis) != 1 && strides[axis] != step) {
        return shape.elements() == 0;
      }
      step *= shape.size(axis);
    }
    return true;
  }

  /**
   * One element as a double (exact for every dtype; a bool gives 0 or 1).
   *
   * @param index one position an axis, each from 0
   * @throws IndexOutOfBoundsException if a position lies outside
   */
  public double get(int... index) {
    return at(position(index));
  }

  /**
   * Writes one element, rounded to the tensor's dtype (a bool takes 0 as false, all else as true).
   *
   * @throws IndexOutOfBoundsException if a position lies outside
   */
  public void set(double value, int... index) {
    put(position(index), value);
  }

  /** The positions {@code from} to {@code to} (exclusive) of one axis, as a view. */
  public Tensor slice(int axis, int from, int to) {
    int counted = shape.axis(axis);
    if (from < 0 || to < from || to > shape.size(counted)) {
      throw new IndexOutOfBoundsException(
          "slice %d..%d of axis %d of shape %s".formatted(from, to, counted, shape));
    }
    return new Tensor(
        dtype, shape.with(counted, to - from), strides, memory, offset + from * strides[counted]);
  }

  /** One position of one axis, as a view with that axis gone. */
  public Tensor select(int axis, int index) {
    int counted = shape.axis(axis);
    int[] sizes = new int[rank() - 1];
    long[] kept = new long[rank() - 1];
    for (int from = 0, to = 0; from < rank(); from++) {
      if (from != counted) {
        sizes[to] = shape.size(from);
        kept[to++] = strides[from];
      }
    }
    long start = offset + java.util.Objects.checkIndex(index, size(counted)) * strides[counted];
    return new Tensor(dtype, Shape.of(sizes), kept, memory, start);
  }

  /** A view with a new axis of size 1 at the front. */
  public Tensor unsqueeze() {
    int[] sizes = new int[rank() + 1];
    long[] wider = new long[rank() + 1];
    sizes[0] = 1;
    System.arraycopy(shape.sizes(), 0, sizes, 1, rank());
    System.arraycopy(strides, 0, wider, 1, rank());
    return new Tensor(dtype, Shape.of(sizes), wider, memory, offset);
  }

  /**
   * A view with the axes in another order: axis i of the result is axis {@code order[i]} of this.
   *
   * @throws IllegalArgumentException if {@code order} does not name each axis once
   */
  public Tensor permute(int... order) {
    int[] sizes = new int[rank()];
    long[] moved = new long[rank()];
    boolean[] seen = new boolean[rank()];
    for (int axis = 0; axis < rank(); axis++) {
      int from = axis < order.length ? shape.axis(order[axis]) : 0;
      if (order.length != rank() || seen[from]) {
        throw new IllegalArgumentException(
            "order %s of the axes of shape %s: each axis is named once"
                .formatted(java.util.Arrays.toString(order), shape));
      }
      seen[from] = true;
      sizes[axis] = shape.size(from);
      moved[axis] = strides[from];
    }
    return new Tensor(dtype, Shape.of(sizes), moved, memory, offset);
  }

  /** A view with the last two axes exchanged: the transposed matrix. */
  public Tensor transpose() {
    if (rank() < 2) {
      throw new IllegalArgumentException("shape " + shape + ": a transpose needs two axes");
    }
    int[] order = new int[rank()];
    java.util.Arrays.setAll(order, axis -> axis);
    order[rank() - 1] = rank() - 2;
    order[rank() - 2] = rank() - 1;
    return permute(order);
  }

  /**
   * Heads out of columns, as a view: {@code […, L, H·D]} becomes {@code […, H, L, D]}, head h
   * reading columns h·D to h·D+D−1.
   *
   * @throws IllegalArgumentException if the columns are not a multiple of the heads
   */
  public Tensor splitHeads(int heads) {
    if (rank() < 2 || heads < 1 || size(-1) % heads != 0) {
      throw new IllegalArgumentException(
          "shape %s in %d heads: the last axis must be a multiple of the heads"
              .formatted(shape, heads));
    }
    int width = size(-1) / heads;
    int[] sizes = new int[rank() + 1];
    long[] split = new long[rank() + 1];
    System.arraycopy(shape.sizes(), 0, sizes, 0, rank() - 2);
    System.arraycopy(strides, 0, split, 0, rank() - 2);
    int at = rank() - 2;
    sizes[at] = heads;
    split[at] = width * stride(-1);
    sizes[at + 1] = size(-2);
    split[at + 1] = stride(-2);
    sizes[at + 2] = width;
    split[at + 2] = stride(-1);
    return new Tensor(dtype, Shape.of(sizes), split, memory, offset);
  }

  /**
   * The way back from {@link #splitHeads}, as a view: {@code […, H, L, D]} becomes {@code […, L,
   * H·D]}.
   *
   * @throws IllegalArgumentException if the heads do not lie side by side in memory, as they do in
   *     what {@code splitHeads} returned and in an attention result computed from it
   */
  public Tensor mergeHeads() {
    if (rank() < 3 || (size(-3) > 1 && stride(-3) != size(-1) * stride(-1))) {
      throw new IllegalArgumentException(
          "shape %s cannot be merged without a copy: its heads do not lie side by side"
              .formatted(shape));
    }
    int[] sizes = new int[rank() - 1];
    long[] merged = new long[rank() - 1];
    System.arraycopy(shape.sizes(), 0, sizes, 0, rank() - 3);
    System.arraycopy(strides, 0, merged, 0, rank() - 3);
    sizes[rank() - 3] = size(-2);
    merged[rank() - 3] = stride(-2);
    sizes[rank() - 2] = Math.multiplyExact(size(-3), size(-1));
    merged[rank() - 2] = stride(-1);
    return new Tensor(dtype, Shape.of(sizes), merged, memory, offset);
  }

  /**
   * This tensor seen in a larger shape, as a view: axes are matched from the right, and an axis of
   * size 1 or a missing one repeats.
   *
   * @throws IllegalArgumentException if another axis differs
   */
  public Tensor broadcastTo(Shape wanted) {
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
    return new Tensor(dtype, wanted, repeated, memory, offset);
  }

  /** A new tensor on the heap with the same numbers in C order. */
  public Tensor copy() {
    return to(dtype);
  }

  /** A new tensor on the heap in C order, each number rounded to the given dtype. */
  public Tensor to(DType wanted) {
    Tensor target = zeros(wanted, shape);
    copyInto(target);
    return target;
  }

  /**
   * Copies every element into {@code target}, rounded to its dtype. The two must not overlap.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public void copyInto(Tensor target) {
    if (!shape.equals(target.shape)) {
      throw new IllegalArgumentException(
          "shape %s copied into shape %s: they must be equal".formatted(shape, target.shape));
    }
    if (dtype == target.dtype && isContiguous() && target.isContiguous()) {
      long bytes = shape.elements() * dtype.bytes();
      MemorySegment.copy(
          memory, offset * dtype.bytes(), target.memory, target.offset * dtype.bytes(), bytes);
    } else if (shape.elements() > 0) {
      copyAxis(target, 0, offset, target.offset);
    }
  }

  /** The numbers in C order, rounded to float32. */
  public float[] toFloatArray() {
    Tensor copy = to(DType.FLOAT32);
    return (float[]) copy.memory.heapBase().orElseThrow();
  }

  /** The numbers in C order. */
  public double[] toDoubleArray() {
    Tensor copy = to(DType.FLOAT64);
    return (double[]) copy.memory.heapBase().orElseThrow();
  }

  /**
   * The array behind this tensor ({@code float[]}, {@code double[]} or {@code byte[]} by dtype), or
   * null where the memory is native, read-only or held by another kind of array. For engines; it is
   * shared, not copied.
   */
  public @Nullable Object heapArray() {
    Object base = memory.heapBase().orElse(null);
    boolean matches =
        switch (dtype) {
          case FLOAT32 -> base instanceof float[];
          case FLOAT64 -> base instanceof double[];
          case BOOL -> base instanceof byte[];
        };
    return matches && memory.address() % dtype.bytes() == 0 ? base : null;
  }

  /** Where this tensor's first element lies in {@link #heapArray()}. */
  public int heapOffset() {
    return Math.toIntExact(memory.address() / dtype.bytes() + offset);
  }

  /** Dtype and shape, {@code float32[2, 3]}. */
  @Override
  public String toString() {
    return dtype + shape.toString();
  }

  private void copyAxis(Tensor target, int axis, long from, long to) {
    if (axis == rank()) {
      target.put(to, at(from));
      return;
    }
    for (int i = 0; i < shape.size(axis); i++) {
      copyAxis(target, axis + 1, from + i * strides[axis], to + i * target.strides[axis]);
    }
  }

  private long position(int[] index) {
    if (index.length != rank()) {
      throw new IndexOutOfBoundsException(
          "index %s into shape %s: one number an axis"
              .formatted(java.util.Arrays.toString(index), shape));
    }
    long position = offset;
    for (int axis = 0; axis < index.length; axis++) {
      position += java.util.Objects.checkIndex(index[axis], shape.size(axis)) * strides[axis];
    }
    return position;
  }

  private double at(long position) {
    return switch (dtype) {
      case FLOAT32 -> memory.get(FLOAT, position * Float.BYTES);
      case FLOAT64 -> memory.get(DOUBLE, position * Double.BYTES);
      case BOOL -> memory.get(ValueLayout.JAVA_BYTE, position) != 0 ? 1 : 0;
    };
  }

  private void put(long position, double value) {
    switch (dtype) {
      case FLOAT32 -> memory.set(FLOAT, position * Float.BYTES, (float) value);
      case FLOAT64 -> memory.set(DOUBLE, position * Double.BYTES, value);
      case BOOL -> memory.set(ValueLayout.JAVA_BYTE, position, (byte) (value != 0 ? 1 : 0));
    }
  }
}
