package dev.heed.cli.inspect;

import dev.heed.attention.Attention;
import dev.heed.cli.console.Console;
import dev.heed.cli.console.Progress;
import dev.heed.cli.input.InputOptions;
import dev.heed.cli.input.MaskOptions;
import dev.heed.cli.input.RunOptions;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.multihead.Projected;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.util.Objects;

/**
 * What {@code heed inspect --input} computes.
 *
 * @param masks what is computed
 * @param run how
 * @param options what is asked for beside it
 */
record ArrayInspection(
    MaskOptions masks, RunOptions run, InspectionOptions options, Console console) {
  /** Cells of a map that nobody gave a size, at most. */
  private static final int CELLS = 512;

  /**
   * Reads the file and inspects.
   *
   * @param place what is shown of it
   * @param needsMap whether a map is wanted even if nobody asked for one
   */
  InspectedArrays inspected(InputOptions input, InspectedArrays.Place place, boolean needsMap)
      throws IOException {
    Projected arrays = input.arrays(console);
    Tensor q = arrays.query();
    int keys = arrays.key().size(-2);
    Inspection asked = options.inspection(q.size(-2), keys, masks.corner());
    int cells = Math.min(CELLS, Math.min(q.size(-2), keys));
    asked = needsMap && asked.map() == null ? asked.withMap(cells) : asked;
    requirePlace(place, q);
    try (Progress progress = new Progress(console, "inspecting")) {
      Attention attention =
          masks.attention(q.dtype()).withExecution(run.execution().withObserver(progress));
      InspectionResult result = attention.inspect(q, arrays.key(), arrays.value(), asked);
      return new InspectedArrays(input.name(), q.shape(), arrays.key().shape(), result, place);
    }
  }

  private static void requirePlace(InspectedArrays.Place place, Tensor query) {
    int sequences = query.rank() < 4 ? 1 : query.size(0);
    int heads = query.rank() < 3 ? 1 : query.size(-3);
    require("--batch", place.batch(), sequences, "sequences");
    require("--head", Objects.requireNonNullElse(place.head(), 0), heads, "heads");
  }

  private static void require(String option, int number, int count, String what) {
    if (number < 0 || number >= count) {
      throw new IllegalArgumentException(
          "%s %d: Q has %d %s, counted from 0".formatted(option, number, count, what));
    }
  }
}
