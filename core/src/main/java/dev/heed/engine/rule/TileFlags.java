package dev.heed.engine.rule;

import dev.heed.mask.Kept;

/**
 * A mask that is no interval, as flags of the tile at hand; one thread's own. After {@link #look}
 * says {@link Kept#SOME}, flag(i, j) is {@code array()[offset() + i·queryStride() +
 * j·keyStride()]}.
 */
public interface TileFlags {
  /** What the mask keeps of the scores {@code [first, first + active) × [key, key + count)}. */
  Kept look(int sequence, int head, int first, int active, int key, int count);

  byte[] array();

  int offset();

  int queryStride();

  int keyStride();

  /** Whether a true flag leaves a key out. */
  boolean hides();
}
