package dev.heed.tensor;

/**
 * Numbers of 16 bits and back: IEEE 754 binary16 (float16) and the upper half of a binary32
 * (bfloat16). Reading is exact; writing rounds once, to nearest and on a tie to even.
 */
final class HalfFloats {
  private static final int BFLOAT16_SHIFT = 16;
  private static final int QUIET = 0x0040;

  private HalfFloats() {}

  /** The float that a bfloat16 is the upper half of. */
  static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << BFLOAT16_SHIFT);
  }

  /** The bits of the nearest float16. */
  static short toFloat16(double number) {
    return Float.floatToFloat16(toOdd(number));
  }

  /** The bits of the nearest bfloat16. */
  static short toBfloat16(double number) {
    return toBfloat16(toOdd(number));
  }

  /** The bits of the nearest bfloat16. */
  static short toBfloat16(float number) {
    int bits = Float.floatToRawIntBits(number);
    if (Float.isNaN(number)) {
      // The kept half alone might read as an infinity.
      return (short) ((bits >>> BFLOAT16_SHIFT) | QUIET);
    }
    int even = (bits >>> BFLOAT16_SHIFT) & 1;
    return (short) ((bits + 0x7fff + even) >>> BFLOAT16_SHIFT);
  }

  /**
   * A float from which rounding once more gives what rounding the double itself gives: exact if the
   * double is a float, else the one of its two neighbours whose last bit is 1 (Boldo and Melquiond
   * 2008, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd").
   */
  private static float toOdd(double number) {
    float near = (float) number;
    if (near == number || Float.isNaN(near)) {
      return near;
    }
    int bits = Float.floatToRawIntBits(near);
    boolean outward = Math.abs((double) near) > Math.abs(number);
    return Float.intBitsToFloat((outward ? bits - 1 : bits) | 1);
  }
}
