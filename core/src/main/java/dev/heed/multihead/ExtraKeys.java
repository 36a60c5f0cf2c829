package dev.heed.multihead;

import dev.heed.attention.Attention;
import dev.heed.attention.AttentionResult;
import dev.heed.attention.Steps;
import dev.heed.execution.Execution;
import dev.heed.mask.Bias;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Keys that stand behind a sequence's own and that no mask or bias touches: a learned one, and one
 * of zeros with a value of zeros.
 *
 * <p>The own keys are left to {@link Attention}, so masks count them alone. The zero key scores 0
 * and adds nothing, so it is a sink of logit 0. The learned key is weighed against a row's
 * log-sum-exp.
 *
 * @param key {@code [H, 1, D]}, or null
 * @param value {@code [H, 1, D]}, or null as the key
 * @param zero whether there is a zero key
 */
record ExtraKeys(@Nullable Tensor key, @Nullable Tensor value, boolean zero) {
  int count() {
    return (key == null ? 0 : 1) + (zero ? 1 : 0);
  }

  /** The output {@code [N, H, L, D]}, whose heads lie in memory as those of the queries. */
  Tensor compute(Attention attention, Projected heads) {
    Attention own = count() == 0 ? attention : ofOwnKeys(attention, heads.query());
    if (key == null) {
      return own.compute(heads.query(), heads.key(), heads.value());
    }
    AttentionResult result = own.evaluate(heads.query(), heads.key(), heads.value());
    ExtraRows rows = rows(attention, heads.query(), result.logSumExp());
    rows.join(result.output());
    return result.output();
  }

  /**
   * The output, bit for bit that of {@link #compute}, and the weights {@code [N, H, L, S +
   * count()]}.
   *
   * @param limit the largest number of scores of own keys, N·H·L·S
   */
  MultiHeadResult evaluate(Attention attention, Projected heads, long limit) {
    Attention own = count() == 0 ? attention : ofOwnKeys(attention, heads.query());
    Steps steps = own.steps(heads.query(), heads.key(), heads.value(), limit);
    if (count() == 0) {
      return new MultiHeadResult(steps.output(), steps.weights());
    }
    ExtraRows rows = rows(attention, heads.query(), steps.logSumExp());
    if (key != null) {
      rows.join(steps.output());
    }
    Shape shape = steps.weights().shape();
    int keys = shape.size(3);
    Tensor weights = Tensor.zeros(steps.weights().dtype(), shape.with(3, keys + count()));
    steps.weights().copyInto(weights.slice(3, 0, keys));
    rows.joinWeights(weights, keys);
    return new MultiHeadResult(steps.output(), weights);
  }

  private ExtraRows rows(Attention attention, Tensor query, Tensor logSumExp) {
    Tensor scores = key == null ? null : scores(attention, query, key);
    return new ExtraRows(this, logSumExp, scores, sinks(attention, query.size(1)));
  }

  /** What the own keys are computed with. */
  private Attention ofOwnKeys(Attention attention, Tensor query) {
    double[] logits = sinks(attention, query.size(1));
    for (int head = 0; head < logits.length; head++) {
      // Lowest for none: where all own scores are −∞, the row is 0 and not NaN, as keys follow.
      logits[head] = Math.max(logits[head], lowest(query.dtype()));
    }
    return new Attention(
        attention.scale(),
        attention.softcap(),
        attention.bias(),
        attention.mask(),
        Tensor.of(logits, logits.length).to(query.dtype()),
        attention.execution());
  }

  /** The logit of each head's own sink and the zero key together; −∞ for neither. */
  private double[] sinks(Attention attention, int heads) {
    Tensor given = attention.sinks();
    if (given != null && given.size(0) != heads) {
      throw new IllegalArgumentException(
          "sinks %s for %d query heads: each head has one".formatted(given.shape(), heads));
    }
    double[] logits = new double[heads];
    for (int head = 0; head < heads; head++) {
      double sink = given == null ? Double.NEGATIVE_INFINITY : given.get(head);
      double both = Math.max(sink, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(sink)));
      logits[head] = zero ? both : sink;
    }
    return logits;
  }

  /** Steps 1 to 3 for the learned key, {@code [N, H, L, 1]}. */
  private static Tensor scores(Attention attention, Tensor query, Tensor key) {
    Execution execution = attention.execution();
    Attention plain =
        new Attention(
            attention.scale(),
            attention.softcap(),
            Bias.none(),
            Mask.none(),
            null,
            new Execution(execution.threads(), execution.executor(), execution.kernels()));
    Tensor keys = key.broadcastTo(query.shape().with(2, 1));
    return plain.steps(query, keys, keys, Long.MAX_VALUE).capped();
  }

  /** The sink that stands for none: it has no weight beside any score that is not −∞ itself. */
  static double lowest(DType dtype) {
    return dtype == DType.FLOAT64 ? -Double.MAX_VALUE : -Float.MAX_VALUE;
  }
}
