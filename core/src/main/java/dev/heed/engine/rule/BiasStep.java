package dev.heed.engine.rule;

/** One bias of a call on the tiles of one thread. */
public interface BiasStep<A> {
  /**
   * Applies the bias to the scores {@code [first, first + active) × [key, key + count)}.
   *
   * @return whether it left a key out
   */
  boolean apply(int sequence, int head, int first, int active, int key, int count, A scores);
}
