package dev.heed.tensor;

/** The type of a tensor's elements, as NumPy and PyTorch call it: dtype. */
public enum DType {
  /** IEEE 754 binary32, four bytes. */
  FLOAT32("float32", 4),
  /** IEEE 754 binary64, eight bytes. */
  FLOAT64("float64", 8),
  /** IEEE 754 binary16, two bytes. Storage; nothing is computed in it. */
  FLOAT16("float16", 2),
  /** The upper two bytes of a binary32. Storage; nothing is computed in it. */
  BFLOAT16("bfloat16", 2),
  /** A truth value in one byte, 0 or 1. Storage for masks; nothing is computed in it. */
  BOOL("bool", 1),
  /**
   * A whole number in four bytes. Storage for places in other tensors; nothing is computed in it.
   */
  INT32("int32", 4);

  private final String label;
  private final int bytes;

  DType(String label, int bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether its elements are floating-point numbers, of any size. */
  public boolean isFloat() {
    return this != BOOL && this != INT32;
  }

  /** Whether tensors of this type are only stored, and converted before anything is computed. */
  public boolean isStorage() {
    return this != FLOAT32 && this != FLOAT64;
  }

  /** The name as NumPy writes it, {@code float32} for example. */
  @Override
  public String toString() {
    return label;
  }
}
