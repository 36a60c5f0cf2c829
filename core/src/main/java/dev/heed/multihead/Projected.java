package dev.heed.multihead;

import dev.heed.attention.Attention;
import dev.heed.tensor.Tensor;

/**
 * Queries, keys and values, ready for {@link Attention}.
 *
 * @param query {@code […, L, D]}
 * @param key {@code […, S, D]}
 * @param value {@code […, S, Dv]}
 */
public record Projected(Tensor query, Tensor key, Tensor value) {}
