package dev.heed.views;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * A tensor exactly as NumPy prints an array with its default print options: 8 digits, at most 1000
 * elements before the middle of each axis becomes {@code ...}, 75 columns.
 *
 * <p>Where versions differ (a float32 of 0.0001), this is NumPy 1.24.
 */
public final class NumPyText {
  /** Columns that NumPy fills before it wraps a row. */
  public static final int LINE_WIDTH = 75;

  private static final int THRESHOLD = 1000;
  private static final int EDGE_ITEMS = 3;
  private static final int MARKER = -1;

  private final Tensor tensor;
  private final String separator;
  private final boolean summarised;
  private final DoubleFunction<String> number;

  private NumPyText(Tensor tensor, String separator) {
    this.tensor = tensor;
    this.separator = separator;
    this.summarised = tensor.shape().elements() > THRESHOLD;
    this.number = format();
  }

  /** What {@code str(array)} gives, without a newline at its end. */
  public static String of(Tensor tensor) {
    return of(tensor, LINE_WIDTH);
  }

  /** What {@code numpy.array2string(array, max_line_width=width)} gives for one axis or more. */
  public static String of(Tensor tensor, int width) {
    if (tensor.rank() == 0) {
      return scalar(tensor.get(), tensor.dtype());
    }
    return tensor.shape().elements() == 0 ? "[]" : new NumPyText(tensor, " ").array(" ", width);
  }

  /** What {@code repr(array)} gives: {@code array([1., 2.])}. */
  public static String representation(Tensor tensor) {
    boolean empty = tensor.shape().elements() == 0;
    boolean dtypeIsImplied =
        !empty && (tensor.dtype() == DType.FLOAT64 || tensor.dtype() == DType.BOOL);
    String start = "array(";
    String body;
    if (!empty) {
      body = new NumPyText(tensor, ", ").array(" ".repeat(start.length() + 1), LINE_WIDTH - 1);
    } else {
      body = tensor.rank() == 1 ? "[]" : "[], shape=" + tuple(tensor.shape().sizes());
    }
    if (dtypeIsImplied) {
      return start + body + ")";
    }
    String text = start + body + ",";
    String dtype = "dtype=" + tensor.dtype() + ")";
    int lastLine = text.length() - (text.lastIndexOf('\n') + 1);
    boolean fits = lastLine + dtype.length() + 1 <= LINE_WIDTH;
    return text + (fits ? " " : "\n" + " ".repeat(start.length())) + dtype;
  }

  private static String scalar(double number, DType dtype) {
    return switch (dtype) {
      case BOOL -> number != 0 ? "True" : "False";
      case INT32 -> whole(number);
      default -> NumberColumn.scalar(number, dtype == DType.FLOAT32);
    };
  }

  private static String whole(double number) {
    return Integer.toString((int) number);
  }

  private static String tuple(int[] sizes) {
    String inside = Arrays.toString(sizes);
    return "(" + inside.substring(1, inside.length() - 1) + ")";
  }

  private DoubleFunction<String> format() {
    if (tensor.dtype() == DType.BOOL) {
      String yes = tensor.rank() == 0 ? "True" : " True";
      return flag -> flag != 0 ? yes : "False";
    }
    List<Double> shown = new ArrayList<>();
    collect(new int[tensor.rank()], 0, shown);
    if (tensor.dtype() == DType.INT32) {
      int width = shown.stream().mapToInt(number -> whole(number).length()).max().orElse(0);
      return number -> " ".repeat(width - whole(number).length()) + whole(number);
    }
    double[] numbers = shown.stream().mapToDouble(Double::doubleValue).toArray();
    return NumberColumn.of(numbers, tensor.dtype() == DType.FLOAT32)::text;
  }

  private void collect(int[] index, int axis, List<Double> shown) {
    if (axis == index.length) {
      shown.add(tensor.get(index));
      return;
    }
    for (int position : positions(tensor.size(axis))) {
      if (position != MARKER) {
        index[axis] = position;
        collect(index, axis + 1, shown);
      }
    }
  }

  private int[] positions(int size) {
    int[] positions = new int[summarised ? Math.min(size, 2 * EDGE_ITEMS + 1) : size];
    Arrays.setAll(positions, position -> position);
    if (summarised && size > 2 * EDGE_ITEMS) {
      positions[EDGE_ITEMS] = MARKER;
      for (int item = 1; item <= EDGE_ITEMS; item++) {
        positions[EDGE_ITEMS + item] = size - 1 - EDGE_ITEMS + item;
      }
    }
    return positions;
  }

  private String array(String indent, int width) {
    int[] index = new int[tensor.rank()];
    return tensor.rank() == 0 ? number.apply(tensor.get()) : nested(index, 0, indent, width);
  }

  private String nested(int[] index, int axis, String indent, int width) {
    int axesLeft = tensor.rank() - axis;
    if (axesLeft == 1) {
      return row(index, indent, width);
    }
    String lineEnd = separator.stripTrailing() + "\n".repeat(axesLeft - 1);
    int[] positions = positions(tensor.size(axis));
    StringBuilder text = new StringBuilder("[");
    for (int item = 0; item < positions.length; item++) {
      text.append(item == 0 ? "" : lineEnd + indent);
      if (positions[item] == MARKER) {
        text.append("...");
      } else {
        index[axis] = positions[item];
        text.append(nested(index, axis + 1, indent + " ", width - 1));
      }
    }
    return text.append("]").toString();
  }

  private String row(int[] index, String indent, int width) {
    int last = index.length - 1;
    int[] positions = positions(tensor.size(last));
    StringBuilder done = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    for (int item = 0; item < positions.length; item++) {
      String word = "...";
      if (positions[item] != MARKER) {
        index[last] = positions[item];
        word = number.apply(tensor.get(index));
      }
      // One column is kept for the bracket or comma that follows.
      boolean wraps = line.length() + word.length() > width - 1;
      if (wraps && line.length() > indent.length()) {
        done.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(indent);
      }
      line.append(word).append(item + 1 < positions.length ? separator : "");
    }
    return "[" + done.append(line).substring(indent.length()) + "]";
  }
}
