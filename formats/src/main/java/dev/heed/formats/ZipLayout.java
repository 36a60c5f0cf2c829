package dev.heed.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where the members of an archive lie, checked: their own headers say what the directory says, and
 * they fill the archive from its first byte to the directory without gap or overlap.
 */
final class ZipLayout {
  private static final int HEADER = 0x04034b50;
  private static final int HEADER_BYTES = 30;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final String DISAGREE =
      ": directory and contents disagree, so the archive is damaged or made to mislead";

  private final ByteSource source;
  private final Map<ZipMember, Long> starts = new HashMap<>();

  private ZipLayout(ByteSource source) {
    this.source = source;
  }

  /**
   * Checks the members against the directory.
   *
   * @throws FileException if they disagree
   */
  static ZipLayout of(ByteSource source, ZipDirectory directory) throws IOException {
    ZipLayout layout = new ZipLayout(source);
    List<ZipMember> members = new ArrayList<>(directory.members());
    members.sort(Comparator.comparingLong(ZipMember::header));
    long end = 0;
    for (int i = 0; i < members.size(); i++) {
      ZipMember member = members.get(i);
      if (member.header() != end) {
        throw layout
            .place(member)
            .error("begins at byte %d, not %d".formatted(member.header(), end) + DISAGREE);
      }
      long next = i + 1 < members.size() ? members.get(i + 1).header() : directory.offset();
      end = layout.checked(member, next);
    }
    if (end != directory.offset()) {
      throw source
          .place()
          .error("%d bytes belong to no member".formatted(directory.offset() - end) + DISAGREE);
    }
    return layout;
  }

  /** The packed bytes of one member. */
  InputStream packed(ZipMember member) {
    long start = Objects.requireNonNull(starts.get(member));
    return source.stream(start, start + member.packed());
  }

  /** The place of a member, for errors. */
  Place place(ZipMember member) {
    return source.place().at("member " + Excerpt.quoted(member.name()));
  }

  private long checked(ZipMember member, long next) throws IOException {
    Place place = place(member);
    member.check(place);
    long start = member.header();
    if (next - start < HEADER_BYTES) {
      throw place.error("has no room for its header" + DISAGREE);
    }
    ByteBuffer header = source.bytes(start, HEADER_BYTES);
    int names = header.getShort(26) & 0xffff;
    int extras = header.getShort(28) & 0xffff;
    long data = start + HEADER_BYTES + names + extras;
    if (header.getInt(0) != HEADER || data > next || member.packed() > next - data) {
      throw place.error("its %d bytes do not fit".formatted(member.packed()) + DISAGREE);
    }
    starts.put(member, data);
    long end = data + member.packed();
    ByteBuffer rest = source.bytes(start + HEADER_BYTES, names + extras);
    checkHeader(member, header, rest);
    if (member.hasDescriptor()) {
      checkDescriptor(member, end, next);
      return next;
    }
    return end;
  }

  private void checkHeader(ZipMember member, ByteBuffer header, ByteBuffer rest)
      throws IOException {
    Place place = place(member);
    int flags = header.getShort(6) & 0xffff;
    String name = ZipFields.name(ZipFields.slice(rest, header.getShort(26) & 0xffff), flags, place);
    boolean same =
        name.equals(member.name())
            && flags == member.flags()
            && (header.getShort(8) & 0xffff) == member.method();
    if (!same) {
      throw place.error("its own header has another name, method or flags" + DISAGREE);
    }
    if (member.hasDescriptor()) {
      return;
    }
    long[] sizes = {header.getInt(22) & 0xffffffffL, header.getInt(18) & 0xffffffffL};
    ZipFields.widen(sizes, rest, place);
    long crc = header.getInt(14) & 0xffffffffL;
    if (sizes[0] != member.unpacked() || sizes[1] != member.packed() || crc != member.crc()) {
      throw place.error("its own header has other sizes or another CRC" + DISAGREE);
    }
  }

  /** Behind the bytes: a signature that may be missing, CRC, and sizes of 4 or 8 bytes. */
  private void checkDescriptor(ZipMember member, long from, long next) throws IOException {
    long length = next - from;
    boolean signed = length == 16 || length == 24;
    boolean fits = signed || length == 12 || length == 20;
    if (fits) {
      ByteBuffer bytes = source.bytes(from, (int) length);
      fits = (!signed || bytes.getInt() == DESCRIPTOR);
      fits &= (bytes.getInt() & 0xffffffffL) == member.crc();
      boolean wide = bytes.remaining() == 2 * Long.BYTES;
      long packed = wide ? bytes.getLong() : bytes.getInt() & 0xffffffffL;
      long unpacked = wide ? bytes.getLong() : bytes.getInt() & 0xffffffffL;
      fits &= packed == member.packed() && unpacked == member.unpacked();
    }
    if (!fits) {
      throw place(member).error("the sizes behind it are other ones" + DISAGREE);
    }
  }
}
