package dev.heed.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.testkit.Seeds;
import java.math.BigDecimal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The exponential that the softmax takes, over its whole range. */
@DisplayName("S11, S12: exp")
class ExpTest {
  /** Every how many of the 1.1 thousand million floats in range is tried. */
  private static final int STRIDE = 97;

  /** Below this exp(x) is no longer a normal float, so that its relative error grows. */
  private static final float NORMAL = -87.33654f;

  /**
   * log₂e is one float, 1.9e-8 off, so the relative error grows with |x|. A score of that size is
   * itself rounded more coarsely (half a unit in the last place of x is up to 6e-8·|x|).
   */
  private static final double GROWTH = 0.125;

  private static final double NORMAL_DOUBLE = -708.39;

  @Test
  void float32ErrorStaysBelowTheRoundingOfItsArgument() {
    int end = Float.floatToRawIntBits(NORMAL);
    double worst = 0;
    int tried = 0;
    for (int bits = Float.floatToRawIntBits(-0f); bits <= end && bits < 0; bits += STRIDE) {
      float x = Float.intBitsToFloat(bits);
      double exact = StrictMath.exp(x);
      double error = Math.abs(FloatMath.exp(x) - exact) / exact;
      worst = Math.max(worst, error / (1 + GROWTH * Math.abs(x)));
      tried++;
    }
    assertThat(tried).isGreaterThan(10_000_000);
    System.out.printf("exp float32: error %.3g·(1 + %s·|x|), %d tried%n", worst, GROWTH, tried);
    assertThat(worst).isLessThan(1.2e-7);
  }

  @Test
  void float64IsWithinTwoUnitsOfTheFifteenthPlace() {
    Seeds seeds = Seeds.fromProperty();
    double worst = 0;
    for (int n = 0; n < 2_000_000; n++) {
      double x = n % 2 == 0 ? seeds.random().nextDouble(NORMAL_DOUBLE, 0) : -small(seeds);
      double exact = StrictMath.exp(x);
      worst = Math.max(worst, Math.abs(DoubleMath.exp(x) - exact) / exact);
    }
    System.out.printf("exp float64: relative error %.3g%n", worst);
    assertThat(worst).isLessThan(4.0e-16);
  }

  private static double small(Seeds seeds) {
    return StrictMath.pow(2, seeds.random().nextDouble(-60, 6));
  }

  @Test
  void theReferenceItselfIsExp() {
    // 1/e: sequence A068985 of the On-Line Encyclopedia of Integer Sequences.
    BigDecimal inverse = new BigDecimal("0.3678794411714423215955237701614608674458");
    assertThat(StrictMath.exp(-1)).isEqualTo(inverse.doubleValue());
    assertThat(FloatMath.exp(-1)).isCloseTo(inverse.floatValue(), within(Math.ulp(0.3f)));
    assertThat(DoubleMath.exp(-1)).isCloseTo(inverse.doubleValue(), within(Math.ulp(0.3)));
  }

  @Test
  void zeroGivesExactlyOne() {
    assertThat(FloatMath.exp(0f)).isEqualTo(1f);
    assertThat(FloatMath.exp(-0f)).isEqualTo(1f);
    assertThat(DoubleMath.exp(0)).isEqualTo(1);
    assertThat(DoubleMath.exp(-0.0)).isEqualTo(1);
    assertThat(FloatMath.exp(-Float.MIN_VALUE)).isEqualTo(1f);
    assertThat(DoubleMath.exp(-Double.MIN_VALUE)).isEqualTo(1);
  }

  @Test
  void whatIsBelowTheRangeIsPlusZero() {
    float[] floats = {FloatMath.LOWEST, -88.1f, -1e4f, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY};
    for (float x : floats) {
      assertThat(Float.floatToRawIntBits(FloatMath.exp(x))).as("exp(%s)", x).isZero();
    }
    double[] doubles = {DoubleMath.LOWEST, -710, -1e6, -Double.MAX_VALUE, Double.NEGATIVE_INFINITY};
    for (double x : doubles) {
      assertThat(Double.doubleToRawLongBits(DoubleMath.exp(x))).as("exp(%s)", x).isZero();
    }
  }

  @Test
  void betweenNormalAndZeroTheErrorIsBelowTheLeastNormal() {
    for (float x = NORMAL; x > FloatMath.LOWEST; x = Math.nextDown(x)) {
      float exp = FloatMath.exp(x);
      assertThat(exp).isBetween(0f, Float.MIN_NORMAL * 1.00001f);
      assertThat(Math.abs(exp - StrictMath.exp(x))).isLessThanOrEqualTo(Float.MIN_NORMAL * 0.75);
    }
    for (double x = NORMAL_DOUBLE; x > DoubleMath.LOWEST; x -= 1e-4) {
      double error = Math.abs(DoubleMath.exp(x) - StrictMath.exp(x));
      assertThat(error).isLessThanOrEqualTo(Double.MIN_NORMAL * 0.75);
    }
  }

  @Test
  void nothingExceedsOneAndNothingIsNegative() {
    Seeds seeds = Seeds.fromProperty();
    for (int n = 0; n < 1_000_000; n++) {
      float x = -Math.abs(Float.intBitsToFloat(seeds.random().nextInt()));
      if (x <= 0) {
        assertThat(FloatMath.exp(x)).isBetween(0f, 1f);
      }
      double y = -Math.abs(Double.longBitsToDouble(seeds.random().nextLong()));
      if (y <= 0) {
        assertThat(DoubleMath.exp(y)).isBetween(0.0, 1.0);
      }
    }
  }

  @Test
  void notANumberStaysNotANumber() {
    assertThat(FloatMath.exp(Float.NaN)).isNaN();
    assertThat(DoubleMath.exp(Double.NaN)).isNaN();
    assertThat(FloatMath.exp(Float.intBitsToFloat(0xffffffff))).isNaN();
    assertThat(DoubleMath.exp(Double.longBitsToDouble(-1L))).isNaN();
    assertThat(FloatMath.exp(Float.intBitsToFloat(0x7f800001))).isNaN();
  }
}
