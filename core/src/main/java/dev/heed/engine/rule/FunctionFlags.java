package dev.heed.engine.rule;

import dev.heed.mask.Kept;
import dev.heed.mask.MaskFunction;

/** A {@link MaskFunction}, asked for each pair of a tile once. */
final class FunctionFlags extends WrittenFlags {
  private final MaskFunction function;
  private final MaskLoop loop;

  /**
   * @param lanes most queries of a tile
   * @param keys most keys
   */
  FunctionFlags(MaskFunction function, int lanes, int keys) {
    super(lanes, keys);
    this.function = function;
    this.loop = FunctionLoops.mask(function);
  }

  @Override
  public Kept look(int sequence, int head, int first, int active, int key, int count) {
    int kept =
        loop.write(
            function,
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
