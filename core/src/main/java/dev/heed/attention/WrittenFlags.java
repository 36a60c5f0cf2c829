package dev.heed.attention;

/** Flags that are written for each tile, in an array of their own; true keeps. */
abstract class WrittenFlags implements TileFlags {
  private final byte[] flags;
  private final int keys;

  /**
   * @param lanes most queries of a tile
   * @param keys most keys
   */
  WrittenFlags(int lanes, int keys) {
    this.flags = new byte[lanes * keys];
    this.keys = keys;
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
    return keys;
  }

  @Override
  public int keyStride() {
    return 1;
  }

  @Override
  public boolean hides() {
    return false;
  }
}
