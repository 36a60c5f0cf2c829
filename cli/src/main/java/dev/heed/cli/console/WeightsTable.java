package dev.heed.cli.console;

import dev.heed.formats.ArrayFormat;
import dev.heed.formats.AtomicOutput;
import dev.heed.formats.FileException;
import dev.heed.tensor.Tensor;
import dev.heed.views.Labels;
import dev.heed.views.WeightsCsv;
import java.nio.charset.StandardCharsets;

/**
 * One matrix of weights that can be saved as comma-separated values.
 *
 * @param weights {@code [L, S]}
 */
public record WeightsTable(Tensor weights, Labels labels) {
  /** Writes it, if the file is one of comma-separated values; returns whether it is. */
  public boolean save(OutputFile file) throws FileException {
    if (!file.is(ArrayFormat.CSV)) {
      return false;
    }
    byte[] bytes = WeightsCsv.of(weights, labels).getBytes(StandardCharsets.UTF_8);
    AtomicOutput.write(file.path(), out -> out.write(bytes));
    return true;
  }
}
