package dev.heed.engine.rule;

import dev.heed.engine.operand.Partition;
import dev.heed.engine.operand.Sequences;
import dev.heed.engine.operand.TileReader;
import dev.heed.mask.Kept;
import dev.heed.mask.Mask;
import org.jspecify.annotations.Nullable;

/**
 * Flags out of a tensor of the caller's, where they lie; through a transposed copy where those of a
 * query lie side by side and the scores of a key do.
 */
final class DenseFlags implements TileFlags {
  private final Mask.Flags mask;
  private final Sequences sequences;
  private final TileReader<byte[]> reader;
  private final int lanes;
  private final boolean queriesSideBySide;
  private byte @Nullable [] transposed;
  private boolean turned;

  /**
   * @param mask with flags {@code [B, H, L, S]}
   * @param lanes most queries of a tile
   * @param keys most keys
   */
  DenseFlags(Mask.Flags mask, Sequences sequences, int lanes, int keys) {
    this.mask = mask;
    this.sequences = sequences;
    this.lanes = lanes;
    this.queriesSideBySide = WrittenFlags.queriesSideBySide(lanes);
    this.reader = TileReader.of(mask.flags(), mask.flags().dtype(), lanes, keys, false);
  }

  @Override
  public Kept look(int sequence, int head, int first, int active, int key, int count) {
    reader.locate(
        sequences.entry(sequence),
        head,
        sequences.queryStart(sequence) + first,
        active,
        sequences.keyStart(sequence) + key,
        count);
    turned = false;
    int all = active * count;
    int set = set(active, count);
    Kept kept = WrittenFlags.kept(mask.keep() ? set : all - set, all);
    int stride = reader.rowStride();
    turned = kept == Kept.SOME && queriesSideBySide && reader.columnStride() == 1 && stride > 1;
    if (turned) {
      EightFlags.transpose(
          reader.array(), reader.offset(), stride, active, count, scratch(count), lanes);
    }
    return kept;
  }

  /** How many flags of the tile are true. */
  private int set(int active, int count) {
    byte[] flags = reader.array();
    int offset = reader.offset();
    if (reader.columnStride() == 1) {
      return EightFlags.count(flags, offset, reader.rowStride(), active, count);
    }
    if (reader.rowStride() == 1) {
      return EightFlags.count(flags, offset, reader.columnStride(), count, active);
    }
    int set = 0;
    for (int i = 0; i < active; i++) {
      int at = offset + i * reader.rowStride();
      for (int j = 0; j < count; j++) {
        set += flags[at + j * reader.columnStride()] != 0 ? 1 : 0;
      }
    }
    return set;
  }

  private byte[] scratch(int count) {
    byte[] scratch = transposed;
    if (scratch == null || scratch.length < count * lanes) {
      scratch = new byte[Partition.KEY_TILE * lanes];
      transposed = scratch;
    }
    return scratch;
  }

  @Override
  public byte[] array() {
    return turned && transposed != null ? transposed : reader.array();
  }

  @Override
  public int offset() {
    return turned ? 0 : reader.offset();
  }

  @Override
  public int queryStride() {
    return turned ? 1 : reader.rowStride();
  }

  @Override
  public int keyStride() {
    return turned ? lanes : reader.columnStride();
  }

  @Override
  public boolean hides() {
    return !mask.keep();
  }
}
