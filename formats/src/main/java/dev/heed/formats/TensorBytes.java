package dev.heed.formats;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A tensor's elements as little-endian bytes in C order, whatever its strides and its memory. */
final class TensorBytes {
  private static final int CHUNK = 1 << 15;

  private final OutputStream out;
  private final DType stored;
  private final ByteBuffer buffer;

  private TensorBytes(OutputStream out, DType stored, long elements) {
    this.out = out;
    this.stored = stored;
    int size = (int) Math.min(CHUNK, elements) * stored.bytes();
    this.buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes all elements rounded to {@code stored}; needs memory for one chunk only. */
  static void write(Tensor tensor, DType stored, OutputStream out) throws IOException {
    if (tensor.shape().elements() > 0) {
      new TensorBytes(out, stored, tensor.shape().elements()).block(tensor);
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
    switch (tensor.to(stored).heapArray()) {
      case float[] floats -> buffer.asFloatBuffer().put(floats);
      case double[] doubles -> buffer.asDoubleBuffer().put(doubles);
      case short[] halves -> buffer.asShortBuffer().put(halves);
      case int[] wholes -> buffer.asIntBuffer().put(wholes);
      case byte[] flags -> {
        for (byte flag : flags) {
          buffer.put((byte) (flag != 0 ? 1 : 0));
        }
      }
      case null, default ->
          throw new IllegalStateException("a copy of " + tensor + " off the heap");
    }
    out.write(buffer.array(), 0, (int) tensor.shape().elements() * stored.bytes());
  }
}
