package dev.heed.formats;

import dev.heed.tensor.DType;

/** How npy headers call the types of elements, {@code <f4} for example. */
final class NpyDescriptor {
  private static final String KNOWN = "floats f2 f4 f8, integers i1 to i8 and u1 to u8, bool b1";

  private NpyDescriptor() {}

  /**
   * The type that a descriptor names after its byte order, {@code f4} for example.
   *
   * @throws FileException if it is none of the known ones, saying what the file seems to hold
   */
  static ElementType type(String name, Place place) throws FileException {
    return switch (name) {
      case "f2" -> ElementType.F16;
      case "f4" -> ElementType.F32;
      case "f8" -> ElementType.F64;
      case "i1" -> ElementType.I8;
      case "i2" -> ElementType.I16;
      case "i4" -> ElementType.I32;
      case "i8" -> ElementType.I64;
      case "u1" -> ElementType.U8;
      case "u2" -> ElementType.U16;
      case "u4" -> ElementType.U32;
      case "u8" -> ElementType.U64;
      case "b1" -> ElementType.BOOL;
      default -> throw place.error(refusal(name));
    };
  }

  /** The dtype as which a tensor is written: its own, but float32 for bfloat16, which npy lacks. */
  static DType stored(DType dtype) {
    return dtype == DType.BFLOAT16 ? DType.FLOAT32 : dtype;
  }

  /** The descriptor of a tensor's elements in little-endian order. */
  static String of(DType dtype) {
    return switch (stored(dtype)) {
      case FLOAT32 -> "<f4";
      case FLOAT64 -> "<f8";
      case FLOAT16 -> "<f2";
      case BFLOAT16 -> throw new IllegalStateException("npy has no bfloat16");
      case BOOL -> "|b1";
      case INT32 -> "<i4";
    };
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
