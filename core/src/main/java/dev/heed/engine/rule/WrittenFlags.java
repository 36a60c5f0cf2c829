package dev.heed.engine.rule;

import dev.heed.kernel.AttentionKernels;
import dev.heed.mask.Kept;

/**
 * Flags that are written for each tile, in an array of their own; true keeps. Queries lie side by
 * side in a tile of many, and keys in a tile of few.
 */
abstract class WrittenFlags implements TileFlags {
  private final byte[] flags;
  private final int queryStride;
  private final int keyStride;

  /**
   * @param lanes most queries of a tile
   * @param keys most keys
   */
  WrittenFlags(int lanes, int keys) {
    this.flags = new byte[lanes * keys];
    this.queryStride = queriesSideBySide(lanes) ? 1 : keys;
    this.keyStride = queriesSideBySide(lanes) ? lanes : 1;
  }

  /** Whether queries lie side by side in tiles of so many, as their scores do. */
  static boolean queriesSideBySide(int lanes) {
    return lanes >= AttentionKernels.BLOCK;
  }

  static Kept kept(int count, int of) {
    return count == 0 ? Kept.NONE : count == of ? Kept.ALL : Kept.SOME;
  }

  @Override
  public byte[] array() {
    return flags;
  }

  @Override
  public int offset() {
    return 0;
  }

  @Override
  public int queryStride() {
    return queryStride;
  }

  @Override
  public int keyStride() {
    return keyStride;
  }

  @Override
  public boolean hides() {
    return false;
  }
}
