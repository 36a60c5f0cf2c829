package dev.heed.attention;

import dev.heed.tensor.Tensor;

/**
 * Every intermediate of attention (SEMANTICS, steps 1 to 7), for inputs small enough to look at.
 * All tensors have the leading axes of the queries and the dtype of the computation; only queries,
 * keys, values and output have that of the inputs. The output and the log-sum-exp are those of
 * {@link Attention#evaluate}, to the bit.
 *
 * @param query {@code […, L, D]}
 * @param key {@code […, S, D]}
 * @param value {@code […, S, Dv]}
 * @param scale the factor that step 2 used
 * @param scores step 1, q·k, {@code […, L, S]}
 * @param scaled step 2, scale · scores
 * @param capped step 3, c·tanh(scaled/c); scaled itself where there is no cap
 * @param biased step 4, with the biases applied
 * @param masked step 5, −∞ where a key is left out
 * @param rowMaximum the largest masked score of each query, or its sink, {@code […, L]}
 * @param rowSum Σ exp(masked − maximum), the sink among them, {@code […, L]}
 * @param weights step 6, exp(masked − maximum) / sum, {@code […, L, S]}; with a sink they sum to
 *     less than 1
 * @param logSumExp maximum + ln(sum), {@code […, L]}
 * @param output step 7, weights · values, {@code […, L, Dv]}
 */
public record Steps(
    Tensor query,
    Tensor key,
    Tensor value,
    double scale,
    Tensor scores,
    Tensor scaled,
    Tensor capped,
    Tensor biased,
    Tensor masked,
    Tensor rowMaximum,
    Tensor rowSum,
    Tensor weights,
    Tensor logSumExp,
    Tensor output) {
  /** The largest number of scores that steps are kept of unless the caller says otherwise. */
  public static final long DEFAULT_LIMIT = 1L << 22;
}
