package dev.heed.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.testkit.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The hyperbolic tangent that a softcap takes, over its whole range. */
@DisplayName("S11, S12: tanh")
class TanhTest {
  /** Every how many of the 2.1 thousand million positive floats is tried. */
  private static final int STRIDE = 97;

  private static final int DOUBLES = 3_000_000;

  /** From here on tanh is 1 in float64, for half a unit below 1 is 2⁻⁵⁴. */
  private static final double SATURATED = 19.1;

  private static final float SATURATED_FLOAT = 9.1f;

  @Test
  void float32IsWithinThreeAndAHalfUnitsInTheLastPlace() {
    double worst = 0;
    float at = 0;
    int tried = 0;
    int end = Float.floatToRawIntBits(SATURATED_FLOAT);
    for (int bits = 0; bits <= end; bits += STRIDE) {
      float x = Float.intBitsToFloat(bits);
      double exact = StrictMath.tanh(x);
      double error = Math.abs(FloatMath.tanh(x) - exact) / Math.ulp((float) exact);
      at = error > worst ? x : at;
      worst = Math.max(worst, error);
      tried++;
    }
    System.out.printf("tanh float32: %.2f ulp at %s, %d tried%n", worst, at, tried);
    assertThat(tried).isGreaterThan(10_000_000);
    assertThat(worst).isLessThan(3.52);
  }

  @Test
  void float64IsWithinFourAndAHalfUnitsInTheLastPlace() {
    Seeds seeds = Seeds.fromProperty();
    double worst = 0;
    double at = 0;
    for (int n = 0; n < DOUBLES; n++) {
      double x = drawn(seeds.random(), n);
      double exact = StrictMath.tanh(x);
      double error = Math.abs(DoubleMath.tanh(x) - exact) / Math.ulp(exact);
      at = error > worst ? x : at;
      worst = Math.max(worst, error);
    }
    System.out.printf("tanh float64: %.2f ulp at %s%n", worst, at);
    assertThat(worst).isLessThan(4.5);
  }

  /** Even, or even in its exponent. */
  private static double drawn(RandomGenerator random, int n) {
    return n % 2 == 0
        ? random.nextDouble(SATURATED)
        : StrictMath.pow(2, random.nextDouble(-1074, 5));
  }

  @Test
  void theSignIsThatOfTheArgumentAndNothingElseDependsOnIt() {
    RandomGenerator random = Seeds.fromProperty().random();
    for (int n = 0; n < 1_000_000; n++) {
      float x = Float.intBitsToFloat(random.nextInt());
      if (!Float.isNaN(x)) {
        assertSame(-FloatMath.tanh(x), FloatMath.tanh(-x));
        assertSame(Math.copySign(FloatMath.tanh(x), x), FloatMath.tanh(x));
      }
      double y = Double.longBitsToDouble(random.nextLong());
      if (!Double.isNaN(y)) {
        assertSame(-DoubleMath.tanh(y), DoubleMath.tanh(-y));
        assertSame(Math.copySign(DoubleMath.tanh(y), y), DoubleMath.tanh(y));
      }
    }
  }

  private static void assertSame(double expected, double actual) {
    if (Double.doubleToLongBits(expected) != Double.doubleToLongBits(actual)) {
      throw new AssertionError(actual + ", expected " + expected);
    }
  }

  @Test
  void zerosKeepTheirSign() {
    assertThat(Float.floatToRawIntBits(FloatMath.tanh(0f))).isZero();
    assertThat(Float.floatToRawIntBits(FloatMath.tanh(-0f))).isEqualTo(Integer.MIN_VALUE);
    assertThat(Double.doubleToRawLongBits(DoubleMath.tanh(0.0))).isZero();
    assertThat(Double.doubleToRawLongBits(DoubleMath.tanh(-0.0))).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void aboveTheRangeItIsExactlyOneAndNeverMore() {
    float[] floats = {SATURATED_FLOAT, 10, 43.9f, 44.1f, 1e4f, Float.MAX_VALUE};
    for (float x : floats) {
      assertThat(FloatMath.tanh(x)).as("tanh(%s)", x).isEqualTo(1);
    }
    double[] doubles = {SATURATED, 20, 354, 355, 1e6, Double.MAX_VALUE, Double.POSITIVE_INFINITY};
    for (double x : doubles) {
      assertThat(DoubleMath.tanh(x)).as("tanh(%s)", x).isEqualTo(1);
    }
    assertThat(FloatMath.tanh(Float.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(FloatMath.tanh(Float.NEGATIVE_INFINITY)).isEqualTo(-1);
    for (float x = 8; x < SATURATED_FLOAT; x = Math.nextUp(x)) {
      assertThat(FloatMath.tanh(x)).isLessThanOrEqualTo(1);
    }
    for (double x = 17; x < SATURATED; x += 1e-5) {
      assertThat(DoubleMath.tanh(x)).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void tinyNumbersAreTheirOwnTangent() {
    for (float x : new float[] {Float.MIN_VALUE, 1e-40f, Float.MIN_NORMAL, 1e-20f}) {
      assertThat(Math.abs(FloatMath.tanh(x) - x)).isLessThanOrEqualTo(Math.ulp(x));
    }
    for (double x : new double[] {Double.MIN_VALUE, 1e-310, Double.MIN_NORMAL, 1e-100}) {
      assertThat(Math.abs(DoubleMath.tanh(x) - x)).isLessThanOrEqualTo(Math.ulp(x));
    }
  }

  @Test
  void notANumberStaysNotANumber() {
    assertThat(FloatMath.tanh(Float.NaN)).isNaN();
    assertThat(FloatMath.tanh(Float.intBitsToFloat(0xffc00001))).isNaN();
    assertThat(DoubleMath.tanh(Double.NaN)).isNaN();
    assertThat(DoubleMath.tanh(Double.longBitsToDouble(-1L))).isNaN();
  }

  @Test
  void expMinusOneIsAccurateNearZeroToo() {
    double worst = 0;
    for (int bits = 1; bits < Float.floatToRawIntBits(80f); bits += 1009) {
      float x = -Float.intBitsToFloat(bits);
      double exact = StrictMath.expm1(x);
      worst =
          Math.max(
              worst,
              Math.abs(FloatMath.expMinusOne(x) - exact) / Math.ulp((float) Math.abs(exact)));
    }
    System.out.printf("exp − 1 float32: %.2f ulp%n", worst);
    assertThat(worst).isLessThan(3);
    double worstDouble = 0;
    RandomGenerator random = Seeds.fromProperty().random();
    for (int n = 0; n < 1_000_000; n++) {
      double x = -StrictMath.pow(2, random.nextDouble(-1000, 9));
      double exact = StrictMath.expm1(x);
      double error = Math.abs(DoubleMath.expMinusOne(x) - exact) / Math.ulp(Math.abs(exact));
      worstDouble = Math.max(worstDouble, error);
    }
    System.out.printf("exp − 1 float64: %.2f ulp%n", worstDouble);
    assertThat(worstDouble).isLessThan(4);
  }
}
