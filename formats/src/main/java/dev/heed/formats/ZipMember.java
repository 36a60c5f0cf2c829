package dev.heed.formats;

/**
 * One member of a zip archive as the central directory lists it.
 *
 * @param name the member's name
 * @param flags general purpose bit flags
 * @param method 0 stored, 8 deflated
 * @param crc CRC-32 of the unpacked bytes
 * @param packed bytes in the archive
 * @param unpacked bytes after unpacking
 * @param header where the member's own header begins
 */
record ZipMember(
    String name, int flags, int method, long crc, long packed, long unpacked, long header) {
  static final int STORED = 0;
  static final int DEFLATED = 8;

  /** Most bytes that one deflated byte can stand for: 258 in two bits. */
  private static final long DEFLATE_RATIO = 1032;

  private static final int ENCRYPTED = 1;
  private static final int DESCRIPTOR_FOLLOWS = 1 << 3;

  /** Whether sizes and CRC stand behind the packed bytes instead of in front of them. */
  boolean hasDescriptor() {
    return (flags & DESCRIPTOR_FOLLOWS) != 0;
  }

  /** Refuses what no zip of arrays has: encryption, other methods, sizes that cannot be. */
  void check(Place place) throws FileException {
    if ((flags & ENCRYPTED) != 0) {
      throw place.error("is encrypted: unpack the archive and zip it again without a password");
    }
    if (method != STORED && method != DEFLATED) {
      throw place.error(
          "is compressed by zip method %d: known are 0 (stored) and 8 (deflated)"
              .formatted(method));
    }
    if (method == STORED && packed != unpacked) {
      throw place.error(
          "is stored, yet claims %d bytes packed and %d unpacked: the archive is damaged"
              .formatted(packed, unpacked));
    }
    if (method == DEFLATED && Math.ceilDiv(unpacked, DEFLATE_RATIO) > packed) {
      throw place.error(
          "claims that %d deflated bytes unpack to %d, and deflate makes at most %d bytes of one:"
                  .formatted(packed, unpacked, DEFLATE_RATIO)
              + " the archive lies about its sizes");
    }
  }
}
