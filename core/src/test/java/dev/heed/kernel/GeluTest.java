package dev.heed.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The activation of the feed-forward, over its whole range. */
@DisplayName("S11, S12: GELU")
class GeluTest {
  /** Every how many of the floats in range is tried. */
  private static final int STRIDE = 97;

  /** Below this the result is no longer a normal float. */
  private static final float NORMAL = -12.97f;

  @Test
  void float64IsWithinFourUnitsOfExactNumbers() throws IOException {
    List<String> lines = golden();
    assertThat(lines).hasSizeGreaterThan(1500);
    double worst = 0;
    double relative = 0;
    for (String line : lines) {
      String[] numbers = line.split(" ", -1);
      double x = Double.parseDouble(numbers[0]);
      double exact = Double.parseDouble(numbers[1]);
      double error = Math.abs(DoubleGelu.gelu(x) - exact);
      worst = Math.max(worst, error / Math.ulp(exact));
      relative = exact == 0 ? relative : Math.max(relative, error / Math.abs(exact));
    }
    System.out.printf("gelu float64: %.3g ulp, relative %.3g%n", worst, relative);
    assertThat(worst).isLessThan(4);
    assertThat(relative).isLessThan(5e-16);
  }

  @Test
  void float32IsWithinFourUnitsInTheLastPlace() {
    double worst = 0;
    double all = 0;
    float at = 0;
    int tried = 0;
    for (float limit : new float[] {NORMAL, 2e6f}) {
      int first = Float.floatToRawIntBits(Math.copySign(Float.MIN_NORMAL * 4, limit));
      int last = Float.floatToRawIntBits(limit);
      for (int bits = first; bits <= last; bits += STRIDE) {
        float x = Float.intBitsToFloat(bits);
        double exact = DoubleGelu.gelu(x);
        double error = Math.abs(FloatGelu.gelu(x) - exact) / Math.ulp((float) exact);
        if (error > worst) {
          worst = error;
          at = x;
        }
        all += error;
        tried++;
      }
    }
    System.out.printf(
        "gelu float32: %.3g ulp at %s, mean %.2g, %d tried%n", worst, at, all / tried, tried);
    assertThat(tried).isGreaterThan(10_000_000);
    assertThat(worst).isLessThan(4);
  }

  @Test
  void wherePhiIsNoNormalNumberTheResultIsBelowIt() {
    for (float x = NORMAL; x > -14; x = Math.nextDown(x)) {
      float gelu = FloatGelu.gelu(x);
      assertThat(gelu).isBetween(-20 * Float.MIN_NORMAL, 0f);
      assertThat(Math.abs(gelu - DoubleGelu.gelu(x))).isLessThan(14 * Float.MIN_NORMAL);
    }
    for (double x = -37; x > -39; x -= 1e-5) {
      assertThat(DoubleGelu.gelu(x)).isBetween(-1e-296, 0.0);
    }
  }

  @Test
  void theEndsOfTheNumbersAndNotANumber() {
    assertThat(FloatGelu.gelu(Float.POSITIVE_INFINITY)).isInfinite().isPositive();
    assertThat(FloatGelu.gelu(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(FloatGelu.gelu(-Float.MAX_VALUE)).isZero();
    assertThat(FloatGelu.gelu(Float.MAX_VALUE)).isEqualTo(Float.MAX_VALUE);
    assertThat(FloatGelu.gelu(0f)).isZero();
    assertThat(FloatGelu.gelu(-0f)).isZero();
    assertThat(FloatGelu.gelu(Float.NaN)).isNaN();
    assertThat(DoubleGelu.gelu(Double.POSITIVE_INFINITY)).isInfinite().isPositive();
    assertThat(DoubleGelu.gelu(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(DoubleGelu.gelu(Double.MAX_VALUE)).isEqualTo(Double.MAX_VALUE);
    assertThat(DoubleGelu.gelu(-Double.MAX_VALUE)).isZero();
    assertThat(DoubleGelu.gelu(Double.NaN)).isNaN();
  }

  private static List<String> golden() throws IOException {
    try (InputStream in = GeluTest.class.getResourceAsStream("/gelu/gelu.txt")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }
}
