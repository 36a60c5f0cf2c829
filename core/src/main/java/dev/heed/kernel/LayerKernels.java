package dev.heed.kernel;

/**
 * What a transformer does between products of matrices, on rows that lie one after the other.
 *
 * <p>A sum along a row has 16 chains, column c going to chain c mod 16 in order, each from +0; then
 * chain i takes in chain i + 8, i + 4, i + 2 and i + 1, in this order.
 */
public interface LayerKernels<A> {
  /** target[targetOffset + i] += source[offset + i]. */
  void add(A source, int offset, int count, A target, int targetOffset);

  /** target[targetOffset + i] = max(target[targetOffset + i], source[offset + i]), as Math.max. */
  void max(A source, int offset, int count, A target, int targetOffset);

  /**
   * Each row less its mean, divided by √(variance + epsilon), times weight, plus bias (one fma):
   * the mean is Σx/columns, the variance Σ(x − mean)²/columns with one fma an element.
   *
   * @param source {@code rows × columns} from {@code offset} on
   * @param target takes the result from {@code offset} on; may be the source
   */
  void normalize(
      A source, int offset, int rows, int columns, A weight, A bias, double epsilon, A target);

  /**
   * target[targetOffset + i] = x·Φ(x) of x = source[offset + i], with Φ the normal distribution.
   *
   * @param target may be the source, with the same offset
   */
  void gelu(A source, int offset, int count, A target, int targetOffset);

  /** Divides a row by its length √Σx², one fma a square; a row of length 0 stays. */
  void scaleToUnitLength(A row, int offset, int columns);

  /** Σ left(i)·right(i), one fma a product; as exact as the type, though a double carries it. */
  double dot(A left, int offset, A right, int rightOffset, int count);
}
