/**
 * Files of arrays to tensors and back: npy, npz, safetensors, CSV and JSON, and output files that
 * are never half written. Start at {@link dev.heed.formats.ArrayFile}.
 */
package dev.heed.formats;
