package dev.heed.formats;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A tensor's elements as little-endian bytes in C order, whatever its strides and its memory. */
final class TensorBytes {
  private static final int CHUNK = 1 << 15;

  private final OutputStream out;
  private final ByteBuffer buffer;

  private TensorBytes(OutputStream out, long elements) {
    this.out = out;
    int size = (int) Math.min(CHUNK, elements) * Double.BYTES;
    this.buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes all elements; needs memory for one chunk only. */
  static void write(Tensor tensor, OutputStream out) throws IOException {
    if (tensor.shape().elements() > 0) {
      new TensorBytes(out, tensor.shape().elements()).block(tensor);
    }
  }

  private void block(Tensor tensor) throws IOException {
    if (tensor.shape().elements() <= CHUNK) {
      chunk(tensor);
      return;
    }
    int rows = tensor.size(0);
    long row = tensor.shape().elements() / rows;
    long step = Math.max(1, CHUNK / row);
    for (long from = 0; from < rows; from += step) {
      int to = (int) Math.min(rows, from + step);
      block(row > CHUNK ? tensor.select(0, (int) from) : tensor.slice(0, (int) from, to));
    }
  }

  private void chunk(Tensor tensor) throws IOException {
    buffer.clear();
    int bytes = (int) tensor.shape().elements() * tensor.dtype().bytes();
    switch (tensor.dtype()) {
      case FLOAT32 -> buffer.asFloatBuffer().put(tensor.toFloatArray());
      case FLOAT64 -> buffer.asDoubleBuffer().put(tensor.toDoubleArray());
      case BOOL -> {
        for (double flag : tensor.toDoubleArray()) {
          buffer.put((byte) flag);
        }
      }
    }
    out.write(buffer.array(), 0, bytes);
  }
}
