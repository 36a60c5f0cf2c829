package dev.heed.spark.sequence;

import dev.heed.attention.Attention;
import dev.heed.attention.PartialAttention;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
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
    Attention attention = rule.attention();
    Tensor query = queries.value().tensor();
    StateMerge merge = new StateMerge(layout.blocks(), needed);
    while (blocks.hasNext()) {
      KeyValueBlock block = blocks.next();
      String fault = StateMerge.fault(block, layout, leavesOut);
      if (fault == null) {
        merge.add(block.number(), state(attention, query, block));
      } else {
        merge.leaveOut(block.number(), nothing(query), fault);
      }
    }
    return merge.ranges();
  }

  private PartialAttention state(Attention attention, Tensor query, KeyValueBlock block) {
    int first = layout.firstKey(block.number());
    return attention.partial(query, block.keys(layout), block.values(layout), first, layout.keys());
  }

  private PartialAttention nothing(Tensor query) {
    Shape rows = Shape.of(query.size(0), query.size(1));
    return PartialAttention.identity(rows, layout.valueDepth(), layout.dtype());
  }
}
