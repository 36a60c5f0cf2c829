package dev.heed.models.weights;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.CRC32C;

/** Writes a file of packed weights. */
final class PackedWriter {
  private static final int PIECE = 1 << 16;

  private final OutputStream out;
  private final CRC32C checksum = new CRC32C();
  private final byte[] piece = new byte[PIECE];

  PackedWriter(OutputStream out) {
    this.out = out;
  }

  void write(PackedWeights weights) throws IOException {
    byte[] header = PackedHeader.of(weights).encoded();
    append(PackedWeights.MAGIC, PackedWeights.MAGIC.length);
    append(number(header.length), Integer.BYTES);
    append(header, header.length);
    appendChecksum();
    for (Tensor tensor : weights.tensors().values()) {
      appendNumbers(tensor);
    }
    appendChecksum();
  }

  private void appendNumbers(Tensor tensor) throws IOException {
    boolean packed = tensor.isContiguous() && tensor.heapArray() != null;
    Tensor source = packed ? tensor : tensor.copy();
    float[] numbers = (float[]) Objects.requireNonNull(source.heapArray());
    int end = source.heapOffset() + (int) source.shape().elements();
    for (int at = source.heapOffset(); at < end; at += PIECE / Float.BYTES) {
      int count = Math.min(PIECE / Float.BYTES, end - at);
      little(piece).asFloatBuffer().put(numbers, at, count);
      append(piece, count * Float.BYTES);
    }
  }

  private void append(byte[] bytes, int count) throws IOException {
    checksum.update(bytes, 0, count);
    out.write(bytes, 0, count);
  }

  private void appendChecksum() throws IOException {
    out.write(number((int) checksum.getValue()));
    checksum.reset();
  }

  private static byte[] number(int value) {
    byte[] bytes = new byte[Integer.BYTES];
    little(bytes).putInt(value);
    return bytes;
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
