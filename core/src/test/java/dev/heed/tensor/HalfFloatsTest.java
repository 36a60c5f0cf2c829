package dev.heed.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heed.testkit.Seeds;
import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** float16 and bfloat16 as storage: reading is exact, writing rounds once. */
class HalfFloatsTest {
  private static final int PATTERNS = 1 << 16;
  private static final int RANDOM_CASES = 20_000;

  /**
   * A format by its definition in IEEE 754-2019, section 3.4: what the tests measure against.
   *
   * @param fraction bits of the fraction
   * @param bias what is subtracted from the exponent
   * @param infinity the bits of +∞, whose value here is the power of two that would follow
   */
  private record Definition(int fraction, int bias, int infinity) {
    static Definition of(DType dtype) {
      return dtype == DType.FLOAT16
          ? new Definition(10, 15, 0x7c00)
          : new Definition(7, 127, 0x7f80);
    }

    /** The value of bits without a sign. */
    double value(int bits) {
      int exponent = bits >> fraction;
      int significand = (bits & ((1 << fraction) - 1)) | (exponent == 0 ? 0 : 1 << fraction);
      return significand * Math.scalb(1.0, Math.max(1, exponent) - bias - fraction);
    }

    double[] values() {
      double[] values = new double[infinity + 1];
      Arrays.setAll(values, this::value);
      return values;
    }

    /** The bits nearest to a number, found among all values and compared without rounding. */
    int nearest(double number, double[] values) {
      int sign = Math.copySign(1, number) < 0 ? 0x8000 : 0;
      double magnitude = Math.abs(number);
      if (magnitude >= values[infinity]) {
        return sign | infinity;
      }
      int found = Arrays.binarySearch(values, magnitude);
      if (found >= 0) {
        return sign | found;
      }
      int above = -found - 1;
      BigDecimal exact = new BigDecimal(magnitude);
      BigDecimal down = exact.subtract(new BigDecimal(values[above - 1]));
      BigDecimal up = new BigDecimal(values[above]).subtract(exact);
      int closer = down.compareTo(up);
      boolean goesDown = closer == 0 ? above % 2 == 1 : closer < 0;
      return sign | (goesDown ? above - 1 : above);
    }
  }

  private static Tensor allPatterns(DType dtype) {
    short[] bits = new short[PATTERNS];
    for (int i = 0; i < PATTERNS; i++) {
      bits[i] = (short) i;
    }
    return Tensor.ofBits(dtype, bits, PATTERNS);
  }

  private static short[] bits(Tensor tensor) {
    return (short[]) java.util.Objects.requireNonNull(tensor.heapArray());
  }

  private static int written(Tensor one, double number) {
    one.set(number, 0);
    return bits(one)[0] & 0xffff;
  }

