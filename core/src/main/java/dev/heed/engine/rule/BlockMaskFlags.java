package dev.heed.engine.rule;

import dev.heed.mask.BlockMask;
import dev.heed.mask.Kept;

/** A {@link BlockMask}: its function is asked only where a tile is kept in part. */
final class BlockMaskFlags extends WrittenFlags {
  private final BlockMask mask;
  private final MaskLoop loop;

  /**
   * @param lanes most queries of a tile
   * @param keys most keys
   */
  BlockMaskFlags(BlockMask mask, int lanes, int keys) {
    super(lanes, keys);
    this.mask = mask;
    this.loop = FunctionLoops.mask(mask.function());
  }

  @Override
  public Kept look(int sequence, int head, int first, int active, int key, int count) {
    Kept known = mask.look(sequence, head, first, active, key, count);
    if (known != Kept.SOME) {
      return known;
    }
    int kept =
        loop.write(
            mask.function(),
            sequence,
            head,
            first,
            active,
            key,
            count,
            queryStride(),
            keyStride(),
            array());
    return kept(kept, active * count);
  }
}
