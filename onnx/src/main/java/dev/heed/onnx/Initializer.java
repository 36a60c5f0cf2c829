package dev.heed.onnx;

import dev.heed.tensor.Tensor;
import java.util.regex.Pattern;

/** A named tensor of a graph. */
record Initializer(String name, Tensor tensor) {
  private static final int LENGTH = 100;

  /** What a terminal might obey, and what would break a line. */
  private static final Pattern CONTROLS = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  /** The place of errors about a tensor. */
  static String place(String name) {
    return "tensor '" + excerpt(name) + "'";
  }

  /** A name out of a file, fit for a sentence: short and without control characters. */
  static String excerpt(String name) {
    String start = name.length() <= LENGTH ? name : name.substring(0, LENGTH) + "…";
    return CONTROLS.matcher(start).replaceAll("?");
  }
}
