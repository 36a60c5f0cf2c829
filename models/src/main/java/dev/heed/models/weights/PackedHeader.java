package dev.heed.models.weights;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a file of packed weights says of itself: the identity, how many tensors, and of each its
 * name, whether it lies transposed, and its sizes as they lie.
 */
record PackedHeader(String identity, List<Entry> entries) {
  /** One tensor. */
  record Entry(String name, boolean isTransposed, Shape laid) {
    Tensor tensor(float[] numbers) {
      Tensor tensor = Tensor.of(numbers, laid.sizes());
      return isTransposed ? tensor.transpose() : tensor;
    }
  }

  static PackedHeader of(PackedWeights weights) {
    List<Entry> entries = new ArrayList<>();
    weights
        .tensors()
        .forEach((name, tensor) ->
            entries.add(
                new Entry(
                    name, PackedWeights.isTransposed(tensor), PackedWeights.laid(tensor).shape())));
    return new PackedHeader(weights.identity(), entries);
  }

  byte[] encoded() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(identity);
    out.writeInt(entries.size());
    for (Entry entry : entries) {
      out.writeUTF(entry.name());
      out.writeBoolean(entry.isTransposed());
      out.writeInt(entry.laid().rank());
      for (int size : entry.laid().sizes()) {
        out.writeInt(size);
      }
    }
    return bytes.toByteArray();
  }

  /** The header in bytes whose checksum has been seen to be right. */
  static PackedHeader decoded(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    String identity = in.readUTF();
    List<Entry> entries = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = in.readUTF();
      boolean transposed = in.readBoolean();
      int[] sizes = new int[in.readInt()];
      for (int axis = 0; axis < sizes.length; axis++) {
        sizes[axis] = in.readInt();
      }
      entries.add(new Entry(name, transposed, Shape.of(sizes)));
    }
    return new PackedHeader(identity, entries);
  }
}
