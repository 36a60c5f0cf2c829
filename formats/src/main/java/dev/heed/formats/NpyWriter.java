package dev.heed.formats;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Tensors as npy version 1.0, little-endian, in C order: byte for byte as {@code numpy.save}.
 * bfloat16, which NumPy lacks, is written as float32, where all of it is exact.
 */
final class NpyWriter {
  private NpyWriter() {}

  /** Writes header and numbers. */
  static void write(OutputStream out, Tensor tensor) throws IOException {
    out.write(NpyHeader.write(tensor.dtype(), tensor.shape()));
    TensorBytes.write(tensor, NpyDescriptor.stored(tensor.dtype()), out);
  }

  /** Bytes that {@link #write} will write. */
  static long size(Tensor tensor) {
    return NpyHeader.write(tensor.dtype(), tensor.shape()).length
        + tensor.shape().elements() * NpyDescriptor.stored(tensor.dtype()).bytes();
  }
}
