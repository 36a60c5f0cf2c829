package dev.heed.attention;

/**
 * Rotary positions (RoPE): pairs of columns of a query or a key are turned by the angle position ·
 * frequency, so that a product of the two depends on the distance of their positions alone. Pair n
 * of the first {@code columns} has the frequency base^(−2n/columns) / scaling; columns behind them
 * stay as they are.
 *
 * <p>Sines and cosines are {@code StrictMath}'s in float64, and a turned number is rounded once.
 *
 * <p>Source: Su et al. 2021, "RoFormer" (arXiv 2104.09864), section 3.2.2; linear scaling of
 * positions: Chen et al. 2023 (arXiv 2306.15595).
 *
 * @param columns that are turned, an even number
 * @param base of the frequencies; 10,000 in the paper
 * @param scaling by which positions are divided; 1 for none
 * @param pairing which columns make a pair
 */
public record RotaryPositions(int columns, double base, double scaling, Pairing pairing) {
  /** Which columns make a pair. */
  public enum Pairing {
    /** Columns 2n and 2n + 1, as in the paper and GPT-J. */
    INTERLEAVED,

    /** Columns n and n + columns/2, as in GPT-NeoX and Llama. */
    HALF_SPLIT
  }

  /**
   * @throws IllegalArgumentException if the columns are odd or fewer than 2, or base or scaling is
   *     not finite and above 0
   */
  public RotaryPositions {
    if (columns < 2 || columns % 2 != 0) {
      throw new IllegalArgumentException(
          columns + " columns: rotary positions turn pairs of them, at least one");
    }
    if (!(base > 0 && scaling > 0 && Double.isFinite(base) && Double.isFinite(scaling))) {
      throw new IllegalArgumentException(
          "base %s and scaling %s: both are finite and above 0".formatted(base, scaling));
    }
  }

  /** Base 10,000 without scaling. */
  public static RotaryPositions of(int columns, Pairing pairing) {
    return new RotaryPositions(columns, 10_000, 1, pairing);
  }

  /** The same with another base. */
  public RotaryPositions withBase(double other) {
    return new RotaryPositions(columns, other, scaling, pairing);
  }

  /** The same with positions divided by a number. */
  public RotaryPositions withScaling(double factor) {
    return new RotaryPositions(columns, base, factor, pairing);
  }

  /**
   * Sines and cosines of the positions from 0 to {@code positions} (exclusive), 8·columns bytes
   * each.
   *
   * @throws IllegalArgumentException if there are fewer than none, or more than an array holds
   */
  public RotaryTable table(int positions) {
    return new RotaryTable(this, positions, null);
  }

  /** The angle of a pair of columns at a position. */
  double angle(int position, int pair) {
    return position / scaling * StrictMath.pow(base, -2.0 * pair / columns);
  }
}
