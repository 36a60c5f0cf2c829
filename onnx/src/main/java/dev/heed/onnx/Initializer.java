package dev.heed.onnx;

import dev.heed.tensor.Tensor;

/** A named tensor of a graph. */
record Initializer(String name, Tensor tensor) {
  private static final int LENGTH = 100;

  /** The place of errors about a tensor. */
  static String place(String name) {
    return "tensor '" + excerpt(name) + "'";
  }

  /** A name out of a file, short enough for a sentence. */
  static String excerpt(String name) {
    return name.length() <= LENGTH ? name : name.substring(0, LENGTH) + "…";
  }
}
