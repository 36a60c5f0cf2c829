package dev.heed.spark.sequence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/** Spreads blocks over partitions in ranges of the tree: a power of two, from a multiple on. */
final class AlignedRanges extends Partitioner {
  private static final long serialVersionUID = 1;

  private final int blocks;
  private final int count;

  /**
   * @throws IllegalArgumentException if {@code count} is no power of two
   */
  AlignedRanges(int blocks, int count) {
    if (Integer.bitCount(count) != 1) {
      throw new IllegalArgumentException(
          count + " blocks a partition: a range of the tree has a power of two of them");
    }
    this.blocks = blocks;
    this.count = count;
  }

  /** Ranges as large as they must be for at most so many partitions. */
  static AlignedRanges atMost(int blocks, int partitions) {
    int least = Math.ceilDiv(blocks, partitions);
    int count = Integer.highestOneBit(least);
    return new AlignedRanges(blocks, count < least ? 2 * count : count);
  }

  /** The numbers of some blocks, those of a range together. */
  List<List<Integer>> groups(BitSet needed) {
    SortedMap<Integer, List<Integer>> groups = new TreeMap<>();
    needed.stream()
        .forEach(n -> groups.computeIfAbsent(n / count, range -> new ArrayList<>()).add(n));
    return List.copyOf(groups.values());
  }

  JavaRDD<KeyValueBlock> arranged(JavaRDD<KeyValueBlock> source) {
    return source
        .mapToPair(block -> new Tuple2<>(block.number(), block))
        .partitionBy(this)
        .values();
  }

  JavaRDD<StateRange> together(JavaRDD<StateRange> source) {
    return source.mapToPair(range -> new Tuple2<>(range.first(), range)).partitionBy(this).values();
  }

  @Override
  public int numPartitions() {
    return Math.ceilDiv(blocks, count);
  }

  /** Blocks of no valid number go to the first, where they are refused. */
  @Override
  public int getPartition(Object key) {
    int place = (Integer) key / count;
    return place < 0 || place >= numPartitions() ? 0 : place;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AlignedRanges ranges
        && ranges.blocks == blocks
        && ranges.count == count;
  }

  @Override
  public int hashCode() {
    return 31 * blocks + count;
  }
}
