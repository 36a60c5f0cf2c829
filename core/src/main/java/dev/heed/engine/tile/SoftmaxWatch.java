package dev.heed.engine.tile;

/** Looks at the tiles of scores of a tile of queries while its softmax runs; changes nothing. */
public interface SoftmaxWatch<A> {
  /** Sees the scores (steps 1 to 5) in the bands of the mask, before they become weights. */
  void beforeStep(OnlineSoftmax<A> softmax);

  /**
   * Sees the weights that they became, {@link OnlineSoftmax#rescale()} and the moments of the step.
   */
  void afterStep(OnlineSoftmax<A> softmax);
}
