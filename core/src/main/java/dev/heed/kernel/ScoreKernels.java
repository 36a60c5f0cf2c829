package dev.heed.kernel;

/**
 * Steps 3 to 5 of attention on a tile of scores, whose element (r, c) is {@code scores[r·stride +
 * c]}. Rows are keys and columns queries, or the other way round; both sides of a bias, of flags
 * and of a distance have a step of their own, so it does not matter which.
 */
public interface ScoreKernels<A> {
  /** score = cap · tanh(score / cap). */
  void softcap(double cap, int rows, int columns, int stride, A scores);

  /** score(r, c) = score − slope · |own + c − r|, the product rounded by itself. */
  void addDistance(double slope, int own, int rows, int columns, int stride, A scores);

  /**
   * Adds bias(r, c) = {@code bias[offset + r·rowStep + c·columnStep]}; where it is −∞ the score
   * becomes −∞ whatever it was.
   *
   * @return whether a bias was −∞
   */
  boolean addBias(
      A bias, int offset, int rowStep, int columnStep, int rows, int columns, int stride, A scores);

  /**
   * Makes scores −∞ where flag(r, c) = {@code flags[offset + r·rowStep + c·columnStep]}, read as a
   * truth value, equals {@code hidden}.
   */
  void hideFlagged(
      byte[] flags,
      int offset,
      int rowStep,
      int columnStep,
      boolean hidden,
      int rows,
      int columns,
      int stride,
      A scores);

  /**
   * Makes score(r, c) −∞ unless {@code from[c] ≤ key + r < to[c]}: rows are keys. Rows go from
   * {@code row} and columns from {@code column} on.
   */
  void hideOutside(
      int[] from,
      int[] to,
      int key,
      int row,
      int rows,
      int column,
      int columns,
      int stride,
      A scores);
}
