package dev.heed.attention;

import dev.heed.tensor.Tensor;

/**
 * What one call of attention computed.
 *
 * @param output Σ weights·v, {@code […, L, Dv]}, with as many axes as the queries
 * @param logSumExp ln Σ exp(score) over the keys that are left, {@code […, L]}; −∞ where none is
 */
public record AttentionResult(Tensor output, Tensor logSumExp) {}
