package dev.heed.spark.sequence;

import dev.heed.attention.PartialTopKeys;
import dev.heed.tensor.Tensor;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** What the second round found of a part, on its way. */
sealed interface PartFindings extends Serializable {
  /** What the keys of a block receive. */
  final class Received implements PartFindings {
    private static final long serialVersionUID = 1;

    private final int block;
    private final double[] sums;

    /**
     * @param sums {@code [H, n]}
     */
    Received(int block, Tensor sums) {
      this.block = block;
      this.sums = sums.toDoubleArray();
    }

    Row row(KeyValueLayout layout) {
      return RowFactory.create(block, layout.firstKey(block), layout.keysOf(block), sums);
    }
  }

  /** The top keys of a partition. */
  final class Top implements PartFindings {
    private static final long serialVersionUID = 1;

    private final int[] sizes;
    private final Serializable scores;
    private final int[] keys;

    Top(PartialTopKeys top) {
      this.sizes = top.scores().shape().sizes();
      this.scores = KeyValueBlock.numbers(top.scores());
      this.keys = Arrays.stream(top.keys().toDoubleArray()).mapToInt(key -> (int) key).toArray();
    }

    PartialTopKeys topKeys() {
      return new PartialTopKeys(KeyValueBlock.tensor(scores, sizes), Tensor.of(keys, sizes));
    }
  }
}
