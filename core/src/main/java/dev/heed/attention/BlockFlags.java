package dev.heed.attention;

import dev.heed.tensor.Tensor;

/** Flags of blocks, spread over the pairs of each tile. */
final class BlockFlags extends WrittenFlags {
  private final Tensor flags;
  private final int size;
  private final int[] index = new int[4];

  /**
   * @param mask with flags {@code [B, H, ⌈L/size⌉, ⌈S/size⌉]}
   * @param lanes most queries of a tile
   * @param keys most keys
   */
  BlockFlags(Mask.Blocks mask, int lanes, int keys) {
    super(lanes, keys);
    this.flags = mask.flags();
    this.size = mask.size();
  }

  @Override
  public Kept look(int sequence, int head, int first, int active, int key, int count) {
    index[0] = sequence;
    index[1] = head;
    byte[] written = array();
    int kept = 0;
    for (int j = 0; j < count; j++) {
      boolean sameColumn = j > 0 && (key + j) % size != 0;
      index[3] = (key + j) / size;
      for (int i = 0; i < active; i++) {
        int at = i * queryStride() + j;
        if (sameColumn) {
          written[at] = written[at - 1];
        } else if (i > 0 && (first + i) % size != 0) {
          written[at] = written[at - queryStride()];
        } else {
          index[2] = (first + i) / size;
          written[at] = (byte) flags.get(index);
        }
        kept += written[at];
      }
    }
    return kept(kept, active * count);
  }
}
