package dev.heed.meter;

/**
 * A call of attention in float32 whose speed is of interest.
 *
 * @param shape its sizes
 * @param causal whether with the causal mask, for as many queries as keys
 */
public record AttentionWork(AttentionShape shape, boolean causal) {
  /** Whether it is bound by memory: a query reads each key once. */
  public boolean isDecode() {
    return shape.queries() == 1;
  }
}
