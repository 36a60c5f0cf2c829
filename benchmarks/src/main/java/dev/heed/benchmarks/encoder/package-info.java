/**
 * Embeddings of texts by Heed and by engines of others: the same texts, weights and checks, in
 * processes that take turns. Start at {@link dev.heed.benchmarks.encoder.EncoderRounds}; {@link
 * dev.heed.benchmarks.encoder.EncoderProcess} is what it starts, and {@link
 * dev.heed.benchmarks.encoder.EncoderReport} what becomes of it.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.benchmarks.encoder;
