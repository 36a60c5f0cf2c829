package dev.heed.benchmarks;

import dev.heed.meter.AttentionShape;
import dev.heed.tensor.DType;

/** One query for each sequence, on keys and values that are kept in some way. */
public enum CacheKind {
  TENSOR("one tensor", 16, 32_768, 1, DType.FLOAT32),
  IN_ORDER("pages in order", 16, 32_768, 1, DType.FLOAT32),
  SHUFFLED("pages in any order", 16, 32_768, 1, DType.FLOAT32),
  FLOAT16("float16 pages", 16, 32_768, 1, DType.FLOAT16),
  BFLOAT16("bfloat16 pages", 16, 32_768, 1, DType.BFLOAT16),
  ONE_LONG("one long sequence", 2, 262_144, 1, DType.FLOAT32),
  MANY("256 sequences of 4 to 2,044 keys", 2, 262_144, 256, DType.FLOAT32);

  private static final int DEPTH = 64;

  private final String words;
  private final int heads;
  private final int keys;
  private final int sequences;
  private final DType storage;

  CacheKind(String words, int heads, int keys, int sequences, DType storage) {
    this.words = words;
    this.heads = heads;
    this.keys = keys;
    this.sequences = sequences;
    this.storage = storage;
  }

  /** Its name for readers. */
  public String words() {
    return words;
  }

  int heads() {
    return heads;
  }

  int depth() {
    return DEPTH;
  }

  int sequences() {
    return sequences;
  }

  DType storage() {
    return storage;
  }

  /** All keys as those of one sequence. */
  AttentionShape whole() {
    return AttentionShape.decode(heads, heads, keys, DEPTH);
  }

  /** The first key of a sequence among all: lengths rise from 1 in equal steps. */
  int start(int sequence) {
    return (int) ((long) keys * sequence * sequence / ((long) sequences * sequences));
  }

  /** Keys of a sequence. */
  int length(int sequence) {
    return start(sequence + 1) - start(sequence);
  }

  /** What it is compared with. */
  CacheKind base() {
    return this == MANY || this == ONE_LONG ? ONE_LONG : TENSOR;
  }

  /** Bytes of all keys and values as they are stored. */
  double bytes() {
    return whole().keyValueBytes(storage.bytes());
  }
}
