/**
 * What a transformer needs around attention: linear maps, tables, normalisation, activations,
 * pooling. Start at {@link dev.heed.layers.Linear}.
 *
 * <p>Sums along a row run in an order that is fixed by the row's length alone, so a row gives the
 * same bits alone and in a batch, at any number of threads.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.layers;
