package dev.heed.formats;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Tensors of safetensors files, on the heap or over the mapped file. */
final class SafetensorsReader {
  private final ByteSource source;
  private final MemoryLimit limit;
  private final SafetensorsHeader header;

  private SafetensorsReader(ByteSource source, MemoryLimit limit) throws IOException {
    this.source = source;
    this.limit = limit;
    this.header = SafetensorsHeader.read(source, limit);
  }

  /** All tensors on the heap. */
  static SafetensorsFile read(ByteSource source, MemoryLimit limit) throws IOException {
    return read(source, limit, (name, type, shape) -> true);
  }

  /** The tensors on the heap that are wanted, all of which are asked for before one is read. */
  static SafetensorsFile read(ByteSource source, MemoryLimit limit, SafetensorsFile.Choice choice)
      throws IOException {
    SafetensorsReader reader = new SafetensorsReader(source, limit);
    List<SafetensorsEntry> wanted = new ArrayList<>();
    for (SafetensorsEntry entry : reader.header.tensors().values()) {
      if (choice.wants(entry.name(), entry.type().name(), entry.shape())) {
        wanted.add(entry);
      }
    }
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (SafetensorsEntry entry : wanted) {
      tensors.put(entry.name(), reader.copied(entry));
    }
    return new SafetensorsFile(tensors, reader.header.metadata());
  }

  /** Tensors over the mapped file where its bytes are a tensor's own, else on the heap. */
  static SafetensorsFile map(ByteSource.Opened source, MemoryLimit limit, Arena arena)
      throws IOException {
    SafetensorsReader reader = new SafetensorsReader(source, limit);
    MemorySegment file =
        source.channel().map(FileChannel.MapMode.READ_ONLY, 0, source.size(), arena);
    boolean sameOrder = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (SafetensorsEntry entry : reader.header.tensors().values()) {
      tensors.put(
          entry.name(),
          sameOrder && entry.type().isTensorsOwn()
              ? reader.mapped(entry, file)
              : reader.copied(entry));
    }
    return new SafetensorsFile(tensors, reader.header.metadata());
  }

  private Tensor mapped(SafetensorsEntry entry, MemorySegment file) {
    MemorySegment bytes = file.asSlice(header.end() + entry.begin(), entry.bytes());
    return Tensor.over(bytes, entry.type().dtype(), entry.shape());
  }

  private Tensor copied(SafetensorsEntry entry) throws IOException {
    ArraySection section =
        new ArraySection(
            source.stream(header.end() + entry.begin(), header.end() + entry.end()),
            entry.bytes(),
            true,
            SafetensorsEntry.place(source.place(), entry.name()));
    return new ElementReader(section, entry.type(), ByteOrder.LITTLE_ENDIAN)
        .read(entry.shape(), limit);
  }
}
