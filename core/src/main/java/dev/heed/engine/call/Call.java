package dev.heed.engine.call;

import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Sequences;
import dev.heed.engine.rule.BiasRules;
import dev.heed.engine.rule.MaskRules;
import dev.heed.tensor.Tensor;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One call of attention with everything decided.
 *
 * @param softcap 0 for none
 * @param sinks one logit a head, or null
 * @param output {@code [B, H, L, Dv]}, written by the workers
 * @param logSumExp {@code [B, H, L]} on the heap, or null where nobody asked
 * @param states {@code [B, H, L, 2 + Dv]} on the heap, which take the place of the output; null
 *     where that is asked for
 */
@SuppressWarnings("ArrayRecordComponent") // made once, never compared, never handed on
public record Call(
    Operands operands,
    Sequences sequences,
    MaskRules masks,
    BiasRules biases,
    double scale,
    double softcap,
    double @Nullable [] sinks,
    Tensor output,
    @Nullable Tensor logSumExp,
    @Nullable Tensor states) {
  /**
   * The sum of weights of a state without any key. A state whose keys all have a score of −∞ has
   * +0: its average is not defined (S3). Merging two keeps the sign apart.
   */
  public static final double NO_KEY = -0.0;

  /** The same call that leaves states, whose last columns the output is. */
  public Call into(Tensor all) {
    return new Call(
        operands, sequences, masks, biases, scale, softcap, sinks, output, logSumExp, all);
  }

  /** The same call with other places for what it writes. */
  public Call into(Tensor otherOutput, Tensor sums) {
    return new Call(
        operands, sequences, masks, biases, scale, softcap, sinks, otherOutput, sums, null);
  }

  /** The sink of a head; −∞ for none. */
  public double sink(int head) {
    return sinks == null ? Double.NEGATIVE_INFINITY : sinks[head];
  }

  /** Every tensor that is read while the call runs. */
  public Stream<Tensor> inputs() {
    return Stream.of(
            Stream.of(operands.query(), operands.key(), operands.value()),
            masks.tensors(),
            biases.tensors())
        .flatMap(tensors -> tensors);
  }

  /** Keeps the log-sum-exp of a row where somebody asked for it. */
  public void writeSum(int sequence, int head, int query, double value) {
    if (logSumExp != null) {
      set(logSumExp, row(sequence, head, query), value);
    }
  }

  /**
   * Maximum and sum of weights of a state; {@link #NO_KEY} where there is no key.
   *
   * @param leaves whether masks and biases leave any key
   */
  public void writeState(
      int sequence, int head, int query, double maximum, double sum, boolean leaves) {
    Tensor all = Objects.requireNonNull(states);
    long at = row(sequence, head, query) * all.size(3);
    set(all, at, maximum);
    set(all, at + 1, leaves ? sum : NO_KEY);
  }

  /** The number of a query's row in {@code [B, H, L]}. */
  public long row(int sequence, int head, int query) {
    return ((long) sequences.entry(sequence) * operands.heads() + head) * operands.queries()
        + sequences.queryStart(sequence)
        + query;
  }

  private static void set(Tensor tensor, long at, double value) {
    Object array = Objects.requireNonNull(tensor.heapArray());
    if (array instanceof float[] floats) {
      floats[(int) at] = (float) value;
    } else {
      ((double[]) array)[(int) at] = value;
    }
  }
}
