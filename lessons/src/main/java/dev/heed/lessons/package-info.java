/**
 * Five tutorials on self-attention, replayed with their own numbers. Start at {@link
 * dev.heed.lessons.Lessons}. Letters: L words, d_k size of a query and a key, d_v size of a value,
 * X embeddings, W weights of a projection.
 */
@NullMarked
package dev.heed.lessons;

import org.jspecify.annotations.NullMarked;
