package dev.heed.formats;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A float32 matrix that goes to a file a few rows at a time, its number of rows known only at the
 * end; memory is taken for those rows alone. The file appears complete or not at all, as {@link
 * AtomicOutput} has it.
 */
public final class MatrixFile {
  private final OutputStream out;
  private final ArrayFormat format;
  private final char separator;
  private final Place place;
  private final int columns;
  private int rows;

  private MatrixFile(OutputStream out, Path file, ArrayFormat format, int columns) {
    this.out = out;
    this.format = format;
    this.separator = CsvWriter.separator(file);
    this.place = Place.in(file.toString());
    this.columns = columns;
  }

  /** Where the rows come from. */
  @FunctionalInterface
  public interface Rows {
    /** Hands all rows over, in their order. */
    void writeTo(MatrixFile file) throws IOException;
  }

  /**
   * Writes a matrix as the file's extension says.
   *
   * @param columns numbers of each row
   * @throws FileException if the extension is not that of npy or CSV, the file cannot be written,
   *     or it is to be npy and not a regular file, which its header at the start needs; or the rows
   *     throw it
   */
  public static void write(Path file, int columns, Rows rows) throws FileException {
    ArrayFormat format = ArrayFormat.of(file);
    switch (format) {
      case NPY -> {
        if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
          throw new FileException(
              file.toString(),
              "",
              "is not a regular file, and the start of an npy file is written last: use .csv");
        }
        AtomicOutput.writeStartLast(
            file,
            out -> {
              out.write(header(0, columns));
              MatrixFile matrix = new MatrixFile(out, file, format, columns);
              rows.writeTo(matrix);
              return header(matrix.rows, columns);
            });
      }
      case CSV ->
          AtomicOutput.write(file, out -> rows.writeTo(new MatrixFile(out, file, format, columns)));
      case NPZ, SAFETENSORS, JSON ->
          throw new FileException(
              file.toString(), "", "one matrix row by row goes into .npy, .csv, .tsv or .txt");
    }
  }

  /**
   * Adds rows behind those that are there.
   *
   * @param more {@code [n, columns]} of float32
   * @throws IllegalArgumentException if the shape is another
   */
  public void add(Tensor more) throws IOException {
    if (more.rank() != 2 || more.size(1) != columns || more.dtype() != DType.FLOAT32) {
      throw new IllegalArgumentException(
          "%s of shape %s: the file takes float32 rows of %d"
              .formatted(more.dtype(), more.shape(), columns));
    }
    rows = Math.addExact(rows, more.size(0));
    if (format == ArrayFormat.NPY) {
      TensorBytes.write(more, DType.FLOAT32, out);
    } else if (more.size(0) > 0) {
      CsvWriter.write(out, more, separator, place);
    }
  }

  /** As long for one row as for two thousand million: NumPy leaves room for the number to grow. */
  private static byte[] header(int rows, int columns) {
    return NpyHeader.write(DType.FLOAT32, Shape.of(rows, columns));
  }
}
