package dev.heed.mask;

/**
 * A rule of the caller's own for which keys a query attends to. It must be a function of its
 * arguments alone and safe to call from several threads. A call asks for a pair once, up to three
 * times where rows are empty or not finite, in no promised order; pairs that another mask leaves
 * out may be asked for as well.
 */
@FunctionalInterface
public interface MaskFunction {
  /**
   * Whether the query attends to the key.
   *
   * @param b sequence
   * @param h query head
   * @param i query, counted within its sequence
   * @param j key, counted within its sequence
   */
  boolean attends(int b, int h, int i, int j);
}
