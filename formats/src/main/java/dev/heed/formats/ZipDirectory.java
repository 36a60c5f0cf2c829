package dev.heed.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The central directory of a zip archive (PKWARE's APPNOTE 6.3, sections 4.3.12 to 4.3.16), zip64
 * included. It must fill the archive's end exactly.
 *
 * @param members in the directory's order
 * @param offset where the directory begins, and the members end
 */
record ZipDirectory(List<ZipMember> members, long offset) {
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int ENTRY = 0x02014b50;
  private static final int END_BYTES = 22;
  private static final int LOCATOR_BYTES = 20;
  private static final int END_64_BYTES = 56;
  private static final int ENTRY_BYTES = 46;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final long LARGEST = 1 << 26;

  /** Where the directory lies and how many members it lists. */
  private record Extent(long entries, long size, long offset) {}

  /**
   * Reads the directory.
   *
   * @throws FileException if there is none, or it does not agree with itself
   */
  static ZipDirectory read(ByteSource source) throws IOException {
    Extent extent = extent(source);
    Place place = source.place().at("zip directory");
    if (extent.size() > LARGEST || extent.entries() > extent.size() / ENTRY_BYTES) {
      throw place.error(
          "claims %d members in %d bytes: the archive is damaged"
              .formatted(extent.entries(), extent.size()));
    }
    ByteBuffer bytes = source.bytes(extent.offset(), (int) extent.size());
    List<ZipMember> members = new ArrayList<>();
    while (bytes.hasRemaining() && members.size() < extent.entries()) {
      members.add(member(bytes, place.at("member " + (members.size() + 1))));
    }
    if (bytes.hasRemaining() || members.size() < extent.entries()) {
      throw place.error(
          "lists %d members, then %d more bytes, and claims %d members: the archive is damaged"
              .formatted(members.size(), bytes.remaining(), extent.entries()));
    }
    return new ZipDirectory(members, extent.offset());
  }

  private static Extent extent(ByteSource source) throws IOException {
    int length = (int) Math.min(source.size(), END_BYTES + LONGEST_COMMENT);
    ByteBuffer tail = source.bytes(source.size() - length, length);
    for (int at = length - END_BYTES; at >= 0; at--) {
      int comment = tail.getShort(at + END_BYTES - 2) & 0xffff;
      if (tail.getInt(at) == END && at + END_BYTES + comment == length) {
        return extent(source, source.size() - length + at, tail.slice(at, END_BYTES));
      }
    }
    throw source.place().error("the zip archive has no directory at its end: was it cut off?");
  }

  private static Extent extent(ByteSource source, long position, ByteBuffer slice)
      throws IOException {
    ByteBuffer end = slice.order(ByteOrder.LITTLE_ENDIAN);
    Place place = source.place().at("zip directory");
    if (end.getInt(4) != 0 || end.getShort(8) != end.getShort(10)) {
      throw place.error("the archive is split over several files: join them first");
    }
    Extent found =
        new Extent(
            end.getShort(10) & 0xffff, end.getInt(12) & 0xffffffffL, end.getInt(16) & 0xffffffffL);
    long stop = position;
    if (position >= LOCATOR_BYTES) {
      ByteBuffer locator = source.bytes(position - LOCATOR_BYTES, LOCATOR_BYTES);
      if (locator.getInt(0) == LOCATOR_64) {
        stop = locator.getLong(8);
        found = wide(source, found, stop, position - LOCATOR_BYTES);
      }
    }
    boolean fits = found.entries() >= 0 && found.size() >= 0 && found.offset() >= 0;
    if (!fits || found.size() > stop || found.offset() != stop - found.size()) {
      throw place.error(
          "claims %d bytes from byte %d, and its end stands at byte %d: cut off or damaged?"
              .formatted(found.size(), found.offset(), stop));
    }
    return found;
  }

  /** The zip64 record at {@code position}, which must reach to its locator. */
  private static Extent wide(ByteSource source, Extent narrow, long position, long locator)
      throws IOException {
    ByteBuffer record = source.bytes(position, END_64_BYTES);
    Extent found = new Extent(record.getLong(32), record.getLong(40), record.getLong(48));
    boolean agrees =
        record.getInt(0) == END_64
            && record.getLong(4) == locator - position - 12
            && record.getLong(24) == record.getLong(32)
            && agree(narrow.entries(), found.entries(), 0xffff)
            && agree(narrow.size(), found.size(), ZipFields.SATURATED)
            && agree(narrow.offset(), found.offset(), ZipFields.SATURATED);
    if (!agrees) {
      throw source
          .place()
          .at("zip directory")
          .error("its zip64 record and its end disagree: the archive is damaged");
    }
    return found;
  }

  private static boolean agree(long narrow, long wide, long saturated) {
    return narrow == saturated || narrow == wide;
  }

  private static ZipMember member(ByteBuffer bytes, Place place) throws FileException {
    if (bytes.remaining() < ENTRY_BYTES || bytes.getInt(bytes.position()) != ENTRY) {
      throw place.error("is not a directory entry: the archive is damaged");
    }
    ByteBuffer entry = ZipFields.slice(bytes, ENTRY_BYTES);
    int names = entry.getShort(28) & 0xffff;
    int extras = entry.getShort(30) & 0xffff;
    int comments = entry.getShort(32) & 0xffff;
    if (bytes.remaining() < names + extras + comments) {
      throw place.error("is cut off: the archive is damaged");
    }
    int flags = entry.getShort(8) & 0xffff;
    String name = ZipFields.name(ZipFields.slice(bytes, names), flags, place);
    ByteBuffer extra = ZipFields.slice(bytes, extras);
    bytes.position(bytes.position() + comments);
    long[] sizes = {
      entry.getInt(24) & 0xffffffffL, entry.getInt(20) & 0xffffffffL, entry.getInt(42) & 0xffffffffL
    };
    Place named = place.at(Excerpt.quoted(name));
    ZipFields.widen(sizes, extra, named);
    long crc = entry.getInt(16) & 0xffffffffL;
    int method = entry.getShort(10) & 0xffff;
    return new ZipMember(name, flags, method, crc, sizes[1], sizes[0], sizes[2]);
  }
}
