package dev.heed.engine.rule;

import dev.heed.mask.MaskFunction;

/** Asks a {@link MaskFunction} for a tile; see {@link FunctionLoops}. */
interface MaskLoop {
  /**
   * Writes flag(i, j) to {@code flags[i·queryStride + j·keyStride]}.
   *
   * @return how many are true
   */
  int write(
      MaskFunction function,
      int sequence,
      int head,
      int first,
      int active,
      int key,
      int count,
      int queryStride,
      int keyStride,
      byte[] flags);
}
