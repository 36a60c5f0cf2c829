package dev.heed.explain;

import java.util.List;

/**
 * The key's part in the output, step 7.
 *
 * @param columns one for each of the Dv columns of a value
 * @param share how much of the output is this key's: the projection of weight·v on the output as a
 *     fraction of it, (weight·v)·output / ‖output‖², in float64. Over all keys of a query these sum
 *     to 1, within rounding. It is below 0 where the key pulls against the others and may be above
 *     1; 0 where the output is 0; NaN where the output is not finite
 */
public record ValueShare(List<Column> columns, double share) {
  /** Copies the list. */
  public ValueShare {
    columns = List.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param value v_d, as it lies there; without influence where the key is left out
   * @param weighted weight·v_d, 0 where the key is left out
   * @param output the output's component, that of {@code Attention.compute} to the bit
   * @param fraction weighted/output; NaN where the output is 0
   */
  public record Column(double value, double weighted, double output, double fraction) {}

  /** The share of a part in a whole, which is scaled first so that no square overflows. */
  public static double share(List<Column> columns) {
    double largest = 0;
    for (Column column : columns) {
      largest = Math.max(largest, Math.abs(column.output));
    }
    double part = 0;
    double whole = 0;
    for (Column column : columns) {
      double scaled = column.output / largest;
      part += column.weighted / largest * scaled;
      whole += scaled * scaled;
    }
    return largest == 0 ? 0 : part / whole;
  }
}
