package dev.heed.spark;

import dev.heed.attention.Attention;
import dev.heed.attention.PartialAttention;
import dev.heed.attention.PartialTopKeys;
import dev.heed.spark.sequence.KeyValueBlocks;
import dev.heed.spark.sequence.SequenceRun;
import dev.heed.tensor.Tensor;

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
 */
public record ShardedAttention(Attention attention, boolean leavesOut) {
  /**
   * @throws IllegalArgumentException if the attention has a bias, or another mask
   */
  public ShardedAttention {
    SequenceRun.requireTravels(attention);
  }

  /** Of an attention; a bad block ends the job. */
  public static ShardedAttention of(Attention attention) {
    return new ShardedAttention(attention, false);
  }

  /** The same, going on without bad blocks. */
  public ShardedAttention leavingOutBadBlocks() {
    return new ShardedAttention(attention, true);
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
    SequenceRun.States states = new SequenceRun(attention, leavesOut, query, blocks).states();
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
    SequenceRun run = new SequenceRun(attention, leavesOut, query, blocks);
    SequenceRun.States states = run.states();
    ShardedResult result =
        new ShardedResult(states.merged().finish(attention.sinks()), states.leftOut());
    Tensor sinks = attention.sinks();
    PartialAttention sums =
        sinks == null ? states.merged().rowSums() : states.merged().rowSums(sinks);
    SequenceRun.Second second = run.inspect(sums, states, topKeys, received);
    PartialTopKeys top = second.topKeys();
    return new ShardedInspection(result, top == null ? null : top.finish(sums), second.received());
  }
}
