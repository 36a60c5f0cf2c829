package dev.heed.spark.sequence;

import java.util.BitSet;
import org.apache.spark.api.java.JavaRDD;

/** Where the blocks of a sequence come from. */
interface BlockSource {
  /**
   * The blocks, of which those that nobody needs may be left out before anything is read or moved.
   */
  JavaRDD<KeyValueBlock> blocks(BitSet needed);
}
