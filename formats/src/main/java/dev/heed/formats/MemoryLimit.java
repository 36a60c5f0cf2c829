package dev.heed.formats;

/** How many bytes the arrays of one file may take together, and how many they have taken so far. */
final class MemoryLimit {
  private final long bytes;
  private long claimed;

  MemoryLimit(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("limit of " + bytes + " bytes: a limit starts at 0");
    }
    this.bytes = bytes;
  }

  /** Notes that {@code more} bytes are about to be allocated for an array at {@code place}. */
  void claim(long more, Place place) throws FileException {
    if (more > bytes - claimed) {
      throw place.error(
          "needs %s%d bytes of memory, and the limit for the arrays of one file is %d bytes"
                  .formatted(claimed == 0 ? "" : claimed + " + ", more, bytes)
              + " (by default a quarter of the JVM's heap, which -Xmx raises)");
    }
    claimed += more;
  }
}