  /** Equal with the sign of zero, a NaN to a NaN. */
  private static void assertSame(double actual, double expected) {
    assertThat(Double.valueOf(actual)).isEqualTo(Double.valueOf(expected));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT16", "BFLOAT16"})
  void everyPatternIsReadExactlyAndWrittenBack(DType dtype) {
    Definition definition = Definition.of(dtype);
    Tensor all = allPatterns(dtype);
    double[] numbers = all.toDoubleArray();
    float[] floats = all.toFloatArray();
    Tensor one = Tensor.zeros(dtype, Shape.of(1));
    for (int i = 0; i < PATTERNS; i++) {
      int unsigned = i & 0x7fff;
      double number = all.get(i);
      assertSame(numbers[i], number);
      assertSame(floats[i], number);
      if (unsigned > definition.infinity()) {
        assertThat(number).isNaN();
        assertThat(written(one, number) & 0x7fff).isGreaterThan(definition.infinity());
        continue;
      }
      double magnitude =
          unsigned == definition.infinity() ? Double.POSITIVE_INFINITY : definition.value(unsigned);
      assertThat(number).isEqualTo(i == unsigned ? magnitude : -magnitude);
      assertThat(written(one, number)).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT16", "BFLOAT16"})
  void tiesGoToEvenAndTheirNeighboursToTheirOwnSide(DType dtype) {
    Definition definition = Definition.of(dtype);
    double[] values = definition.values();
    Tensor one = Tensor.zeros(dtype, Shape.of(1));
    for (int below = 0; below < definition.infinity(); below++) {
      double tie = (values[below] + values[below + 1]) / 2;
      int even = below + below % 2;
      assertThat(written(one, tie)).isEqualTo(even);
      assertThat(written(one, -tie)).isEqualTo(0x8000 | even);
      // A double next to a tie becomes the tie in float32: rounding twice would go wrong here.
      assertThat(written(one, Math.nextDown(tie))).isEqualTo(below);
      assertThat(written(one, Math.nextUp(tie))).isEqualTo(below + 1);
      assertThat(written(one, -Math.nextDown(tie))).isEqualTo(0x8000 | below);
      assertThat(written(one, -Math.nextUp(tie))).isEqualTo(0x8000 | (below + 1));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT16", "BFLOAT16"})
  void anyDoubleIsRoundedAsTheReferenceRounds(DType dtype) {
    Seeds seeds = Seeds.fromProperty();
    Definition definition = Definition.of(dtype);
    double[] values = definition.values();
    Tensor one = Tensor.zeros(dtype, Shape.of(1));
    for (int i = 0; i < RANDOM_CASES; i++) {
      double anything = Double.longBitsToDouble(seeds.random().nextLong());
      // Log-uniform over the format's range and a little beyond.
      int exponent = seeds.random().nextInt(-definition.bias() - 12, definition.bias() + 3);
      double inRange = Math.scalb(seeds.random().nextDouble(-2, 2), exponent);
      for (double number : new double[] {anything, inRange, (float) inRange}) {
        if (!Double.isNaN(number)) {
          assertThat(written(one, number))
              .as("%s as %s", number, dtype)
              .isEqualTo(definition.nearest(number, values));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT16, 65519.99999999999, 0x7bff",
    "FLOAT16, 65520, 0x7c00",
    "FLOAT16, -1e300, 0xfc00",
    "FLOAT16, 5.9604644775390625e-8, 0x0001",
    "FLOAT16, 2.98023223876953125e-8, 0x0000",
    "FLOAT16, 2.9802322387695316e-8, 0x0001",
    "FLOAT16, -4.9e-324, 0x8000",
    "FLOAT16, 0.1, 0x2e66",
    "BFLOAT16, 3.39617752923046e38, 0x7f80",
    "BFLOAT16, 3.3961775292304597e38, 0x7f7f",
    "BFLOAT16, 1.7976931348623157e308, 0x7f80",
    "BFLOAT16, 4.9e-324, 0x0000",
    "BFLOAT16, 0.1, 0x3dcd",
    "BFLOAT16, 1.00390625, 0x3f80",
    "BFLOAT16, 1.0039062500000002, 0x3f81"
  })
  void theEdgesOfTheRangeAreExact(DType dtype, double number, String bits) {
    assertThat(written(Tensor.zeros(dtype, Shape.of(1)), number)).isEqualTo(Integer.decode(bits));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT16", "BFLOAT16"})
  void copiesOfAnEqualDtypeKeepEveryBit(DType dtype) {
    Tensor all = allPatterns(dtype);
    assertThat(bits(all.copy())).containsExactly(bits(all));
    try (Arena arena = Arena.ofConfined()) {
      Tensor outside = Tensor.over(arena.allocate(2L * PATTERNS), dtype, Shape.of(PATTERNS));
      all.copyInto(outside);
      assertThat(bits(outside.copy())).containsExactly(bits(all));
    }
    Tensor matrix = Tensor.ofBits(dtype, bits(all), 256, 256);
    Tensor turned = matrix.transpose().copy();
    assertThat(bits(turned)[1]).isEqualTo((short) 256);
    assertThat(bits(turned.transpose().copy())).containsExactly(bits(all));
  }

  @Test
  void copiesBetweenDtypesRoundTheirOriginal() {
    DType[] halves = {DType.FLOAT16, DType.BFLOAT16};
    for (DType half : halves) {
      Tensor all = allPatterns(half);
      for (DType other : DType.values()) {
        if (other == DType.INT32) {
          continue; // it refuses most of them, as the next test has it
        }
        Tensor converted = all.to(other);
        Tensor strided = Tensor.zeros(other, Shape.of(PATTERNS, 2)).select(1, 1);
        all.copyInto(strided);
        Tensor back = Tensor.zeros(half, Shape.of(PATTERNS));
        converted.copyInto(back);
        for (int i = 0; i < PATTERNS; i++) {
          Tensor one = Tensor.zeros(other, Shape.of(1));
          one.set(all.get(i), 0);
          assertSame(converted.get(i), one.get(0));
          assertSame(strided.get(i), one.get(0));
          assertSame(back.get(i), roundTrip(one, half));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT16", "BFLOAT16"})
  void wholeNumbersBecomeInt32AndAllElseIsRefused(DType dtype) {
    Tensor all = allPatterns(dtype);
    int kept = 0;
    for (int i = 0; i < PATTERNS; i++) {
      Tensor one = all.slice(0, i, i + 1);
      double number = one.get(0);
      if (number == Math.rint(number) && number >= -0x1p31 && number < 0x1p31) {
        assertThat(one.to(DType.INT32).get(0)).isEqualTo(number + 0.0);
        kept++;
      } else {
        assertThatIllegalArgumentException().isThrownBy(() -> one.to(DType.INT32));
      }
    }
    assertThat(kept).isBetween(PATTERNS / 20, PATTERNS / 2);
  }

  private static double roundTrip(Tensor one, DType half) {
    Tensor narrow = Tensor.zeros(half, Shape.of(1));
    narrow.set(one.get(0), 0);
    return narrow.get(0);
  }

  @Test
  void partsOfHalfArraysWidenInPlace() {
    short[] bits = new short[12];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToFloat16(i);
    }
    Tensor inner = Tensor.ofBits(DType.FLOAT16, bits, 3, 4).slice(0, 1, 3).slice(1, 1, 4);
    assertThat(inner.heapArray()).isSameAs(bits);
    assertThat(inner.heapOffset()).isEqualTo(5);
    assertThat(inner.toFloatArray()).containsExactly(5, 6, 7, 9, 10, 11);
    Tensor target = Tensor.zeros(DType.FLOAT32, Shape.of(4, 5));
    inner.copyInto(target.slice(0, 2, 4).slice(1, 1, 4));
    assertThat(target.select(0, 3).toDoubleArray()).containsExactly(0, 9, 10, 11, 0);
    assertThat(inner.transpose().to(DType.BFLOAT16).toDoubleArray())
        .containsExactly(5, 9, 6, 10, 7, 11);
  }

  @Test
  void onlyHalvesAreMadeOfBits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.ofBits(DType.FLOAT32, new short[4], 2))
        .withMessage("bits of 16 as float32: they are float16 or bfloat16");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.ofBits(DType.BFLOAT16, new short[4], 2))
        .withMessage(
            "shape [2] has 2 bfloat16 elements, the memory holds 8 bytes: they must be equal");
  }
}
