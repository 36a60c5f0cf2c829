package dev.heed.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.heed.formats.FileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one ONNX file as fields of protobuf, read once from front to end.
 *
 * <p>Tribuo's message for a whole model would hold every number twice, and an array of small
 * messages takes many times the bytes that it has in the file; so the large messages are taken
 * apart here, field by field.
 */
final class OnnxInput {
  /** The size of a stream whose end nobody knows. */
  static final long UNKNOWN = -1;

  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_TEXT = 10_000;

  private final String file;
  private final CodedInputStream in;
  private final long size;
  private final long limit;
  private long claimed;
  private String place = "";

  /**
   * @param file what errors call the file
   * @param size bytes of the file, or {@link #UNKNOWN}
   * @param limit bytes that all tensors together may take
   * @throws FileException if the size alone says that this cannot be read
   */
  OnnxInput(String file, InputStream content, long size, long limit) throws FileException {
    this.file = file;
    this.in = CodedInputStream.newInstance(content, BUFFER);
    this.size = size;
    this.limit = limit;
    if (size == 0) {
      throw error("is empty");
    }
    if (size > Integer.MAX_VALUE) {
      throw error(
          "has %d bytes, and an ONNX file ends before 2 GiB: larger models keep their weights in "
                  .formatted(size)
              + "files beside it, which is not supported");
    }
  }

  /** Whether a length was checked against the file's end, so that memory may be taken at once. */
  boolean isMeasured() {
    return size != UNKNOWN;
  }

  /** Says where errors from now on are; empty for the file as a whole. */
  void enter(String place) {
    this.place = place;
  }

  FileException error(String problem) {
    return new FileException(file, place, problem);
  }

  /** The error to throw for what protobuf or the system said. */
  FileException explained(IOException cause) {
    return switch (cause) {
      case FileException plain -> plain;
      case InvalidProtocolBufferException e -> damaged(e);
      default -> FileException.reading(file, cause);
    };
  }

  /** The error for bytes that no writer of ONNX wrote so. */
  private FileException damaged(@Nullable IOException cause) {
    return new FileException(
        file,
        (place.isEmpty() ? "" : place + ", ") + "byte " + in.getTotalBytesRead(),
        "this is not how ONNX goes on: the file was cut off or changed, or is of another kind",
        cause);
  }

  /** Notes that {@code bytes} more are about to be allocated for a tensor. */
  void claim(long bytes) throws FileException {
    if (bytes > limit - claimed) {
      throw error(
          "needs %s%d bytes of memory, and the limit for the weights of one file is %d bytes"
                  .formatted(claimed == 0 ? "" : claimed + " + ", bytes, limit)
              + " (half of the JVM's heap, which -Xmx raises)");
    }
    claimed += bytes;
  }

  /** The next field's tag; 0 at the end of the message or file. */
  int tag() throws IOException {
    return in.readTag();
  }

  /** Passes over the field that {@code tag} began. */
  void skip(int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw damaged(null);
    }
  }

  /**
   * The length of what follows.
   *
   * @throws FileException if the file ends before that
   */
  int length() throws IOException {
    int length = in.readRawVarint32();
    int around = in.getBytesUntilLimit();
    if (length < 0 || (around >= 0 && length > around)) {
      throw damaged(null);
    }
    long left = size - in.getTotalBytesRead();
    if (isMeasured() && length > left) {
      throw error(
          "after byte %d should follow %d bytes, and the file has %d more: was it cut off?"
              .formatted(in.getTotalBytesRead(), length, left));
    }
    return length;
  }

  /** The length of the field that {@code tag} began. */
  int length(int tag) throws IOException {
    expect(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return length();
  }

  /** Goes into a message; what it returns is for {@link #close}. */
  int open() throws IOException {
    return in.pushLimit(length());
  }

  /** Goes into the message in the field that {@code tag} began; see {@link #open()}. */
  int open(int tag) throws IOException {
    expect(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return open();
  }

  /** Leaves a message that was read to its end. */
  void close(int outer) throws IOException {
    if (in.getBytesUntilLimit() != 0) {
      throw damaged(null);
    }
    in.popLimit(outer);
  }

  /** Whether the message has more bytes. */
  boolean hasMore() {
    return in.getBytesUntilLimit() > 0;
  }

  long varint() throws IOException {
    return in.readRawVarint64();
  }

  /** The integer in the field that {@code tag} began. */
  long varint(int tag) throws IOException {
    expect(tag, WireFormat.WIRETYPE_VARINT);
    return varint();
  }

  /** The number in the field that {@code tag} began. */
  float float32(int tag) throws IOException {
    expect(tag, WireFormat.WIRETYPE_FIXED32);
    return in.readFloat();
  }

  /**
   * The text in the field that {@code tag} began.
   *
   * @throws FileException if it is longer than any name
   */
  String text(int tag) throws IOException {
    int length = length(tag);
    if (length > LONGEST_TEXT) {
      throw error("has a name of %d bytes: at most %d".formatted(length, LONGEST_TEXT));
    }
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  private void expect(int tag, int wireType) throws IOException {
    if (WireFormat.getTagWireType(tag) != wireType) {
      throw damaged(null);
    }
  }

  /** Passes over {@code count} bytes. */
  void pass(int count) throws IOException {
    in.skipRawBytes(count);
  }

  byte[] bytes(int count) throws IOException {
    return in.readRawBytes(count);
  }

  /** The tag of a field that has a length. */
  static int delimited(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
