package dev.heed.tensor;

import java.lang.foreign.MemorySegment;
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
  private final Elements elements;
  private final View view;

  private Tensor(Elements elements, View view) {
    this.elements = elements;
    this.view = view;
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
   * An int32 tensor over {@code data}, which is not copied, in C order: places in other tensors.
   *
   * @throws IllegalArgumentException if the shape does not have as many elements as the array
   */
  public static Tensor of(int[] data, int... shape) {
    return over(MemorySegment.ofArray(data), DType.INT32, Shape.of(shape));
  }

  /**
   * A float16 or bfloat16 tensor over the bits in {@code data}, which is not copied, in C order.
   *
   * @param dtype what the bits mean, {@link DType#FLOAT16} or {@link DType#BFLOAT16}
   * @throws IllegalArgumentException if the dtype is another, or the shape does not have as many
   *     elements as the array
   */
  public static Tensor ofBits(DType dtype, short[] data, int... shape) {
    if (dtype != DType.FLOAT16 && dtype != DType.BFLOAT16) {
      throw new IllegalArgumentException(
          "bits of 16 as %s: they are float16 or bfloat16".formatted(dtype));
    }
    return over(MemorySegment.ofArray(data), dtype, Shape.of(shape));
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
    return new Tensor(new Elements(dtype, memory), View.whole(shape));
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
    return new Tensor(Elements.zeros(dtype, (int) shape.elements()), View.whole(shape));
  }

  /**
   * A new tensor of zeros of this one's dtype, whose axes lie in the same order of strides.
   *
   * @throws IllegalArgumentException if the shape has another number of axes
   */
  public Tensor zerosLikeLayout(Shape shape) {
    View wanted = view.wholeLike(shape);
    return new Tensor(zeros(dtype(), shape).elements, wanted);
  }

  /** The type of the elements. */
  public DType dtype() {
    return elements.dtype();
  }

  /** The sizes of the axes. */
  public Shape shape() {
    return view.shape();
  }

  /** Number of axes. */
  public int rank() {
    return view.rank();
  }

  /** Size of one axis; −1 is the last. */
  public int size(int axis) {
    return shape().size(axis);
  }

  /** Elements between neighbours along one axis; −1 is the last axis. */
  public long stride(int axis) {
    return view.stride(axis);
  }

  /** Whether the elements lie in C order without gaps. */
  public boolean isContiguous() {
    return view.isContiguous();
  }

  /**
   * One element as a double (exact for every dtype; a bool gives 0 or 1).
   *
   * @param index one position an axis, each from 0
   * @throws IndexOutOfBoundsException if a position lies outside
   */
  public double get(int... index) {
    return elements.get(view.position(index));
  }

  /**
   * Writes one element, rounded once to the tensor's dtype: to nearest, a tie to even, beyond the
   * largest number to an infinity; NaN stays NaN. A bool takes 0 as false, all else as true. An
   * int32 is never rounded.
   *
   * @throws IllegalArgumentException if the tensor is int32, and the value no whole number or
   *     beyond the range of an int
   * @throws IndexOutOfBoundsException if a position lies outside
   */
  public void set(double value, int... index) {
    elements.set(view.position(index), value);
  }

  /** The positions {@code from} to {@code to} (exclusive) of one axis, as a view. */
  public Tensor slice(int axis, int from, int to) {
    return seen(view.slice(axis, from, to));
  }

  /** One position of one axis, as a view with that axis gone. */
  public Tensor select(int axis, int index) {
    return seen(view.select(axis, index));
  }

  /** A view with a new axis of size 1 at the front. */
  public Tensor unsqueeze() {
    return seen(view.unsqueeze());
  }

  /**
   * A view with the axes in another order: axis i of the result is axis {@code order[i]} of this.
   *
   * @throws IllegalArgumentException if {@code order} does not name each axis once
   */
  public Tensor permute(int... order) {
    return seen(view.permute(order));
  }

  /** A view with the last two axes exchanged: the transposed matrix. */
  public Tensor transpose() {
    return seen(view.transpose());
  }

  /**
   * Heads out of columns, as a view: {@code […, L, H·D]} becomes {@code […, H, L, D]}, head h
   * reading columns h·D to h·D+D−1.
   *
   * @throws IllegalArgumentException if the columns are not a multiple of the heads
   */
  public Tensor splitHeads(int heads) {
    return seen(view.splitHeads(heads));
  }

  /**
   * The way back from {@link #splitHeads}, as a view: {@code […, H, L, D]} becomes {@code […, L,
   * H·D]}.
   *
   * @throws IllegalArgumentException if the heads do not lie side by side in memory, as they do in
   *     what {@code splitHeads} returned and in an attention result computed from it
   */
  public Tensor mergeHeads() {
    return seen(view.mergeHeads());
  }

  /**
   * This tensor seen in a larger shape, as a view: axes are matched from the right, and an axis of
   * size 1 or a missing one repeats.
   *
   * @throws IllegalArgumentException if another axis differs
   */
  public Tensor broadcastTo(Shape wanted) {
    return seen(view.broadcastTo(wanted));
  }

  /** A new tensor on the heap with the same numbers in C order. */
  public Tensor copy() {
    return to(dtype());
  }

  /**
   * A new tensor on the heap in C order, each number rounded to the given dtype as {@link #set}
   * does.
   *
   * @throws IllegalArgumentException if int32 is wanted, and a number is not whole or beyond the
   *     range of an int
   */
  public Tensor to(DType wanted) {
    Tensor target = zeros(wanted, shape());
    copyInto(target);
    return target;
  }

  /**
   * Copies every element into {@code target}, rounded once to its dtype as {@link #set} does; to an
   * equal dtype, bit by bit. The two must not overlap.
   *
   * @throws IllegalArgumentException if the shapes differ, or an int32 target is to hold a number
   *     that is not whole or beyond the range of an int; those before it are written then
   */
  public void copyInto(Tensor target) {
    if (!shape().equals(target.shape())) {
      throw new IllegalArgumentException(
          "shape %s copied into shape %s: they must be equal".formatted(shape(), target.shape()));
    }
    if (shape().elements() == 0) {
      return;
    }
    long from = view.offset();
    long to = target.view.offset();
    if (dtype() == target.dtype() && isContiguous() && target.isContiguous()) {
      long unit = dtype().bytes();
      MemorySegment.copy(
          elements.memory(),
          from * unit,
          target.elements.memory(),
          to * unit,
          shape().elements() * unit);
    } else {
      int last = rank() - 1;
      RowCopy rows =
          last < 0
              ? new RowCopy(elements, 1, target.elements, 1)
              : new RowCopy(elements, stride(last), target.elements, target.stride(last));
      copyAxis(rows, target, 0, from, to);
    }
  }

  /** The numbers in C order, rounded to float32. */
  public float[] toFloatArray() {
    Tensor copy = to(DType.FLOAT32);
    return (float[]) copy.elements.memory().heapBase().orElseThrow();
  }

  /** The numbers in C order. */
  public double[] toDoubleArray() {
    Tensor copy = to(DType.FLOAT64);
    return (double[]) copy.elements.memory().heapBase().orElseThrow();
  }

  /**
   * The array behind this tensor ({@code float[]}, {@code double[]}, {@code short[]}, {@code
   * byte[]} or {@code int[]} by dtype), or null where the memory is native, read-only or held by
   * another kind of array. For engines; it is shared, not copied.
   */
  public @Nullable Object heapArray() {
    return elements.array();
  }

  /**
   * Whether a thread may read and write this tensor: not where its memory is of an arena confined
   * to another thread.
   */
  public boolean isAccessibleBy(Thread thread) {
    return elements.memory().isAccessibleBy(thread);
  }

  /** Whether writing is refused by the memory itself. */
  public boolean isReadOnly() {
    return elements.memory().isReadOnly();
  }

  /** Whether two elements may lie in the same place, as along an axis that is broadcast. */
  public boolean repeatsElements() {
    return view.repeatsElements();
  }

  /**
   * Whether the memory from this tensor's first to its last element meets that of another. Tensors
   * that only interleave count as overlapping.
   */
  public boolean overlaps(Tensor other) {
    return shape().elements() > 0
        && other.shape().elements() > 0
        && extent().asOverlappingSlice(other.extent()).isPresent();
  }

  private MemorySegment extent() {
    long unit = dtype().bytes();
    return elements.memory().asSlice(view.first() * unit, (view.last() - view.first() + 1) * unit);
  }

  /** Where this tensor's first element lies in {@link #heapArray()}. */
  public int heapOffset() {
    return Math.toIntExact(elements.arrayOffset() + view.offset());
  }

  Elements elements() {
    return elements;
  }

  View view() {
    return view;
  }

  /** Dtype and shape, {@code float32[2, 3]}. */
  @Override
  public String toString() {
    return dtype() + shape().toString();
  }

  private void copyAxis(RowCopy rows, Tensor target, int axis, long from, long to) {
    if (axis >= rank() - 1) {
      rows.copy(from, to, axis == rank() ? 1 : size(axis));
      return;
    }
    long step = stride(axis);
    long targetStep = target.stride(axis);
    for (int i = 0; i < size(axis); i++) {
      copyAxis(rows, target, axis + 1, from + i * step, to + i * targetStep);
    }
  }

  private Tensor seen(View other) {
    return new Tensor(elements, other);
  }
}
