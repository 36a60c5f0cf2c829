package dev.heed.formats;

import dev.heed.tensor.DType;

/** The element types of npy files that become tensors. */
enum NpyType {
  F2('f', 2, DType.FLOAT32),
  F4('f', 4, DType.FLOAT32),
  F8('f', 8, DType.FLOAT64),
  I1('i', 1, DType.FLOAT64),
  I2('i', 2, DType.FLOAT64),
  I4('i', 4, DType.FLOAT64),
  I8('i', 8, DType.FLOAT64),
  U1('u', 1, DType.FLOAT64),
  U2('u', 2, DType.FLOAT64),
  U4('u', 4, DType.FLOAT64),
  U8('u', 8, DType.FLOAT64),
  B1('b', 1, DType.BOOL);

  private static final String KNOWN = "floats f2 f4 f8, integers i1 to i8 and u1 to u8, bool b1";

  private final char kind;
  private final int bytes;
  private final DType dtype;

  NpyType(char kind, int bytes, DType dtype) {
    this.kind = kind;
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /** Bytes of one element in the file. */
  int bytes() {
    return bytes;
  }

  /** Whether the elements are whole numbers. */
  boolean isInteger() {
    return kind == 'i' || kind == 'u';
  }

  /** The type that the elements are decoded to; whole numbers may fit a smaller one. */
  DType dtype() {
    return dtype;
  }

  /**
   * The type that a descriptor names after its byte order, {@code f4} for example.
   *
   * @throws FileException if it is none of the known ones, saying what the file seems to hold
   */
  static NpyType of(String name, Place place) throws FileException {
    for (NpyType type : values()) {
      if (name.equals(type.kind + Integer.toString(type.bytes))) {
        return type;
      }
    }
    throw place.error(refusal(name));
  }

  private static String refusal(String name) {
    return switch (name.charAt(0)) {
      case 'O' ->
          "the array holds pickled Python objects, which are refused because loading them runs"
              + " code: save plain numbers instead, as with array.astype(float)";
      case 'c' ->
          "the array holds complex numbers (%s): save its real and imaginary part as two arrays"
              .formatted(Excerpt.quoted(name));
      case 'S', 'U', 'a' ->
          "the array holds text (%s), not numbers".formatted(Excerpt.quoted(name));
      case 'M', 'm' ->
          "the array holds dates or durations (%s), not numbers".formatted(Excerpt.quoted(name));
      case 'V' ->
          "the array holds raw bytes or records (%s), not plain numbers; NumPy writes bfloat16 so:"
                  .formatted(Excerpt.quoted(name))
              + " convert it to float32";
      default ->
          "the element type %s is not supported: known are %s"
              .formatted(Excerpt.quoted(name), KNOWN);
    };
  }
}
