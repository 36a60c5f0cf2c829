package dev.heed.formats;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The numbers of one array in a binary file, read in chunks into a tensor on the heap. */
final class ElementReader {
  private static final int CHUNK = 1 << 16;
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final ArraySection section;
  private final ElementType type;
  private final ByteOrder order;
  private final ElementDecoder decoder;

  ElementReader(ArraySection section, ElementType type, ByteOrder order) {
    this.section = section;
    this.type = type;
    this.order = order;
    this.decoder = new ElementDecoder(type, section.place());
  }

  /**
   * A tensor of all that the section holds, in C order.
   *
   * @param shape checked to have as many elements as the section's length says
   * @throws FileException if the array exceeds the limit, the section ends early, or an integer has
   *     no exact float64
   */
  Tensor read(Shape shape, MemoryLimit limit) throws IOException {
    long elements = shape.elements();
    limit.claim(Math.multiplyExact(elements, type.dtype().bytes()), section.place());
    if (elements > LONGEST_ARRAY) {
      throw section
          .place()
          .error(
              "shape %s has %d elements: an array on the heap holds at most %d"
                  .formatted(shape, elements, LONGEST_ARRAY));
    }
    return decoder.tensor(numbers((int) elements), shape);
  }

  /** Bytes of a shape's elements in the file; as large as it takes. */
  static BigInteger bytes(Shape shape, ElementType type) {
    return BigInteger.valueOf(shape.elements()).multiply(BigInteger.valueOf(type.bytes()));
  }

  private Object numbers(int count) throws IOException {
    int width = type.bytes();
    int capacity = section.measured() ? count : Math.min(count, CHUNK);
    Object numbers = decoder.allocate(capacity);
    byte[] chunk = new byte[(int) Math.min(CHUNK, (long) count * width)];
    ByteBuffer buffer = ByteBuffer.wrap(chunk).order(order);
    int done = 0;
    while (done < count) {
      int take = Math.min(count - done, chunk.length / width);
      int got = section.stream().readNBytes(chunk, 0, take * width);
      if (got < take * width) {
        throw section
            .place()
            .error(
                "ends at number %d of %d: was the file cut off?"
                    .formatted(done + got / width, count));
      }
      if (done + take > capacity) {
        // Grows with what was really unpacked: a directory's word is not enough to take memory.
        capacity = (int) Math.min(count, Math.max(2L * capacity, done + take));
        numbers = decoder.grown(numbers, capacity);
      }
      decoder.decode(buffer.clear(), numbers, done, take);
      done += take;
    }
    return numbers;
  }
}
