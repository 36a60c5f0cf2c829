package dev.heed.spark.sequence;

import java.util.BitSet;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Merges states on the executors until few enough are left for the driver. Each round takes {@value
 * #TOGETHER} ranges of the tree together, so that all rounds after the first move a seventh of what
 * the first one moves.
 */
final class StateRounds {
  private static final int TOGETHER = 8;

  private record MergeTask(int blocks, BitSet needed)
      implements FlatMapFunction<Iterator<StateRange>, StateRange> {
    @Override
    public Iterator<StateRange> call(Iterator<StateRange> ranges) {
      StateMerge merge = new StateMerge(blocks, needed);
      ranges.forEachRemaining(merge::add);
      return merge.ranges();
    }
  }

  private StateRounds() {}

  /** All states merged. */
  static StateMerge merged(JavaRDD<StateRange> states, int blocks, BitSet needed) {
    JavaRDD<StateRange> left = states;
    int partitions = left.getNumPartitions();
    while (partitions > TOGETHER) {
      partitions = Math.ceilDiv(partitions, TOGETHER);
      AlignedRanges ranges = AlignedRanges.atMost(blocks, partitions);
      partitions = ranges.numPartitions();
      left = ranges.together(left).mapPartitions(new MergeTask(blocks, needed));
    }
    StateMerge merge = new StateMerge(blocks, needed);
    left.collect().forEach(merge::add);
    return merge;
  }
}
