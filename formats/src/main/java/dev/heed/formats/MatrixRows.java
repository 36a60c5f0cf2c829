package dev.heed.formats;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A matrix out of an npy file, a few rows at a time; memory is taken for those rows alone. What
 * {@link MatrixFile} writes it reads, and other float arrays of two axes, too.
 */
public final class MatrixRows {
  private final ArraySection section;
  private final NpyHeader header;
  private int taken;

  private MatrixRows(ArraySection section, NpyHeader header) {
    this.section = section;
    this.header = header;
  }

  /** What is done with the rows. */
  @FunctionalInterface
  public interface Reading<T> {
    /** Takes as many rows as it wants. */
    T from(MatrixRows rows) throws IOException;
  }

  /**
   * The result of {@code reading}, after which the file is closed.
   *
   * @throws FileException if the file cannot be read, is no npy file with one matrix of floats in C
   *     order or is cut off; or {@code reading} throws it
   */
  public static <T> T read(Path file, Reading<T> reading) throws FileException {
    return InputFile.read(
        file,
        source -> {
          ArraySection section =
              new ArraySection(
                  source.stream(0, source.size()), source.size(), true, source.place());
          NpyHeader header = NpyHeader.read(section);
          requireMatrix(section.place(), header);
          NpyReader.checkSize(section, header);
          return reading.from(new MatrixRows(section, header));
        });
  }

  /** All rows of the matrix. */
  public int count() {
    return header.shape().size(0);
  }

  /** Numbers of each row. */
  public int columns() {
    return header.shape().size(1);
  }

  /**
   * The rows behind those that were taken, {@code [n, columns]} of float32; n is 0 at the end.
   * Numbers of another type are rounded.
   *
   * @param most how many at most
   */
  public Tensor next(int most) throws IOException {
    Shape shape = Shape.of(Math.min(most, count() - taken), columns());
    taken += shape.size(0);
    MemoryLimit limit = new MemoryLimit(ArrayFile.defaultLimit());
    Tensor rows = new ElementReader(section, header.type(), header.order()).read(shape, limit);
    return rows.dtype() == DType.FLOAT32 ? rows : rows.to(DType.FLOAT32);
  }

  private static void requireMatrix(Place place, NpyHeader header) throws FileException {
    if (header.shape().rank() != 2 || header.type() == ElementType.BOOL) {
      throw place.error(
          "is an array %s of %s: rows are read of a matrix of numbers, of 2 axes"
              .formatted(header.shape(), header.type()));
    }
    if (header.fortran()) {
      throw place.error(
          "is in Fortran order, columns first: save it again as numpy.ascontiguousarray makes it");
    }
  }
}
