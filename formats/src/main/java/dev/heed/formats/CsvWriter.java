package dev.heed.formats;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Matrices as text, a row a line, each number in the fewest digits that give it back exactly. */
final class CsvWriter {
  private CsvWriter() {}

  /** What stands between two numbers in a file of this name. */
  static char separator(Path file) {
    return switch (ArrayFormat.extension(file)) {
      case "tsv" -> '\t';
      case "txt" -> ' ';
      default -> ',';
    };
  }

  /**
   * Writes a matrix; flags become 1 and 0, whole numbers have no point.
   *
   * @param separator what stands between two numbers
   * @throws FileException if the tensor has not two axes, or no elements, which a text cannot show
   */
  static void write(OutputStream out, Tensor tensor, char separator, Place place)
      throws IOException {
    if (tensor.rank() != 2) {
      throw place.error(
          "CSV holds a matrix of 2 axes and this array, %s, has %d: use .npy, .npz or .json"
              .formatted(tensor.shape(), tensor.rank()));
    }
    if (tensor.shape().elements() == 0) {
      throw place.error(
          "CSV cannot hold a matrix without numbers, and this one's shape is %s: use .npy or .npz"
              .formatted(tensor.shape()));
    }
    for (int row = 0; row < tensor.size(0); row++) {
      out.write(line(tensor.select(0, row), separator).getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static String line(Tensor row, char separator) {
    double[] numbers = row.toDoubleArray();
    StringBuilder line = new StringBuilder(numbers.length * 12);
    for (double number : numbers) {
      line.append(number(number, row.dtype())).append(separator);
    }
    line.setCharAt(line.length() - 1, '\n');
    return line.toString();
  }

  private static String number(double number, DType dtype) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    return switch (dtype) {
      case FLOAT32, FLOAT16, BFLOAT16 -> Float.toString((float) number);
      case FLOAT64 -> Double.toString(number);
      case BOOL -> number != 0 ? "1" : "0";
      case INT32 -> Integer.toString((int) number);
    };
  }
}
