package dev.heed.formats;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;

/** Arrays in NumPy's npy format, as tensors on the heap. */
final class NpyReader {
  private NpyReader() {}

  /**
   * Reads one array. In Fortran order the tensor is a view whose first axis runs fastest.
   *
   * @throws FileException if the header is wrong, the section is shorter or longer than the header
   *     says, the array exceeds {@code limit}, or an integer has no exact float64
   */
  static Tensor read(ArraySection section, MemoryLimit limit) throws IOException {
    NpyHeader header = NpyHeader.read(section);
    checkSize(section, header);
    int[] sizes = header.shape().sizes();
    int rank = sizes.length;
    int[] reversed = new int[rank];
    Arrays.setAll(reversed, axis -> rank - 1 - axis);
    Shape stored = header.shape();
    if (header.fortran()) {
      stored = Shape.of(Arrays.stream(reversed).map(axis -> sizes[axis]).toArray());
    }
    Tensor tensor = new ElementReader(section, header.type(), header.order()).read(stored, limit);
    return header.fortran() && rank > 1 ? tensor.permute(reversed) : tensor;
  }

  /** Refuses a section that is longer or shorter than its header says. */
  static void checkSize(ArraySection section, NpyHeader header) throws FileException {
    BigInteger bytes = ElementReader.bytes(header.shape(), header.type());
    long rest = section.length() - header.length();
    int order = bytes.compareTo(BigInteger.valueOf(rest));
    if (order != 0) {
      throw section
          .place()
          .error(
              "shape %s of %d-byte numbers needs %s bytes behind the header and there are %d: %s"
                  .formatted(
                      header.shape(),
                      header.type().bytes(),
                      bytes,
                      rest,
                      order > 0 ? "was the file cut off?" : "a file holds one array"));
    }
  }
}
