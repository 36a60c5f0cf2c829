package dev.heed.spark.sequence;

import java.io.Serializable;

/** Makes or fetches a block where it is needed; the same one each time that it is asked. */
public interface BlockMaker extends Serializable {
  /** Block {@code number}. */
  KeyValueBlock make(int number) throws Exception;
}
