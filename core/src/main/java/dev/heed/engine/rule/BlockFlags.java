package dev.heed.engine.rule;

import dev.heed.mask.Kept;
import dev.heed.mask.Mask;
import dev.heed.tensor.Tensor;
import java.util.Arrays;

/** Flags of blocks, spread over the pairs of each tile that has both kinds. */
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
    boolean some = false;
    boolean all = true;
    for (int row = first / size; row <= (first + active - 1) / size; row++) {
      for (int column = key / size; column <= (key + count - 1) / size; column++) {
        boolean keeps = flag(row, column) != 0;
        some |= keeps;
        all &= keeps;
      }
    }
    if (some && !all) {
      spread(first, active, key, count);
    }
    return !some ? Kept.NONE : all ? Kept.ALL : Kept.SOME;
  }

  private byte flag(int row, int column) {
    index[2] = row;
    index[3] = column;
    return (byte) flags.get(index);
  }

  /** One line of each row of blocks, side by side; the others of that row are its copies. */
  private void spread(int first, int active, int key, int count) {
    boolean queries = queryStride() == 1;
    int stride = Math.max(queryStride(), keyStride());
    int start = queries ? key : first;
    int lines = queries ? count : active;
    int innerStart = queries ? first : key;
    int inner = queries ? active : count;
    byte[] written = array();
    for (int line = 0; line < lines; line++) {
      int to = line * stride;
      int block = (start + line) / size;
      if (line > 0 && block == (start + line - 1) / size) {
        System.arraycopy(written, to - stride, written, to, inner);
        continue;
      }
      for (int at = 0; at < inner; ) {
        int other = (innerStart + at) / size;
        long behind = (other + 1L) * size - innerStart;
        int end = (int) Math.min(inner, behind);
        byte flag = queries ? flag(other, block) : flag(block, other);
        Arrays.fill(written, to + at, to + end, flag);
        at = end;
      }
    }
  }
}
