package dev.heed.formats;

import dev.heed.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** NumPy's npz archives: a zip of npy arrays, stored or deflated. Nothing is written to disk. */
final class NpzReader {
  private static final int CHUNK = 1 << 16;

  private final ZipLayout layout;
  private final MemoryLimit limit;

  private NpzReader(ZipLayout layout, MemoryLimit limit) {
    this.layout = layout;
    this.limit = limit;
  }

  /**
   * The arrays in the order of the archive's directory.
   *
   * @throws FileException if directory and contents disagree, a member is no array or is there
   *     twice, or an array is refused by {@link NpyReader}
   */
  static SequencedMap<String, Tensor> read(ByteSource source, MemoryLimit limit)
      throws IOException {
    ZipDirectory directory = ZipDirectory.read(source);
    ZipLayout layout = ZipLayout.of(source, directory);
    SequencedMap<String, ZipMember> members = new LinkedHashMap<>();
    for (ZipMember member : directory.members()) {
      Place place = layout.place(member);
      if (members.put(NpzNames.array(member.name(), place), member) != null) {
        throw place.error("is there twice: each array has a name of its own");
      }
    }
    NpzReader reader = new NpzReader(layout, limit);
    SequencedMap<String, Tensor> arrays = new LinkedHashMap<>();
    for (var entry : members.entrySet()) {
      arrays.put(entry.getKey(), reader.array(entry.getValue()));
    }
    return arrays;
  }

  private Tensor array(ZipMember member) throws IOException {
    Place place = layout.place(member);
    InputStream packed = layout.packed(member);
    if (member.method() == ZipMember.STORED) {
      return checked(member, packed, place);
    }
    Inflater inflater = new Inflater(true);
    try (inflater) {
      Tensor tensor = checked(member, new InflaterInputStream(packed, inflater, CHUNK), place);
      if (inflater.getBytesRead() != member.packed()) {
        throw place.error(
            "its deflated bytes end at %d of %d: the archive is damaged"
                .formatted(inflater.getBytesRead(), member.packed()));
      }
      return tensor;
    } catch (ZipException | EOFException e) {
      throw place.error("its deflated bytes are damaged or cut off");
    }
  }

  private Tensor checked(ZipMember member, InputStream bytes, Place place) throws IOException {
    CRC32 crc = new CRC32();
    InputStream stream = new CheckedInputStream(bytes, crc);
    boolean measured = member.method() == ZipMember.STORED;
    Tensor tensor =
        NpyReader.read(new ArraySection(stream, member.unpacked(), measured, place), limit);
    if (stream.read() >= 0) {
      throw place.error(
          "unpacks to more than the %d bytes that the directory claims"
              .formatted(member.unpacked()));
    }
    if (crc.getValue() != member.crc()) {
      throw place.error("its bytes do not match their CRC-32: the archive is damaged");
    }
    return tensor;
  }
}
