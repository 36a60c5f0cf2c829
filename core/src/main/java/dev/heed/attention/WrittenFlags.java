package dev.heed.attention;

/**
 * Flags that are written for each tile, in an array of their own; true keeps. The longer side of a
 * tile lies side by side, queries where they are equally long.
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
    this.queryStride = lanes < keys ? keys : 1;
    this.keyStride = lanes < keys ? 1 : lanes;
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
