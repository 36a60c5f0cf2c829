package dev.heed.formats;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Arrays in NumPy's npy format, as tensors on the heap. */
final class NpyReader {
  private static final int CHUNK = 1 << 16;
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final ArraySection section;
  private final NpyHeader header;

  private NpyReader(ArraySection section, NpyHeader header) {
    this.section = section;
    this.header = header;
  }

  /**
   * Reads one array. In Fortran order the tensor is a view whose first axis runs fastest.
   *
   * @throws FileException if the header is wrong, the section is shorter or longer than the header
   *     says, the array exceeds {@code limit}, or an integer has no exact float64
   */
  static Tensor read(ArraySection section, MemoryLimit limit) throws IOException {
    NpyHeader header = NpyHeader.read(section);
    NpyReader reader = new NpyReader(section, header);
    reader.checkSize(limit);
    Object numbers = reader.numbers((int) header.shape().elements());
    return reader.tensor(header.type().isInteger() ? narrowed((double[]) numbers) : numbers);
  }

  private void checkSize(MemoryLimit limit) throws FileException {
    long elements = header.shape().elements();
    long rest = section.length() - header.length();
    int width = header.type().bytes();
    if (elements > Long.MAX_VALUE / Double.BYTES || elements * width != rest) {
      boolean fewer = elements > rest / width;
      throw section
          .place()
          .error(
              "shape %s of %d-byte numbers needs %s bytes behind the header and there are %d: %s"
                  .formatted(
                      header.shape(),
                      width,
                      BigInteger.valueOf(elements).multiply(BigInteger.valueOf(width)),
                      rest,
                      fewer ? "was the file cut off?" : "a file holds one array"));
    }
    limit.claim(elements * header.type().dtype().bytes(), section.place());
    if (elements > LONGEST_ARRAY) {
      throw section
          .place()
          .error(
              "shape %s has %d elements: an array on the heap holds at most %d"
                  .formatted(header.shape(), elements, LONGEST_ARRAY));
    }
  }

  private Object numbers(int count) throws IOException {
    int width = header.type().bytes();
    NpyDecoder decoder = new NpyDecoder(header.type(), section.place());
    int capacity = section.measured() ? count : Math.min(count, CHUNK);
    Object numbers = decoder.allocate(capacity);
    byte[] chunk = new byte[(int) Math.min(CHUNK, (long) count * width)];
    ByteBuffer buffer = ByteBuffer.wrap(chunk).order(header.order());
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

  /** Whole numbers as floats where every one of them is exact in float32, else as they are. */
  private static Object narrowed(double[] numbers) {
    float[] narrow = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      narrow[i] = (float) numbers[i];
      if (narrow[i] != numbers[i]) {
        return numbers;
      }
    }
    return narrow;
  }

  private Tensor tensor(Object numbers) {
    int[] sizes = header.shape().sizes();
    int rank = sizes.length;
    int[] reversed = new int[rank];
    Arrays.setAll(reversed, axis -> rank - 1 - axis);
    Shape stored = header.shape();
    if (header.fortran()) {
      stored = Shape.of(Arrays.stream(reversed).map(axis -> sizes[axis]).toArray());
    }
    Tensor tensor =
        switch (numbers) {
          case float[] floats -> Tensor.of(floats, stored.sizes());
          case double[] doubles -> Tensor.of(doubles, stored.sizes());
          default -> Tensor.of((byte[]) numbers, stored.sizes());
        };
    return header.fortran() && rank > 1 ? tensor.permute(reversed) : tensor;
  }
}
