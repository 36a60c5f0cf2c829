package dev.heed.views;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;

/** Weights as comma-separated values. */
public final class WeightsCsv {
  private WeightsCsv() {}

  /**
   * One matrix, with the names of keys above and of queries before it.
   *
   * @param weights {@code [L, S]}
   * @throws IllegalArgumentException if the labels do not fit
   */
  public static String of(Tensor weights, Labels labels) {
    labels.requireSizes(weights.size(0), weights.size(1));
    StringBuilder text = new StringBuilder("query");
    for (int j = 0; j < weights.size(1); j++) {
      text.append(',').append(quoted(labels.key(j)));
    }
    for (int i = 0; i < weights.size(0); i++) {
      text.append('\n').append(quoted(labels.query(i)));
      for (int j = 0; j < weights.size(1); j++) {
        text.append(',').append(number(weights.get(i, j), weights.dtype()));
      }
    }
    return text.append('\n').toString();
  }

  /** The shortest form that reads as the same number. */
  public static String number(double number, DType dtype) {
    return dtype == DType.FLOAT32 ? Float.toString((float) number) : Double.toString(number);
  }

  /** A name, in quotes where it holds what separates names. */
  public static String quoted(String word) {
    boolean plain = word.chars().noneMatch(letter -> ",\"\r\n".indexOf(letter) >= 0);
    return plain ? word : '"' + word.replace("\"", "\"\"") + '"';
  }
}
