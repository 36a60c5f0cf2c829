package dev.heed.attention;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;

/**
 * A way for numbers to lie in memory: the order of axes, a margin around each axis, and the kind of
 * memory.
 *
 * @param order axes from the slowest to the fastest
 * @param margin elements before and behind along each axis
 * @param poison what the margin holds
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed on
public record Layout(int[] order, int margin, double poison, Place place) {
  private static final double[] POISON = {Double.NaN, 1e30, Double.POSITIVE_INFINITY};

  /** Where the memory is. */
  public enum Place {
    HEAP,
    HEAP_PART,
    NATIVE,
    READ_ONLY
  }

  public static Layout random(RandomGenerator random, int rank) {
    int[] order = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int other = random.nextInt(axis + 1);
      order[axis] = order[other];
      order[other] = axis;
    }
    Place[] places = Place.values();
    double poison = POISON[random.nextInt(POISON.length)];
    return new Layout(order, random.nextInt(3), poison, places[random.nextInt(places.length)]);
  }

  /** The same numbers in this layout. */
  public Tensor of(Tensor source) {
    int rank = source.rank();
    int[] sizes = new int[rank];
    int[] outward = new int[rank];
    for (int position = 0; position < rank; position++) {
      sizes[position] = source.size(order[position]) + 2 * margin;
      outward[order[position]] = position;
    }
    DType dtype = source.dtype();
    Shape shape = Shape.of(sizes);
    MemorySegment memory = allocate(dtype, shape.elements());
    Tensor whole = Tensor.over(memory, dtype, shape);
    Tensor.of(new double[] {poison}, 1).broadcastTo(shape).copyInto(whole);
    source.copyInto(view(whole, source, outward));
    MemorySegment seen = place == Place.READ_ONLY ? memory.asReadOnly() : memory;
    return view(Tensor.over(seen, dtype, shape), source, outward);
  }

  private Tensor view(Tensor whole, Tensor source, int[] outward) {
    Tensor view = whole.permute(outward);
    for (int axis = 0; axis < source.rank(); axis++) {
      view = view.slice(axis, margin, margin + source.size(axis));
    }
    return view;
  }

  private MemorySegment allocate(DType dtype, long elements) {
    long bytes = elements * dtype.bytes();
    if (place == Place.NATIVE) {
      return Arena.ofAuto().allocate(bytes);
    }
    int before = place == Place.HEAP_PART ? 5 : 0;
    int count = (int) elements + 2 * before;
    MemorySegment array =
        switch (dtype) {
          case FLOAT32 -> MemorySegment.ofArray(new float[count]);
          case FLOAT64 -> MemorySegment.ofArray(new double[count]);
          case FLOAT16, BFLOAT16 -> MemorySegment.ofArray(new short[count]);
          case BOOL -> MemorySegment.ofArray(new byte[count]);
          case INT32 -> MemorySegment.ofArray(new int[count]);
        };
    return array.asSlice((long) before * dtype.bytes(), bytes);
  }

  @Override
  public String toString() {
    return java.util.Arrays.toString(order) + " margin " + margin + " of " + poison + " " + place;
  }
}
