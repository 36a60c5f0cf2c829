package dev.heed.attention;

import dev.heed.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Sines and cosines of {@link RotaryPositions}, which turn queries and keys; never changes. */
public final class RotaryTable {
  private final RotaryPositions rotary;
  private final int positions;
  private final int pairs;

  /** Sine and cosine of each pair of columns, position after position. */
  private final double[] turns;

  /**
   * @param begun a table of fewer positions, whose numbers are taken over; null for none
   */
  RotaryTable(RotaryPositions rotary, int positions, @Nullable RotaryTable begun) {
    int columns = rotary.columns();
    if (positions < 0 || (long) positions * columns > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%d positions of %d columns: a table has from 0 to %d"
              .formatted(positions, columns, (Integer.MAX_VALUE - 8) / columns));
    }
    this.rotary = rotary;
    this.positions = positions;
    this.pairs = columns / 2;
    this.turns = new double[positions * columns];
    int known = begun == null ? 0 : begun.positions;
    if (begun != null) {
      System.arraycopy(begun.turns, 0, turns, 0, known * columns);
    }
    for (int n = known * pairs; n < positions * pairs; n++) {
      double angle = rotary.angle(n / pairs, n % pairs);
      turns[2 * n] = StrictMath.sin(angle);
      turns[2 * n + 1] = StrictMath.cos(angle);
    }
  }

  /** What it was made from. */
  public RotaryPositions rotary() {
    return rotary;
  }

  /** Positions that it has. */
  public int positions() {
    return positions;
  }

  /** This table, or a longer one that has at least so many positions. */
  RotaryTable reaching(int wanted) {
    int most = (Integer.MAX_VALUE - 8) / rotary.columns();
    return wanted <= positions
        ? this
        : new RotaryTable(rotary, (int) Math.max(wanted, Math.min(2L * positions, most)), this);
  }

  /**
   * Rows turned by their positions, a new tensor of the same dtype, each number rounded once.
   *
   * @param rows {@code […, n, D]}; row i is at {@code position + i}
   * @throws IllegalArgumentException if D is less than the columns that are turned, the dtype bool
   *     or int32, or a position not in the table
   */
  public Tensor rotate(Tensor rows, int position) {
    if (rows.rank() < 2 || rows.size(-1) < rotary.columns() || !rows.dtype().isFloat()) {
      throw new IllegalArgumentException(
          "%s %s: rotary positions turn %d columns of […, rows, D], floating-point numbers"
              .formatted(rows.dtype(), rows.shape(), rotary.columns()));
    }
    int count = rows.size(-2);
    if (position < 0 || count > positions - position) {
      throw new IllegalArgumentException(
          "%d rows from position %d on: the table has positions 0 to %d"
              .formatted(count, position, positions - 1));
    }
    double[] numbers = rows.toDoubleArray();
    int width = rows.size(-1);
    for (int row = 0; (row + 1L) * width <= numbers.length; row++) {
      turn(numbers, row * width, (position + row % count) * rotary.columns());
    }
    return Tensor.of(numbers, rows.shape().sizes()).to(rows.dtype());
  }

  /** Turns the pairs of a row by the angles that begin at {@code at}. */
  private void turn(double[] numbers, int row, int at) {
    boolean interleaved = rotary.pairing() == RotaryPositions.Pairing.INTERLEAVED;
    for (int pair = 0; pair < pairs; pair++) {
      int one = row + (interleaved ? 2 * pair : pair);
      int other = interleaved ? one + 1 : one + pairs;
      double sine = turns[at + 2 * pair];
      double cosine = turns[at + 2 * pair + 1];
      double x = numbers[one];
      double y = numbers[other];
      numbers[one] = x * cosine - y * sine;
      numbers[other] = y * cosine + x * sine;
    }
  }
}
