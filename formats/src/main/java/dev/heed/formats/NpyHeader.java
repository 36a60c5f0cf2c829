package dev.heed.formats;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What an npy file says of its array before the numbers begin (NumPy enhancement proposal 1 and
 * {@code numpy.lib.format}).
 *
 * @param type the elements in the file
 * @param order their byte order
 * @param fortran whether the first axis runs fastest instead of the last
 * @param shape the array's shape
 * @param length bytes in front of the numbers
 */
record NpyHeader(ElementType type, ByteOrder order, boolean fortran, Shape shape, int length) {
  /** What every npy file begins with. */
  static final String MAGIC = "\u0093NUMPY";

  private static final int ALIGNMENT = 64;
  private static final int LONGEST = 10_000;
  private static final int GROWTH_DIGITS = 21;

  /**
   * Reads the header, and nothing behind it.
   *
   * @throws FileException if it is cut off, too long, of an unknown version or not as the format
   *     wants it
   */
  static NpyHeader read(ArraySection section) throws IOException {
    byte[] start = bytes(section, 8);
    if (!new String(start, 0, 6, StandardCharsets.ISO_8859_1).equals(MAGIC)) {
      throw section
          .place()
          .error("is not an npy array: one begins with the byte 0x93 and the letters NUMPY");
    }
    int major = start[6] & 0xff;
    int minor = start[7] & 0xff;
    if (major < 1 || major > 3 || minor != 0) {
      throw section
          .place()
          .error("npy version %d.%d: known are 1.0, 2.0 and 3.0".formatted(major, minor));
    }
    int width = major == 1 ? 2 : 4;
    ByteBuffer size = ByteBuffer.wrap(bytes(section, width)).order(ByteOrder.LITTLE_ENDIAN);
    long length = width == 2 ? size.getShort() & 0xffffL : size.getInt() & 0xffffffffL;
    if (length > LONGEST) {
      throw section
          .place()
          .error(
              "the npy header claims %d bytes: a plain array's has at most %d, so the file is"
                      .formatted(length, LONGEST)
                  + " damaged or holds records");
    }
    String text =
        new String(
            bytes(section, (int) length),
            major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    return new NpyHeaderText(text, section.place().at("npy header"))
        .parse((int) (8 + width + length));
  }

  /**
   * The header of version 1.0 that NumPy writes for a little-endian array in C order; bfloat16 is
   * announced as float32.
   */
  static byte[] write(DType dtype, Shape shape) {
    String text =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
            .formatted(NpyDescriptor.of(dtype), tuple(shape.sizes()));
    if (shape.rank() > 0) {
      // NumPy leaves room for the first axis to grow in place.
      text += " ".repeat(GROWTH_DIGITS - Integer.toString(shape.size(0)).length());
    }
    // Like NumPy, an end that is aligned already gets a whole block of padding.
    int padding = ALIGNMENT - (MAGIC.length() + 4 + text.length() + 1) % ALIGNMENT;
    int length = text.length() + padding + 1;
    ByteBuffer header = ByteBuffer.allocate(MAGIC.length() + 4 + length);
    header.order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC.getBytes(StandardCharsets.ISO_8859_1)).put((byte) 1).put((byte) 0);
    header.putShort((short) length);
    header.put((text + " ".repeat(padding) + "\n").getBytes(StandardCharsets.ISO_8859_1));
    return header.array();
  }

  private static String tuple(int[] sizes) {
    return sizes.length == 1
        ? "(" + sizes[0] + ",)"
        : IntStream.of(sizes)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static byte[] bytes(ArraySection section, int count) throws IOException {
    byte[] bytes = section.stream().readNBytes(count);
    if (bytes.length < count) {
      throw section.place().error("ends within the npy header: was it cut off?");
    }
    return bytes;
  }
}
