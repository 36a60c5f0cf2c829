package dev.heed.spark;

import dev.heed.attention.Attention;
import dev.heed.attention.AttentionResult;
import dev.heed.attention.PartialAttention;
import dev.heed.attention.PartialTopKeys;
import dev.heed.spark.sequence.KeyValueBlocks;
import dev.heed.spark.sequence.KeyValueLayout;
import dev.heed.spark.sequence.SequenceRun;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Attention to one sequence whose keys and values are spread over executors. Queries go to every
 * executor; keys and values stay where they are, and what moves is a state for each query and
 * partition (SEMANTICS S14), merged along a fixed tree over the numbers of the blocks.
 *
 * <p>The result is within S12 of that of one machine, and has the same bits for any number of
 * executors, however blocks are spread over partitions, in whatever order states arrive, and
 * whatever is run twice; it depends on the keys of a block. Blocks that the mask leaves out for
 * every query are neither read nor moved.
 *
 * <pre>{@code
 * ShardedAttention attention = ShardedAttention.of(Attention.scaledDotProduct());
 * ShardedResult result = attention.attend(spark, queries, KeyValueBlocks.of(table));
 * }</pre>
 *
 * <p>Source: the states are those of Milakov and Gimelshein 2018 (arXiv 1805.02867), section 3.1;
 * splitting keys as in Dao et al. 2023, Flash-Decoding.
 *
 * @param attention what is computed: scale, softcap, sinks, and masks that are causal, windows or
 *     lengths
 * @param leavesOut whether a block that is null, of a wrong length or not finite counts as masked,
 *     and is named in the result, rather than ending the job
 * @param queriesAtATime queries whose states executors hold at once
 */
public record ShardedAttention(Attention attention, boolean leavesOut, int queriesAtATime) {
  /**
   * @throws IllegalArgumentException if the attention has a bias, or another mask, or there is no
   *     query at a time
   */
  public ShardedAttention {
    if (queriesAtATime < 1) {
      throw new IllegalArgumentException(queriesAtATime + " queries at a time: at least 1");
    }
    SequenceRun.requireTravels(attention);
  }

  /** Of an attention; a bad block ends the job. */
  public static ShardedAttention of(Attention attention) {
    return new ShardedAttention(attention, false, Integer.MAX_VALUE);
  }

  /**
   * The same with so many queries at a time, each with a round of its own: for queries whose states
   * are too large for an executor. Keys are read again for each; no bit changes.
   */
  public ShardedAttention withQueriesAtATime(int count) {
    return new ShardedAttention(attention, leavesOut, count);
  }

  /** The same, going on without bad blocks. */
  public ShardedAttention leavingOutBadBlocks() {
    return new ShardedAttention(attention, true, queriesAtATime);
  }

  /**
   * The output of all queries.
   *
   * @param query {@code [H, L, D]} of the dtype of the keys; H is a multiple of their heads
   * @param blocks keys and values
   * @throws IllegalArgumentException if queries do not fit the keys
   * @throws IllegalStateException if a block did not come; the message names it
   */
  public ShardedResult attend(Tensor query, KeyValueBlocks blocks) {
    SequenceRun run = SequenceRun.of(attention, leavesOut, query, blocks);
    int rows = query.size(1);
    if (rows <= queriesAtATime) {
      return result(run.states());
    }
    KeyValueLayout layout = blocks.layout();
    Tensor output =
        Tensor.zeros(layout.dtype(), Shape.of(query.size(0), rows, layout.valueDepth()));
    Tensor sums = Tensor.zeros(layout.dtype(), Shape.of(query.size(0), rows));
    SortedMap<Integer, String> leftOut = new TreeMap<>();
    for (int first = 0; first < rows; first += queriesAtATime) {
      int end = Math.min(rows, first + queriesAtATime);
      ShardedResult part = result(run.part(first, end).states());
      part.attention().output().copyInto(output.slice(1, first, end));
      part.attention().logSumExp().copyInto(sums.slice(1, first, end));
      leftOut.putAll(part.leftOut());
    }
    return new ShardedResult(new AttentionResult(output, sums), leftOut);
  }

  private ShardedResult result(SequenceRun.States states) {
    return new ShardedResult(states.merged().finish(attention.sinks()), states.leftOut());
  }

  /**
   * The output of all queries, and where they look: the keys with the largest weights of each
   * query, and what each key receives from all queries. Takes two rounds, since weights are known
   * when all keys were seen.
   *
   * @param topKeys keys of each query that are listed, at most as many as there are; 0 for none
   * @param received whether it is asked what keys receive
   * @throws IllegalArgumentException as {@link #attend}, or if more keys are asked for than there
   *     are
   */
  public ShardedInspection inspect(
      Tensor query, KeyValueBlocks blocks, int topKeys, boolean received) {
    if (topKeys < 0 || topKeys > blocks.layout().keys()) {
      throw new IllegalArgumentException(
          "top %d of %d keys: at most as many as there are"
              .formatted(topKeys, blocks.layout().keys()));
    }
    SequenceRun run = SequenceRun.of(attention, leavesOut, query, blocks);
    SequenceRun.States states = run.states();
    ShardedResult result = result(states);
    Tensor sinks = attention.sinks();
    PartialAttention sums =
        sinks == null ? states.merged().rowSums() : states.merged().rowSums(sinks);
    SequenceRun.Second second = run.inspect(sums, states, topKeys, received);
    PartialTopKeys top = second.topKeys();
    return new ShardedInspection(result, top == null ? null : top.finish(sums), second.received());
  }
}
