package dev.heed.attention;

import dev.heed.engine.Engine;
import dev.heed.engine.call.Call;
import dev.heed.engine.inspect.Answers;
import dev.heed.engine.inspect.InspectionRules;
import dev.heed.engine.inspect.RowFactors;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Sequences;
import dev.heed.engine.rule.MaskRules;
import dev.heed.engine.rule.NeededBlocks;
import dev.heed.inspection.Findings;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.TopKeys;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Attention of sequences that are split, by keys, by queries or by both, as an immutable value.
 * Masks and biases count positions in the whole: dense ones have the shape of all scores, {@code
 * [B, H, L, S]}, and a part reads its own.
 *
 * @param attention without sinks, which take part once, in {@link PartialAttention#finish(Tensor)}
 * @param queries L of the whole
 * @param keys S of the whole
 */
public record SplitAttention(Attention attention, int queries, int keys) {
  /**
   * A part of each sequence, the same for all of a batch.
   *
   * @param query {@code […, n, D]}, of which row i is query {@code firstQuery + i}
   * @param key {@code […, m, D]}, of which row j is key {@code firstKey + j}
   * @param value {@code […, m, Dv]}
   */
  public record Part(Tensor query, Tensor key, Tensor value, int firstQuery, int firstKey) {}

  /**
   * @throws IllegalArgumentException if a number is negative or there are sinks
   */
  public SplitAttention {
    if (queries < 0 || keys < 0) {
      throw new IllegalArgumentException(
          "%d queries and %d keys: a sequence has 0 or more".formatted(queries, keys));
    }
    if (attention.sinks() != null) {
      throw new IllegalArgumentException(
          "sinks in a part of the keys: they take part once, in PartialAttention.finish(sinks)");
    }
  }

  /**
   * The states of a part's queries against its keys (S14), {@code […, n]}. Each has the bits that
   * it has among all queries: the path that a sequence takes is that of its L in the whole.
   *
   * @throws IllegalArgumentException if the part is not within the whole, sequences are packed, or
   *     as {@link Attention#compute} does
   */
  public PartialAttention partial(Part part) {
    Operands operands = operands(part);
    Shape shape = operands.shape(operands.valueDepth()).with(3, operands.valueDepth() + 2);
    Tensor states = Tensor.zeros(operands.computed(), shape);
    Tensor output = states.slice(3, 2, states.size(3));
    Call plain = new Preparation(attention, operands).call(output, null);
    new Engine(plain.into(states)).run(attention.execution());
    return new PartialAttention(operands.narrowed(states));
  }

  /**
   * Top keys and received attention of a part: a second round over the keys, after the states of
   * all parts were merged. Lists of top keys merge to that of a call with all keys, to the bit in
   * its keys and within S12 in its weights; given {@code whole}, what keys receive has the same
   * bits however keys are split. Time that of the scores; memory O(n + m) beside the answers.
   *
   * @param whole the states of the part's queries against all keys, sinks included ({@link
   *     PartialAttention#rowSums()}); null where only top keys are asked for, which need none
   * @param asked top keys, and received attention with queries numbered in the whole; nothing else
   * @throws IllegalArgumentException if something else is asked for, the states are of other
   *     queries, or as {@link #partial} does
   */
  public PartialInspection inspect(Part part, @Nullable PartialAttention whole, Inspection asked) {
    if (asked.entropy()
        || asked.distance() != null
        || !asked.masses().isEmpty()
        || asked.map() != null
        || !asked.blocks().isEmpty()
        || asked.valueWeighted()
        || asked.only() != null) {
      throw new IllegalArgumentException(
          "an inspection of more than top keys and received attention: a part answers those two");
    }
    Operands operands = operands(part);
    Tensor nowhere = Tensor.zeros(operands.dtype(), Shape.of());
    Shape output = operands.shape(operands.valueDepth());
    Call call = new Preparation(attention, operands).call(nowhere.broadcastTo(output), null);
    InspectionRules rules = new InspectionRules(asked, call.sequences(), operands);
    Answers answers = new Answers(call, rules);
    new Engine(call).inspect(attention.execution(), rules, answers, factors(part, whole, asked));
    Findings found = answers.ofPart();
    TopKeys top = found.topKeys();
    Tensor received = found.received();
    return new PartialInspection(
        top == null ? null : new PartialTopKeys(top.weights(), top.keys()),
        received == null
            ? null
            : new PartialReceived(
                part.firstQuery(), operands.queries(), part.firstKey(), received));
  }

  private static RowFactors factors(Part part, @Nullable PartialAttention whole, Inspection asked) {
    int[] sizes = part.query().shape().sizes();
    Shape rows = Shape.of(Arrays.copyOf(sizes, sizes.length - 1));
    if (whole == null) {
      if (asked.receivedFrom() != null) {
        throw new IllegalArgumentException(
            "received attention without the states of all keys: they are merged first");
      }
      int count = (int) rows.elements();
      return new RowFactors(new double[count], new double[count]);
    }
    whole.requireRows(rows, part.query().dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32);
    return whole.factors();
  }

  private Operands operands(Part part) {
    return Operands.part(part.query(), part.key(), part.value(), part.firstKey(), keys)
        .partOfQueries(part.firstQuery(), queries);
  }

  /**
   * Which blocks of keys have one that any of some queries may see. Every other block leaves {@link
   * PartialAttention#identity} and need not be looked at: see {@link PartialTree}. Exact for
   * causal, window and lengths; what flags of blocks and block masks hide is left out as well;
   * dense flags, functions and biases of −∞ are not asked, so that blocks are needed which they
   * hide. Time O(B·n) for structural masks, plus the number of blocks.
   *
   * @param query {@code […, n, D]}, the shape of the queries
   * @param firstQuery the query that row 0 is
   * @param blockKeys keys of a block; block b has keys {@code b · blockKeys} on, the last one what
   *     is left
   * @return a bit a block
   * @throws IllegalArgumentException if a block has no key, the queries are not within the whole,
   *     or as {@link #partial} does
   */
  public BitSet neededBlocks(Shape query, int firstQuery, int blockKeys) {
    if (blockKeys < 1) {
      throw new IllegalArgumentException("blocks of %d keys: at least 1".formatted(blockKeys));
    }
    int[] key = query.sizes();
    for (int back = 1; back <= Math.min(3, key.length); back++) {
      int axis = key.length - back;
      key[axis] = back == 1 ? key[axis] : back == 2 ? keys : Math.min(1, key[axis]);
    }
    Tensor one = Tensor.zeros(DType.FLOAT32, Shape.of());
    Tensor imagined = one.broadcastTo(Shape.of(key));
    Operands operands =
        operands(new Part(one.broadcastTo(query), imagined, imagined, firstQuery, 0));
    Sequences sequences = new Sequences(attention.mask().parts(), operands);
    MaskRules rules = new MaskRules(attention.mask().parts(), sequences, operands);
    return new NeededBlocks(rules, sequences, operands).blocks(blockKeys);
  }
}
