package dev.heed.formats;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;

/** Tensors as npy version 1.0, little-endian, in C order: byte for byte as {@code numpy.save}. */
final class NpyWriter {
  private NpyWriter() {}

  /** Writes header and numbers. */
  static void write(OutputStream out, Tensor tensor) throws IOException {
    out.write(NpyHeader.write(tensor.dtype(), tensor.shape()));
    TensorBytes.write(tensor, out);
  }

  /** Bytes that {@link #write} will write. */
  static long size(Tensor tensor) {
    return NpyHeader.write(tensor.dtype(), tensor.shape()).length
        + tensor.shape().elements() * tensor.dtype().bytes();
  }
}
