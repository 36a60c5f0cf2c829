package dev.heed.models.weights;

import dev.heed.formats.FileException;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads a file of packed weights from front to end, piece by piece. */
final class PackedReader {
  /** Small enough for a processor's cache: each piece is checked and decoded while it is there. */
  private static final int PIECE = 1 << 18;

  /** Numbers of a table that stays in the file. */
  private static final long LARGE_TABLE = 1 << 20;

  private static final int LONGEST_HEADER = 1 << 24;

  private final String file;
  private final FileChannel channel;
  private final CRC32C checksum = new CRC32C();
  private final ByteBuffer piece;

  PackedReader(String file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    int size = Math.clamp(channel.size(), PackedWeights.MAGIC.length, PIECE);
    this.piece = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Nullable PackedWeights read(String identity) throws IOException {
    try {
      if (!next(PackedWeights.MAGIC.length).equals(ByteBuffer.wrap(PackedWeights.MAGIC))) {
        return null;
      }
      PackedHeader header = header();
      if (!header.identity().equals(identity)) {
        return null;
      }
      SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
      for (PackedHeader.Entry entry : header.entries()) {
        tensors.put(entry.name(), tensor(entry.shape()));
      }
      requireChecksum();
      if (channel.position() != channel.size()) {
        throw damaged("holds more than it says");
      }
      return new PackedWeights(identity, tensors);
    } catch (EOFException e) {
      throw damaged("ends too early");
    }
  }

  private PackedHeader header() throws IOException {
    int length = next(Integer.BYTES).getInt();
    if (length < 0 || length > Math.min(LONGEST_HEADER, channel.size())) {
      throw damaged("was changed");
    }
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; at += piece.capacity()) {
      int count = Math.min(piece.capacity(), length - at);
      next(count).get(bytes, at, count);
    }
    requireChecksum();
    return PackedHeader.decoded(bytes);
  }

  private Tensor tensor(Shape shape) throws IOException {
    long bytes = shape.elements() * Float.BYTES;
    if (bytes > channel.size() - channel.position()) {
      throw new EOFException();
    }
    boolean ours = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    if (ours && shape.rank() == 2 && shape.elements() >= LARGE_TABLE) {
      try {
        return mapped(shape, bytes);
      } catch (UnsupportedOperationException e) {
        // A file system that maps no files: the table is read like the rest.
      }
    }
    return Tensor.of(numbers((int) shape.elements()), shape.sizes());
  }

  /** A table where it lies in the file, of which few rows come into memory; is checked whole. */
  private Tensor mapped(Shape shape, long bytes) throws IOException {
    MemorySegment memory =
        channel.map(FileChannel.MapMode.READ_ONLY, channel.position(), bytes, Arena.ofAuto());
    for (long left = bytes; left > 0; left -= piece.capacity()) {
      next((int) Math.min(piece.capacity(), left));
    }
    return Tensor.over(memory, DType.FLOAT32, shape);
  }

  private float[] numbers(int count) throws IOException {
    float[] numbers = new float[count];
    int most = piece.capacity() / Float.BYTES;
    for (int at = 0; at < count; at += most) {
      int now = Math.min(most, count - at);
      next(now * Float.BYTES).asFloatBuffer().get(numbers, at, now);
    }
    return numbers;
  }

  /** The next bytes, taken into the checksum. */
  private ByteBuffer next(int count) throws IOException {
    fill(count);
    checksum.update(piece);
    return piece.rewind();
  }

  /** Compares the checksum with the four bytes that follow, and begins another. */
  private void requireChecksum() throws IOException {
    fill(Integer.BYTES);
    if (piece.getInt() != (int) checksum.getValue()) {
      throw damaged("was changed");
    }
    checksum.reset();
  }

  private void fill(int count) throws IOException {
    piece.clear().limit(count);
    while (piece.hasRemaining()) {
      if (channel.read(piece) < 0) {
        throw new EOFException();
      }
    }
    piece.flip();
  }

  private FileException damaged(String how) {
    return new FileException(file, "", "this packed copy of a model's weights " + how);
  }
}
