/**
 * ONNX files and what Heed takes from them. Start at {@link dev.heed.onnx.OnnxModel} for attention
 * as ONNX defines it, at {@link dev.heed.onnx.OnnxWeights} for the weights of a model.
 *
 * <p>Letters in shapes: B batch, H query heads, Hk key/value heads, L queries, S keys, T keys with
 * the past, D size of a query and a key, Dv size of a value.
 */
@NullMarked
package dev.heed.onnx;

import org.jspecify.annotations.NullMarked;
