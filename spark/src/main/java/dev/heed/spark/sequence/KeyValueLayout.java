package dev.heed.spark.sequence;

import dev.heed.tensor.DType;
import java.io.Serializable;

/**
 * How the keys and values of one sequence are cut into blocks: block n has the keys from {@code n ·
 * blockKeys} on, the last one what is left.
 *
 * @param dtype float32 or float64
 * @param heads of keys and values
 * @param keys of the whole sequence, S
 * @param depth D, numbers of a key
 * @param valueDepth Dv, numbers of a value
 * @param blockKeys keys of a block
 */
public record KeyValueLayout(
    DType dtype, int heads, int keys, int depth, int valueDepth, int blockKeys)
    implements Serializable {
  /**
   * @throws IllegalArgumentException if a size is below 1, the dtype is another, or a block is too
   *     large for an array
   */
  public KeyValueLayout {
    if (dtype != DType.FLOAT32 && dtype != DType.FLOAT64) {
      throw new IllegalArgumentException(dtype + " keys: blocks are of float32 or float64");
    }
    if (heads < 1 || keys < 1 || depth < 1 || valueDepth < 1 || blockKeys < 1) {
      throw new IllegalArgumentException(
          "%d heads, %d keys of %d and %d numbers, %d keys a block: each is at least 1"
              .formatted(heads, keys, depth, valueDepth, blockKeys));
    }
    long most = (long) heads * Math.min(keys, blockKeys) * Math.max(depth, valueDepth);
    if (most > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%d numbers in a block: an array holds no more than 2³¹; take fewer keys a block"
              .formatted(most));
    }
  }

  /** Blocks of the sequence. */
  public int blocks() {
    return Math.ceilDiv(keys, blockKeys);
  }

  /** The first key of a block. */
  public int firstKey(int block) {
    return block * blockKeys;
  }

  /** Keys of a block. */
  public int keysOf(int block) {
    return Math.min(blockKeys, keys - firstKey(block));
  }
}
