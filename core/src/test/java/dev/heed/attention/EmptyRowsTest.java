package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heed.mask.Bias;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that no key is left to, what makes a row such, and what does not. */
@DisplayName("S3: rows without keys; S13: empty sizes")
class EmptyRowsTest {
  private static final Attention ATTENTION = Attention.scaledDotProduct();
  private static final int KEYS = 70;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private final Seeds seeds = Seeds.of(3);

  private Tensor random(DType dtype, int... shape) {
    return Tensor.of(seeds.normal((int) Shape.of(shape).elements()), shape).to(dtype);
  }

  private static void assertPlusZero(Tensor tensor) {
    for (double number : tensor.toDoubleArray()) {
      assertThat(Double.doubleToRawLongBits(number)).isZero();
    }
  }

  private void assertRowIsEmpty(Attention attention, DType dtype, int row) {
    Tensor q = random(dtype, 3, 4);
    Tensor k = random(dtype, KEYS, 4);
    Tensor v = random(dtype, KEYS, 2);
    AttentionResult result = attention.evaluate(q, k, v);
    Steps steps = attention.steps(q, k, v);
    for (int i = 0; i < 3; i++) {
      if (i == row) {
        assertPlusZero(result.output().select(0, i));
        assertPlusZero(steps.weights().select(0, i));
        assertThat(result.logSumExp().get(i)).isEqualTo(-INFINITY);
        assertThat(steps.rowSum().get(i)).isZero();
        assertThat(steps.rowMaximum().get(i)).isEqualTo(-INFINITY);
      } else {
        assertThat(result.output().select(0, i).toDoubleArray()).doesNotContain(0, Double.NaN);
        assertThat(result.logSumExp().get(i)).isFinite();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void rowsWithoutKeysAreZeroWithLogSumExpMinusInfinity(DType dtype) {
    byte[] flags = new byte[3 * KEYS];
    Arrays.fill(flags, KEYS, 2 * KEYS, (byte) 1);
    Tensor hidden = Tensor.of(flags, 3, KEYS);
    assertRowIsEmpty(ATTENTION.withMask(Mask.hide(hidden)), dtype, 1);
    Tensor bias = Tensor.zeros(dtype, Shape.of(3, KEYS));
    for (int j = 0; j < KEYS; j++) {
      bias.set(-INFINITY, 1, j);
    }
    assertRowIsEmpty(ATTENTION.withBias(bias), dtype, 1);
    byte[] first = new byte[KEYS];
    first[0] = 1;
    Mask allButFirst = Mask.hide(Tensor.of(first, KEYS));
    assertRowIsEmpty(ATTENTION.withMask(Mask.causal(Corner.TOP_LEFT).and(allButFirst)), dtype, 0);
  }

  @Test
  void aRowEmptiedByMaskAndBiasTogetherIsEmpty() {
    Tensor bias = Tensor.of(new float[] {-Float.MAX_VALUE, Float.NEGATIVE_INFINITY}, 2);
    Tensor first = Tensor.of(new byte[] {1, 0}, 2);
    AttentionResult result =
        ATTENTION
            .withBias(bias)
            .withMask(Mask.hide(first))
            .evaluate(
                random(DType.FLOAT32, 1, 3),
                random(DType.FLOAT32, 2, 3),
                random(DType.FLOAT32, 2, 3));
    assertPlusZero(result.output());
    assertThat(result.logSumExp().get(0)).isEqualTo(-INFINITY);
  }

  @Test
  void noKeysAtAllIsAnEmptyRow() {
    for (Mask mask : new Mask[] {Mask.none(), Mask.causal(Corner.BOTTOM_RIGHT), Mask.lengths(0)}) {
      AttentionResult result =
          ATTENTION
              .withMask(mask)
              .evaluate(
                  random(DType.FLOAT64, 65, 4),
                  random(DType.FLOAT64, 0, 4),
                  random(DType.FLOAT64, 0, 3));
      assertThat(result.output().shape()).isEqualTo(Shape.of(65, 3));
      assertPlusZero(result.output());
      assertThat(result.logSumExp().toDoubleArray()).hasSize(65).containsOnly(-INFINITY);
    }
    AttentionResult cut =
        ATTENTION
            .withMask(Mask.lengths(0, 2))
            .evaluate(
                random(DType.FLOAT32, 2, 1, 3, 4),
                random(DType.FLOAT32, 2, 1, 5, 4),
                random(DType.FLOAT32, 2, 1, 5, 4));
    assertPlusZero(cut.output().select(0, 0));
    assertThat(cut.output().select(0, 1).toDoubleArray()).doesNotContain(0, Double.NaN);
    assertThat(cut.logSumExp().select(0, 0).toDoubleArray()).containsOnly(-INFINITY);
  }

  @Test
  void aFiniteBiasHoweverNegativeDoesNotMask() {
    Tensor q = random(DType.FLOAT32, 2, 3);
    Tensor k = random(DType.FLOAT32, KEYS, 3);
    Tensor v = random(DType.FLOAT32, KEYS, 3);
    Tensor bias = Tensor.of(new float[] {-Float.MAX_VALUE}, 1);
    AttentionResult result = ATTENTION.withBias(bias).evaluate(q, k, v);
    double average = 0;
    for (int j = 0; j < KEYS; j++) {
      average += v.get(j, 0) / KEYS;
    }
    assertThat(Math.abs(result.output().get(1, 0) - average)).isLessThan(1e-6);
    assertThat(result.logSumExp().get(1)).isEqualTo(-Float.MAX_VALUE);
    Tensor mild = Tensor.of(new float[] {-1e30f}, 1);
    Tensor poisoned = v.copy();
    poisoned.set(Double.NaN, 3, 1);
    Tensor output = ATTENTION.withBias(mild).compute(q, k, poisoned);
    assertThat(output.get(0, 1)).isNaN();
  }

  /** Such a sum is a score of −∞ like any other, whether the values beside it are finite or not. */
  @Test
  void finiteBiasesThatAddUpToMinusInfinityDoNotMask() {
    Tensor lowest = Tensor.of(new float[] {-Float.MAX_VALUE, 0, 0}, 3, 1);
    Attention twice = ATTENTION.withBias(Bias.dense(lowest).and(Bias.dense(lowest)));
    Tensor q = random(DType.FLOAT32, 3, 4);
    Tensor k = random(DType.FLOAT32, KEYS, 4);
    Tensor v = random(DType.FLOAT32, KEYS, 2);
    AttentionResult result = twice.evaluate(q, k, v);
    assertThat(result.output().select(0, 0).toDoubleArray()).containsOnly(Double.NaN);
    assertThat(result.logSumExp().get(0)).isNaN();
    assertThat(result.logSumExp().get(1)).isFinite();
    Steps steps = twice.steps(q, k, v);
    assertThat(steps.weights().get(0, 3)).isNaN();
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aGenuineScoreOfMinusInfinityHasWeightZeroAndDoesNotMask(DType dtype) {
    Tensor q = Tensor.of(new double[] {1, -1}, 2, 1).to(dtype);
    Tensor k = Tensor.of(new double[] {-INFINITY, 2, 0.5}, 3, 1).to(dtype);
    Tensor v = Tensor.of(new double[] {100, 1, 2}, 3, 1).to(dtype);
    AttentionResult result = ATTENTION.evaluate(q, k, v);
    Tensor without = ATTENTION.compute(q, k.slice(0, 1, 3), v.slice(0, 1, 3));
    assertThat(result.output().get(0, 0)).isEqualTo(without.get(0, 0));
    assertThat(ATTENTION.steps(q, k, v).weights().get(0, 0)).isZero();
    assertThat(result.output().get(1, 0)).as("a score of +inf").isNaN();
    assertThat(result.logSumExp().get(1)).isNaN();
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aRowOfNothingButGenuineMinusInfinitiesIsNotANumber(DType dtype) {
    Tensor q = Tensor.of(new double[] {1, 0.5}, 2, 1).to(dtype);
    double[] infinite = new double[KEYS];
    Arrays.fill(infinite, -INFINITY);
    Tensor k = Tensor.of(infinite, KEYS, 1).to(dtype);
    Tensor v = random(dtype, KEYS, 2);
    byte[] flags = new byte[2 * KEYS];
    Arrays.fill(flags, KEYS, 2 * KEYS, (byte) 1);
    flags[5] = 1;
    Attention masked = ATTENTION.withMask(Mask.hide(Tensor.of(flags, 2, KEYS)));
    AttentionResult result = masked.evaluate(q, k, v);
    assertThat(result.output().select(0, 0).toDoubleArray()).containsOnly(Double.NaN);
    assertThat(result.logSumExp().get(0)).isNaN();
    assertPlusZero(result.output().select(0, 1));
    assertThat(result.logSumExp().get(1)).isEqualTo(-INFINITY);
    Tensor weights = masked.steps(q, k, v).weights();
    assertThat(weights.get(0, 4)).isNaN();
    assertThat(weights.get(0, 5)).as("left out").isZero();
    assertPlusZero(weights.select(0, 1));
  }

  @Test
  void notANumberAndPlusInfinityInABiasAreRefused() {
    Tensor q = random(DType.FLOAT32, 2, 3);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      for (int place : new int[] {0, 3, 5}) {
        float[] bias = new float[6];
        bias[place] = bad;
        Attention attention = ATTENTION.withBias(Tensor.of(bias, 2, 3));
        Tensor k = random(DType.FLOAT32, 3, 3);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> attention.compute(q, k, k))
            .withMessage(
                "bias [2, 3] holds %s: each number is finite, or -Infinity to leave a key out",
                Float.isNaN(bad) ? "NaN" : "+Infinity");
      }
    }
  }

  @Test
  void emptySizesGiveEmptyResults() {
    int[][] sizes = {
      {0, 2, 3, 5, 4, 2}, {2, 0, 3, 5, 4, 2}, {2, 2, 0, 5, 4, 2}, {2, 2, 3, 5, 4, 0}
    };
    for (int[] s : sizes) {
      for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.FLOAT16}) {
        Tensor q = random(dtype, s[0], s[1], s[2], s[4]);
        Tensor k = random(dtype, s[0], s[1], s[3], s[4]);
        Tensor v = random(dtype, s[0], s[1], s[3], s[5]);
        AttentionResult result = ATTENTION.evaluate(q, k, v);
        assertThat(result.output().shape()).isEqualTo(Shape.of(s[0], s[1], s[2], s[5]));
        assertThat(result.output().toDoubleArray()).isEmpty();
        assertThat(result.logSumExp().shape()).isEqualTo(Shape.of(s[0], s[1], s[2]));
        Steps steps = ATTENTION.steps(q, k, v);
        assertThat(steps.weights().shape()).isEqualTo(Shape.of(s[0], s[1], s[2], s[3]));
        Bits.assertSame("log-sum-exp", result.logSumExp(), steps.logSumExp());
      }
    }
  }

  @Test
  void theLogSumExpIsThereWhereTheValuesAreEmpty() {
    Tensor q = random(DType.FLOAT32, 3, 4);
    Tensor k = random(DType.FLOAT32, 5, 4);
    Tensor sums = ATTENTION.evaluate(q, k, random(DType.FLOAT32, 5, 2)).logSumExp();
    Bits.assertSame(
        "log-sum-exp", sums, ATTENTION.evaluate(q, k, random(DType.FLOAT32, 5, 0)).logSumExp());
  }
}
