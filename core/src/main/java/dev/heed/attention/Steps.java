package dev.heed.attention;

import dev.heed.tensor.Tensor;

/**
 * Every intermediate of attention (SEMANTICS, steps 1 to 7), for inputs small enough to look at.
 * All tensors have the dtype of the inputs and the leading axes of the queries. The output and the
 * log-sum-exp are those of {@link Attention#evaluate}, to the bit.
 *
 * @param query {@code […, L, D]}
 * @param key {@code […, S, D]}
 * @param value {@code […, S, Dv]}
 * @param scale the factor that step 2 used
 * @param scores step 1, q·k, {@code […, L, S]}
 * @param scaled step 2, scale · scores
 * @param biased step 4, with the bias added (step 3, the cap, is not built yet)
 * @param masked step 5, −∞ where a key is left out
 * @param rowMaximum the largest masked score of each query, {@code […, L]}
 * @param rowSum Σ exp(masked − maximum), {@code […, L]}
 * @param weights step 6, exp(masked − maximum) / sum, {@code […, L, S]}
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
