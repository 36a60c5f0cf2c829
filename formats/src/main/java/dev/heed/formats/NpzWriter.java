package dev.heed.formats;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * Tensors as an npz archive, byte for byte as {@code numpy.savez} writes it: members stored, zip64
 * sizes in their headers, dated 1 January 1980.
 */
final class NpzWriter {
  /** The name that {@code numpy.savez} gives to an array without one. */
  private static final String FIRST = "arr_0";

  private static final int ZIP_64_VERSION = 45;
  private static final int UNIX = 3;
  private static final int OWNER_READS_AND_WRITES = 0600 << 16;
  private static final int NEW_YEAR_1980 = 0x21;
  private static final long LARGEST_32 = Integer.MAX_VALUE;
  private static final int MOST_MEMBERS = 0xffff;

  private final OutputStream out;
  private final List<ByteBuffer> directory = new ArrayList<>();
  private long position;

  private NpzWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes all arrays in the map's order. Reads every tensor twice, since a stored member's CRC
   * stands before its bytes.
   *
   * @throws FileException if a name is none for an npz archive
   */
  static void write(OutputStream out, Map<String, Tensor> arrays, Place place) throws IOException {
    Map<String, Tensor> members = new LinkedHashMap<>();
    for (var entry : arrays.entrySet()) {
      String name = entry.getKey().isEmpty() ? FIRST : entry.getKey();
      String problem = NpzNames.problem(name);
      if (!problem.isEmpty()) {
        throw place.error(problem);
      }
      if (members.put(name + ".npy", entry.getValue()) != null) {
        throw place.error("two arrays are named " + Excerpt.quoted(name));
      }
    }
    NpzWriter writer = new NpzWriter(out);
    for (var entry : members.entrySet()) {
      writer.member(entry.getKey(), entry.getValue());
    }
    writer.end();
  }

  private void member(String memberName, Tensor tensor) throws IOException {
    byte[] name = memberName.getBytes(StandardCharsets.UTF_8);
    boolean wideName = name.length != memberName.length();
    CRC32 crc = new CRC32();
    NpyWriter.write(new CheckedOutputStream(OutputStream.nullOutputStream(), crc), tensor);
    long size = NpyWriter.size(tensor);
    ByteBuffer common = buffer(10);
    common.putShort((short) ZIP_64_VERSION);
    common.putShort((short) (wideName ? ZipFields.UTF_8_NAME : 0)).putShort((short) 0);
    common.putShort((short) 0).putShort((short) NEW_YEAR_1980);
    ByteBuffer header = buffer(50 + name.length).putInt(0x04034b50).put(common.rewind());
    header.putInt((int) crc.getValue()).putInt(-1).putInt(-1);
    header.putShort((short) name.length).putShort((short) 20).put(name);
    header.putShort((short) 1).putShort((short) 16).putLong(size).putLong(size);
    directory.add(entry(name, common.rewind(), (int) crc.getValue(), size));
    put(header);
    NpyWriter.write(out, tensor);
    position += size;
  }

  private ByteBuffer entry(byte[] name, ByteBuffer common, int crc, long size) {
    boolean large = size > LARGEST_32;
    boolean far = position > LARGEST_32;
    int wide = (large ? 16 : 0) + (far ? 8 : 0);
    int extra = wide == 0 ? 0 : 4 + wide;
    ByteBuffer entry = buffer(46 + name.length + extra).putInt(0x02014b50);
    entry.put((byte) ZIP_64_VERSION).put((byte) UNIX).put(common).putInt(crc);
    entry.putInt(large ? -1 : (int) size).putInt(large ? -1 : (int) size);
    entry.putShort((short) name.length).putShort((short) extra).putShort((short) 0);
    entry.putInt(0).putInt(OWNER_READS_AND_WRITES).putInt(far ? -1 : (int) position).put(name);
    if (wide > 0) {
      entry.putShort((short) 1).putShort((short) wide);
    }
    if (large) {
      entry.putLong(size).putLong(size);
    }
    if (far) {
      entry.putLong(position);
    }
    return entry;
  }

  private void end() throws IOException {
    long offset = position;
    for (ByteBuffer entry : directory) {
      put(entry);
    }
    long size = position - offset;
    int count = directory.size();
    if (count > MOST_MEMBERS || offset > LARGEST_32 || size > LARGEST_32) {
      long record = position;
      ByteBuffer wide = buffer(76).putInt(0x06064b50).putLong(44);
      wide.putShort((short) ZIP_64_VERSION).putShort((short) ZIP_64_VERSION);
      wide.putInt(0).putInt(0).putLong(count).putLong(count).putLong(size).putLong(offset);
      wide.putInt(0x07064b50).putInt(0).putLong(record).putInt(1);
      put(wide);
    }
    short entries = (short) Math.min(count, MOST_MEMBERS);
    ByteBuffer end = buffer(22).putInt(0x06054b50).putInt(0).putShort(entries).putShort(entries);
    end.putInt((int) Math.min(size, ZipFields.SATURATED));
    end.putInt((int) Math.min(offset, ZipFields.SATURATED)).putShort((short) 0);
    put(end);
  }

  private void put(ByteBuffer bytes) throws IOException {
    byte[] written = new byte[bytes.capacity()];
    bytes.rewind().get(written);
    out.write(written);
    position += written.length;
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
