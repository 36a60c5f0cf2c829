package dev.heed.models.bert;

import dev.heed.tensor.Tensor;

/**
 * What the attention of one layer over one text is computed from.
 *
 * @param query {@code [heads, T, D]}
 * @param key {@code [heads, T, D]}
 * @param value {@code [heads, T, D]}
 */
public record HeadInputs(Tensor query, Tensor key, Tensor value) {}
