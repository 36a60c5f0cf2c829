package dev.heed.explain;

import dev.heed.tensor.Tensor;

/**
 * One query of one head against all keys, steps 1 to 6. Every number is that of {@code
 * Attention.steps}, to the bit; both are of the dtype that is computed with.
 *
 * @param masked scores after step 5, {@code [S]}: −∞ where a key is left out
 * @param weights step 6, {@code [S]}
 * @param maximum the largest masked score, or the sink where that is larger; −∞ without a key
 * @param sum Σ exp(score − maximum) in the order of the keys, the sink first
 */
public record QueryRow(Tensor masked, Tensor weights, double maximum, double sum) {}
