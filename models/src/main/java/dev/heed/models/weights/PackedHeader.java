package dev.heed.models.weights;

import dev.heed.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a file of packed weights says of itself: the identity, how many tensors, and of each its
 * name and shape. Zeros behind it let the numbers begin at a multiple of {@link #ALIGNED} bytes.
 */
record PackedHeader(String identity, List<Entry> entries) {
  private static final int ALIGNED = 64;

  /** Bytes of the file that are not the header's own: magic, length and checksum. */
  private static final int AROUND = PackedWeights.MAGIC.length + 2 * Integer.BYTES;

  /** One tensor. */
  record Entry(String name, Shape shape) {}

  static PackedHeader of(PackedWeights weights) {
    List<Entry> entries = new ArrayList<>();
    weights.tensors().forEach((name, tensor) -> entries.add(new Entry(name, tensor.shape())));
    return new PackedHeader(weights.identity(), entries);
  }

  byte[] encoded() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(identity);
    out.writeInt(entries.size());
    for (Entry entry : entries) {
      out.writeUTF(entry.name());
      out.writeInt(entry.shape().rank());
      for (int size : entry.shape().sizes()) {
        out.writeInt(size);
      }
    }
    int length = Math.ceilDiv(bytes.size() + AROUND, ALIGNED) * ALIGNED - AROUND;
    return Arrays.copyOf(bytes.toByteArray(), length);
  }

  /** The header in bytes whose checksum has been seen to be right. */
  static PackedHeader decoded(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    String identity = in.readUTF();
    List<Entry> entries = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = in.readUTF();
      int[] sizes = new int[in.readInt()];
      for (int axis = 0; axis < sizes.length; axis++) {
        sizes[axis] = in.readInt();
      }
      entries.add(new Entry(name, Shape.of(sizes)));
    }
    return new PackedHeader(identity, entries);
  }
}
