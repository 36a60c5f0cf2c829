package dev.heed.spark.sequence;

import dev.heed.attention.Attention;
import dev.heed.attention.PartialAttention;
import dev.heed.attention.PartialTopKeys;
import dev.heed.attention.SplitAttention;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.BitSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/** One sharded attention, from the driver's side. */
public final class SequenceRun {
  /**
   * What the first round leaves.
   *
   * @param merged the state of all blocks
   * @param leftOut what was wrong with blocks that were left out, by their numbers
   */
  public record States(PartialAttention merged, SortedMap<Integer, String> leftOut) {}

  private final AttentionRule rule;
  private final boolean leavesOut;
  private final Tensor query;
  private final int firstQuery;
  private final int endQuery;
  private final KeyValueBlocks blocks;
  private final BitSet needed;

  private SequenceRun(
      AttentionRule rule, boolean leavesOut, Tensor query, KeyValueBlocks blocks, int... rows) {
    this.rule = rule;
    this.leavesOut = leavesOut;
    this.query = query;
    this.blocks = blocks;
    this.firstQuery = rows[0];
    this.endQuery = rows[1];
    KeyValueLayout layout = blocks.layout();
    this.needed =
        new SplitAttention(rule.attention(), query.size(1), layout.keys())
            .neededBlocks(
                query.slice(1, firstQuery, endQuery).shape(), firstQuery, layout.blockKeys());
  }

  /**
   * A run of all queries.
   *
   * @throws IllegalArgumentException if they do not fit the keys
   */
  public static SequenceRun of(
      Attention attention, boolean leavesOut, Tensor query, KeyValueBlocks blocks) {
    KeyValueLayout layout = blocks.layout();
    boolean fits =
        query.rank() == 3
            && query.dtype() == layout.dtype()
            && query.size(0) % layout.heads() == 0
            && query.size(2) == layout.depth();
    if (!fits) {
      throw new IllegalArgumentException(
          "queries %s for keys of %d heads and %d numbers: they are %s [H, L, %d], H a multiple of %d"
              .formatted(
                  query,
                  layout.heads(),
                  layout.depth(),
                  layout.dtype(),
                  layout.depth(),
                  layout.heads()));
    }
    return new SequenceRun(AttentionRule.of(attention), leavesOut, query, blocks, 0, query.size(1));
  }

  /** The run of some of the queries, from a row to another (exclusive). */
  public SequenceRun part(int first, int end) {
    return new SequenceRun(rule, leavesOut, query, blocks, first, end);
  }

  /**
   * Refuses what does not travel to executors.
   *
   * @throws IllegalArgumentException if the attention has a bias, or a mask of many numbers
   */
  public static void requireTravels(Attention attention) {
    AttentionRule.of(attention);
  }

  /**
   * What the second round leaves.
   *
   * @param topKeys of each query, without weights; null where nobody asked, or no key was seen
   * @param received a row a block, of {@link #RECEIVED}; null where nobody asked
   */
  public record Second(@Nullable PartialTopKeys topKeys, @Nullable Dataset<Row> received) {}

  /**
   * The columns of what keys receive: {@code block int}, {@code firstKey int}, {@code keys int} and
   * {@code received array<double>}, {@code [H, keys]} in C order.
   */
  public static final StructType RECEIVED =
      new StructType()
          .add("block", DataTypes.IntegerType, false)
          .add("firstKey", DataTypes.IntegerType, false)
          .add("keys", DataTypes.IntegerType, false)
          .add("received", new ArrayType(DataTypes.DoubleType, false), false);

  /**
   * The second round, in which weights are known.
   *
   * @param sums maxima and sums of all keys, sinks included
   * @param first what the first round left
   * @param topKeys keys of each query that are listed; 0 for none
   * @param received whether it is asked what keys receive
   */
  public Second inspect(PartialAttention sums, States first, int topKeys, boolean received) {
    KeyValueLayout layout = blocks.layout();
    JavaRDD<KeyValueBlock> source = blocks.blocks(needed);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(source.context());
    JavaRDD<PartFindings> findings =
        source
            .mapPartitions(
                new InspectTask(
                    context.broadcast(Queries.of(query, firstQuery, endQuery)),
                    context.broadcast(sums.toBytes()),
                    rule,
                    layout,
                    topKeys,
                    received,
                    Set.copyOf(first.leftOut().keySet())))
            .persist(StorageLevel.MEMORY_AND_DISK());
    PartialTopKeys top =
        findings
            .filter(found -> found instanceof PartFindings.Top)
            .map(found -> (PartFindings.Top) found)
            .collect()
            .stream()
            .map(PartFindings.Top::topKeys)
            .reduce(PartialTopKeys::merge)
            .orElse(null);
    Dataset<Row> table =
        received ? received(SparkSession.builder().getOrCreate(), findings, layout) : null;
    return new Second(top, table);
  }

  private static Dataset<Row> received(
      SparkSession spark, JavaRDD<PartFindings> findings, KeyValueLayout layout) {
    JavaRDD<Row> rows =
        findings
            .filter(found -> found instanceof PartFindings.Received)
            .map(found -> ((PartFindings.Received) found).row(layout));
    return spark.createDataFrame(rows, RECEIVED);
  }

  /**
   * The first round.
   *
   * @throws IllegalStateException if a block did not come
   */
  public States states() {
    KeyValueLayout layout = blocks.layout();
    if (needed.isEmpty()) {
      Shape rows = Shape.of(query.size(0), endQuery - firstQuery);
      PartialAttention nothing =
          PartialAttention.identity(rows, layout.valueDepth(), layout.dtype());
      return new States(nothing, new TreeMap<>());
    }
    JavaRDD<KeyValueBlock> source = blocks.blocks(needed);
    Broadcast<Queries> queries =
        JavaSparkContext.fromSparkContext(source.context())
            .broadcast(Queries.of(query, firstQuery, endQuery));
    JavaRDD<StateRange> states =
        source.mapPartitions(new StateTask(queries, rule, layout, needed, leavesOut));
    StateMerge merge = StateRounds.merged(states, layout.blocks(), needed);
    queries.unpersist();
    return new States(merge.result(), merge.leftOut());
  }
}
