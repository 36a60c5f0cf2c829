/** ONNX files and what Heed takes from them. Start at {@link dev.heed.onnx.OnnxWeights}. */
@NullMarked
package dev.heed.onnx;

import org.jspecify.annotations.NullMarked;
