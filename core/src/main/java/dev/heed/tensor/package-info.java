/**
 * Where numbers lie: element type, shape, strides, memory. No arithmetic. Start at {@link
 * dev.heed.tensor.Tensor}.
 */
package dev.heed.tensor;
