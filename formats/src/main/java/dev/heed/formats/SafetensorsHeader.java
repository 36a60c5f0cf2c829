package dev.heed.formats;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a safetensors file says of its tensors before their numbers begin: eight bytes with the
 * header's length, then the header as JSON.
 *
 * @param tensors by name, in the header's order; together they cover all bytes behind the header
 * @param metadata free text by name
 * @param end bytes in front of the numbers
 */
record SafetensorsHeader(
    SequencedMap<String, SafetensorsEntry> tensors,
    SequencedMap<String, String> metadata,
    long end) {
  /** The name under which the header holds free text instead of a tensor. */
  static final String METADATA = "__metadata__";

  /** Bytes of the header's length. */
  static final int PREFIX = 8;

  /** Most bytes of a header, as the reference implementation has it. */
  static final long LONGEST = 100_000_000;

  /** Bytes of memory that a character of the header may take while it is read. */
  private static final int MEMORY_OF_A_CHARACTER = 4;

  private static final int FIRST_LETTER = '{';

  /** Whether a file's first bytes are those of a safetensors file, whatever it is called. */
  static boolean begins(byte[] start) {
    // A length of at most 100 MB leaves its upper four bytes 0, as no other format here does.
    return start.length > PREFIX
        && start[4] == 0
        && start[5] == 0
        && start[6] == 0
        && start[7] == 0
        && start[PREFIX] == FIRST_LETTER;
  }

  /** Whether a text can be written as UTF-8, which half of a surrogate pair cannot. */
  static boolean isText(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /**
   * Reads and checks the header.
   *
   * @throws FileException if the length is not that of a header, the header is no UTF-8, no JSON or
   *     not as the format wants it, or the tensors overlap, leave gaps or do not end with the file
   */
  static SafetensorsHeader read(ByteSource source, MemoryLimit limit) throws IOException {
    long length = length(source);
    long end = PREFIX + length;
    Place place = source.place().at("header");
    if (length == 0 || source.bytes(PREFIX, 1).get(0) != FIRST_LETTER) {
      throw place.error("does not begin with {: this is no safetensors file, or it is damaged");
    }
    limit.claim(MEMORY_OF_A_CHARACTER * length, place);
    SafetensorsHeaderText text = new SafetensorsHeaderText(source.place(), limit);
    text.parse(source.stream(PREFIX, end));
    SafetensorsHeader header = new SafetensorsHeader(text.tensors(), text.metadata(), end);
    header.checkLayout(source.place(), source.size() - end);
    return header;
  }

  private static long length(ByteSource source) throws IOException {
    Place place = source.place();
    if (source.size() < PREFIX) {
      throw place.error(
          "has %d bytes: a safetensors file begins with %d that say how long its header is"
              .formatted(source.size(), PREFIX));
    }
    long length = source.bytes(0, PREFIX).getLong();
    if (length < 0 || length > LONGEST) {
      byte[] start = source.stream(0, source.size()).readNBytes(ForeignFormat.LONGEST);
      throw place.error(
          ForeignFormat.words(start)
              .map(words -> "is " + words)
              .orElse(
                  "claims a header of %s bytes: at most %d, so this is no safetensors file"
                      .formatted(Long.toUnsignedString(length), LONGEST)));
    }
    if (length > source.size() - PREFIX) {
      throw place.error(
          "claims a header of %d bytes and has %d behind the first %d: was it cut off?"
              .formatted(length, source.size() - PREFIX, PREFIX));
    }
    return length;
  }

  /**
   * Tensors, put in the order of their bytes, follow each other from the first byte to the last.
   */
  private void checkLayout(Place file, long bytes) throws FileException {
    List<SafetensorsEntry> ordered = new ArrayList<>(tensors.values());
    ordered.sort(
        Comparator.comparingLong(SafetensorsEntry::begin).thenComparingLong(SafetensorsEntry::end));
    String before = "";
    long reached = 0;
    for (SafetensorsEntry entry : ordered) {
      Place place = SafetensorsEntry.place(file, entry.name());
      if (entry.begin() < reached) {
        throw place.error(
            "begins at byte %d, and tensor %s ends at %d: tensors must not overlap"
                .formatted(entry.begin(), Excerpt.quoted(before), reached));
      }
      if (entry.begin() > reached) {
        throw place.error(
            "begins at byte %d, and what is before it ends at %d: no byte may be left over"
                .formatted(entry.begin(), reached));
      }
      if (entry.end() > bytes) {
        throw place.error(
            "ends at byte %d, and %d bytes stand behind the header: was the file cut off?"
                .formatted(entry.end(), bytes));
      }
      before = entry.name();
      reached = entry.end();
    }
    if (reached < bytes) {
      throw file.error(
          "the tensors end at byte %d and %d bytes stand behind the header: it was added to or is"
                  .formatted(reached, bytes)
              + " damaged");
    }
  }
}
