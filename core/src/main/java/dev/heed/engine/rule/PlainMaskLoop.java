package dev.heed.engine.rule;

import dev.heed.mask.MaskFunction;

/** The loop that is copied for each class of functions. */
final class PlainMaskLoop implements MaskLoop {
  @Override
  public int write(
      MaskFunction function,
      int sequence,
      int head,
      int first,
      int active,
      int key,
      int count,
      int queryStride,
      int keyStride,
      byte[] flags) {
    // The compiler leaves out the check of an index that goes up by one, and of no other.
    int kept = 0;
    if (queryStride == 1) {
      for (int j = 0; j < count; j++) {
        int at = j * keyStride;
        for (int i = 0; i < active; i++) {
          int flag = function.attends(sequence, head, first + i, key + j) ? 1 : 0;
          flags[at + i] = (byte) flag;
          kept += flag;
        }
      }
      return kept;
    }
    for (int i = 0; i < active; i++) {
      int at = i * queryStride;
      for (int j = 0; j < count; j++) {
        int flag = function.attends(sequence, head, first + i, key + j) ? 1 : 0;
        flags[at + j * keyStride] = (byte) flag;
        kept += flag;
      }
    }
    return kept;
  }
}
