package dev.heed.spark.sequence;

import dev.heed.attention.PartialAttention;
import dev.heed.attention.SplitAttention;
import dev.heed.tensor.Shape;
import java.util.BitSet;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * The first round, on one partition: the states of its blocks, merged as far as the tree allows.
 *
 * @param queries that attend, on every executor
 * @param rule how
 * @param layout of the keys
 * @param needed blocks that some query may see
 * @param leavesOut whether a bad block is left out rather than ending the job
 */
record StateTask(
    Broadcast<Queries> queries,
    AttentionRule rule,
    KeyValueLayout layout,
    BitSet needed,
    boolean leavesOut)
    implements FlatMapFunction<Iterator<KeyValueBlock>, StateRange> {
  @Override
  public Iterator<StateRange> call(Iterator<KeyValueBlock> blocks) {
    Queries asking = queries.value();
    SplitAttention split = asking.split(rule.attention(), layout);
    StateMerge merge = new StateMerge(layout.blocks(), needed);
    while (blocks.hasNext()) {
      KeyValueBlock block = blocks.next();
      String fault = StateMerge.fault(block, layout, leavesOut);
      if (fault == null) {
        merge.add(block.number(), split.partial(asking.part(block, layout)));
      } else {
        merge.leaveOut(block.number(), nothing(asking), fault);
      }
    }
    return merge.ranges();
  }

  private PartialAttention nothing(Queries asking) {
    Shape rows = Shape.of(asking.heads(), asking.count());
    return PartialAttention.identity(rows, layout.valueDepth(), layout.dtype());
  }
}
