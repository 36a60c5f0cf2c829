package dev.heed.attention;

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
      int stride,
      byte[] flags) {
    int kept = 0;
    for (int i = 0; i < active; i++) {
      for (int j = 0; j < count; j++) {
        boolean attends = function.attends(sequence, head, first + i, key + j);
        flags[i * stride + j] = (byte) (attends ? 1 : 0);
        kept += attends ? 1 : 0;
      }
    }
    return kept;
  }
}
