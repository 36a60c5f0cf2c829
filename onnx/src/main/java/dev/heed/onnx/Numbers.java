package dev.heed.onnx;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The numbers of one tensor, as they come in out of a file. */
final class Numbers {
  private final ElementType type;
  private final boolean trusted;
  private Object array;
  private int count;
  private int capacity;

  /**
   * @param trusted whether the file was seen to hold what it says will follow
   */
  Numbers(ElementType type, boolean trusted) {
    this.type = type;
    this.trusted = trusted;
    this.array = type.dtype() == DType.FLOAT64 ? new double[0] : new float[0];
  }

  int count() {
    return count;
  }

  /**
   * Appends little-endian numbers, all bytes of each.
   *
   * @param following how many bytes of numbers are said to come after these
   */
  void append(byte[] bytes, int following) {
    int added = bytes.length / type.bytes();
    if (added > capacity - count) {
      int later = following / type.bytes();
      grow(count + added + (trusted ? later : Math.min(later, count + added)));
    }
    ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    type.decode(from, array, count, added);
    count += added;
  }

  private void grow(int wanted) {
    capacity = wanted;
    array =
        array instanceof float[] floats
            ? Arrays.copyOf(floats, wanted)
            : Arrays.copyOf((double[]) array, wanted);
  }

  /** A tensor of the numbers; {@code sizes} ask for as many. */
  Tensor tensor(int... sizes) {
    if (count < capacity) {
      grow(count);
    }
    return array instanceof float[] floats
        ? Tensor.of(floats, sizes)
        : Tensor.of((double[]) array, sizes);
  }
}
