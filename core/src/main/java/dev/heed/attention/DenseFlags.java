package dev.heed.attention;

/** Flags out of a tensor of the caller's. */
final class DenseFlags implements TileFlags {
  private final Mask.Flags mask;
  private final Sequences sequences;
  private final TileReader<byte[]> reader;

  /**
   * @param mask with flags {@code [B, H, L, S]}
   * @param lanes most queries of a tile
   * @param keys most keys
   */
  DenseFlags(Mask.Flags mask, Sequences sequences, int lanes, int keys) {
    this.mask = mask;
    this.sequences = sequences;
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
    byte[] flags = reader.array();
    int kept = 0;
    for (int i = 0; i < active; i++) {
      int at = reader.offset() + i * reader.rowStride();
      for (int j = 0; j < count; j++) {
        kept += (flags[at + j * reader.columnStride()] != 0) == mask.keep() ? 1 : 0;
      }
    }
    return WrittenFlags.kept(kept, active * count);
  }

  @Override
  public byte[] array() {
    return reader.array();
  }

  @Override
  public int offset() {
    return reader.offset();
  }

  @Override
  public int queryStride() {
    return reader.rowStride();
  }

  @Override
  public int keyStride() {
    return reader.columnStride();
  }

  @Override
  public boolean hides() {
    return !mask.keep();
  }
}
