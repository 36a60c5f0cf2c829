package dev.heed.views;

import dev.heed.tensor.Tensor;
import java.util.function.IntFunction;

/** A matrix as NumPy prints it, with a name in front of each row. */
final class LabelledRows {
  private static final int EDGE_ROWS = 3;

  private LabelledRows() {}

  /**
   * The lines, without a newline at the end.
   *
   * @param matrix {@code [rows, columns]}
   * @param names of the rows, by their number
   */
  static String of(Tensor matrix, IntFunction<String> names, Terminal terminal) {
    int rows = matrix.size(0);
    int margin = 0;
    for (int row = 0; row < rows; row++) {
      margin = Math.max(margin, SafeText.columns(spelled(names.apply(row), terminal)));
    }
    margin = Math.min(margin, terminal.width() / 5) + 1;
    int width = Math.min(NumPyText.LINE_WIDTH, terminal.width() - margin);
    StringBuilder text = new StringBuilder();
    int row = 0;
    for (String line : NumPyText.of(matrix, width).split("\n", -1)) {
      boolean begins = line.startsWith("[[") || line.startsWith(" [");
      if (line.equals(" ...")) {
        row = rows - EDGE_ROWS;
      }
      String name = begins ? names.apply(row++) : "";
      text.append(text.isEmpty() ? "" : "\n")
          .append(LabelText.padded(name, margin, terminal.unicode()))
          .append(line);
    }
    return text.toString();
  }

  private static String spelled(String name, Terminal terminal) {
    return terminal.unicode() ? name : SafeText.ascii(name);
  }
}
