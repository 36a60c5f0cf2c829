/**
 * The tensors of a model by name, and packed copies of them that load fast. For {@code models}
 * alone; start at {@link dev.heed.models.weights.ModelWeights}.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.models.weights;
