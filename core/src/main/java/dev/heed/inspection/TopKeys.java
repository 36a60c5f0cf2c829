package dev.heed.inspection;

import dev.heed.tensor.Tensor;

/**
 * The keys with the largest weights of each query, in descending order; of equal scores the lower
 * key comes first. A key whose value's norm is not finite is not among those of weights times norm.
 *
 * @param weights {@code […, L, K]}, with 0 behind the last key that is not left out; NaN in a row
 *     that is NaN
 * @param keys {@code […, L, K]} int32, rows of the keys' tensor (of cached keys: positions), −1
 *     where there is none
 */
public record TopKeys(Tensor weights, Tensor keys) {}
