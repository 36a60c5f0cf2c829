package dev.heed.spark.sequence;

import dev.heed.attention.PartialAttention;
import dev.heed.attention.PartialInspection;
import dev.heed.attention.PartialReceived;
import dev.heed.attention.PartialTopKeys;
import dev.heed.attention.SplitAttention;
import dev.heed.inspection.Inspection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * The second round, on one partition: what its keys receive, block by block, and its top keys,
 * merged.
 *
 * @param queries that attend, on every executor
 * @param sums maxima and sums of all keys, as {@link PartialAttention#toBytes} writes them
 * @param rule how
 * @param layout of the keys
 * @param topKeys keys of each query that are listed; 0 for none
 * @param received whether it is asked what keys receive
 * @param leftOut blocks that the first round left out
 */
record InspectTask(
    Broadcast<Queries> queries,
    Broadcast<byte[]> sums,
    AttentionRule rule,
    KeyValueLayout layout,
    int topKeys,
    boolean received,
    Set<Integer> leftOut)
    implements FlatMapFunction<Iterator<KeyValueBlock>, PartFindings> {
  @Override
  public Iterator<PartFindings> call(Iterator<KeyValueBlock> blocks) {
    Queries asking = queries.value();
    PartialAttention whole = PartialAttention.ofBytes(sums.value());
    SplitAttention split = asking.split(rule.attention(), layout);
    List<PartFindings> found = new ArrayList<>();
    PartialTopKeys top = null;
    while (blocks.hasNext()) {
      KeyValueBlock block = blocks.next();
      if (!leftOut.contains(block.number())) {
        StateMerge.fault(block, layout, false);
        PartialInspection part =
            split.inspect(asking.part(block, layout), whole, asked(layout.keysOf(block.number())));
        top = merged(top, part.topKeys());
        PartialReceived sums = part.received();
        if (sums != null) {
          found.add(new PartFindings.Received(block.number(), sums.sums()));
        }
      }
    }
    if (top != null) {
      found.add(new PartFindings.Top(top));
    }
    return found.iterator();
  }

  /** Of a block with fewer keys than are listed, all of them. */
  private Inspection asked(int keys) {
    Inspection asked = Inspection.none().withTopKeys(Math.min(topKeys, keys));
    return received ? asked.withReceived() : asked;
  }

  private @Nullable PartialTopKeys merged(
      @Nullable PartialTopKeys one, @Nullable PartialTopKeys other) {
    if (other == null || topKeys == 0) {
      return one;
    }
    PartialTopKeys more = other.withRoom(topKeys);
    return one == null ? more : one.merge(more);
  }
}
