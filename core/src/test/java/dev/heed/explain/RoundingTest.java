package dev.heed.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.testkit.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RoundingTest {
  private static final int CASES = 200_000;

  private final RandomGenerator random = Seeds.fromProperty().random();

  @Test
  void float16IsTheJdks() {
    for (int n = 0; n < CASES; n++) {
      float number = Float.intBitsToFloat(random.nextInt());
      Double expected = (double) Float.float16ToFloat(Float.floatToFloat16(number));
      assertThat(Rounding.FLOAT16.of(number)).as("%s", number).isEqualTo(expected);
    }
    for (int n = 0; n < CASES; n++) {
      float near = (float) (random.nextGaussian() * StrictMath.exp(10 * random.nextGaussian()));
      Double expected = (double) Float.float16ToFloat(Float.floatToFloat16(near));
      assertThat(Rounding.FLOAT16.of(near)).as("%s", near).isEqualTo(expected);
    }
  }

  @Test
  void float32IsACast() {
    for (int n = 0; n < CASES; n++) {
      double number = Double.longBitsToDouble(random.nextLong());
      assertThat(Rounding.FLOAT32.of(number))
          .as("%s", number)
          .isEqualTo(Double.valueOf((float) number));
      double near = random.nextGaussian() * StrictMath.exp(30 * random.nextGaussian());
      assertThat(Rounding.FLOAT32.of(near)).as("%s", near).isEqualTo(Double.valueOf((float) near));
    }
  }

  /** Every number of the type stays, and between two neighbours the middle goes to the even one. */
  @Test
  void bfloat16IsTheNearestUpperHalf() {
    for (int bits = 0; bits < 0x7f80; bits++) {
      double low = Float.intBitsToFloat(bits << 16);
      double high = Float.intBitsToFloat((bits + 1) << 16);
      assertThat(Rounding.BFLOAT16.of(low)).isEqualTo(low);
      if (Double.isFinite(high)) {
        double middle = (low + high) / 2;
        assertThat(Rounding.BFLOAT16.of(middle)).isEqualTo(bits % 2 == 0 ? low : high);
        assertThat(Rounding.BFLOAT16.of(Math.nextDown(middle))).isEqualTo(low);
        assertThat(Rounding.BFLOAT16.of(-Math.nextUp(middle))).isEqualTo(-high);
      }
    }
    assertThat(Rounding.BFLOAT16.of(Float.MAX_VALUE)).isInfinite();
  }

  @Test
  void onlyFiniteNumbersAreRounded() {
    for (Rounding rounding : Rounding.values()) {
      assertThat(rounding.of(Double.NaN)).isNaN();
      assertThat(rounding.of(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(rounding.of(-0.0)).isEqualTo(-0.0);
      assertThat(rounding.of(rounding.largest())).isEqualTo(rounding.largest());
    }
  }
}
