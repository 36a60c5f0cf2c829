package dev.heed.cli.console;

import dev.heed.formats.ArrayFormat;
import dev.heed.formats.AtomicOutput;
import dev.heed.formats.FileException;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.views.Labels;
import java.nio.charset.StandardCharsets;

/**
 * One matrix of weights as comma-separated values, with the names of keys above and of queries
 * before it.
 *
 * @param weights {@code [L, S]}
 */
public record WeightsTable(Tensor weights, Labels labels) {
  /** Writes it, if the file is one of comma-separated values; returns whether it is. */
  public boolean save(OutputFile file) throws FileException {
    if (!file.is(ArrayFormat.CSV)) {
      return false;
    }
    byte[] bytes = toString().getBytes(StandardCharsets.UTF_8);
    AtomicOutput.write(file.path(), out -> out.write(bytes));
    return true;
  }

  @Override
  public String toString() {
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
