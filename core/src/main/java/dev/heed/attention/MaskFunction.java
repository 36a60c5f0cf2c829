package dev.heed.attention;

/**
 * A rule of the caller's own for which keys a query attends to. It must be a function of its
 * arguments alone and safe to call from several threads; each pair is asked at most twice a call,
 * in no promised order, and pairs that another mask leaves out may be asked for as well.
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
