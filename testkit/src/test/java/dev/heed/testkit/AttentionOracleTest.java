package dev.heed.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AttentionOracleTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void equalScoresAverageTheValues() {
    AttentionSizes sizes = AttentionSizes.single(1, 4, 2, 1);
    double[] value = {1, 2, 3, 6};
    OracleResult result =
        AttentionOracle.evaluate(AttentionProblem.of(sizes), new double[2], new double[8], value);
    assertThat(result.output()).containsExactly(3);
    assertThat(result.weights()).containsOnly(0.25);
    assertThat(result.logSumExp()[0]).isCloseTo(Math.log(4), within(1e-15));
  }

  @Test
  void scoresAreScaledThenCappedThenBiased() {
    AttentionProblem problem =
        AttentionProblem.of(AttentionSizes.single(1, 2, 1, 1))
            .withScale(0.5)
            .withSoftcap(3)
            .withBias(new double[] {0.25, -1}, 1, 1, 1, 2);
    OracleResult result =
        AttentionOracle.evaluate(
            problem, new double[] {2}, new double[] {4, 7}, new double[] {0, 1});
    double first = 3 * Math.tanh(0.5 * 8 / 3) + 0.25;
    double second = 3 * Math.tanh(0.5 * 14 / 3) - 1;
    double share = 1 / (1 + Math.exp(first - second));
    assertThat(result.output()[0]).isCloseTo(share, within(1e-15));
    assertThat(result.weights()).containsExactly(new double[] {1 - share, share}, within(1e-15));
  }

  @Test
  void maskedKeysAreNeverRead() {
    AttentionSizes sizes = AttentionSizes.single(2, 3, 1, 1);
    AttentionProblem byChoice = AttentionProblem.of(sizes).withKept((b, h, i, j) -> j != 1);
    AttentionProblem byBias =
        AttentionProblem.of(sizes).withBias(new double[] {0, -INFINITY, 0}, 1, 1, 1, 3);
    double[] query = {1, 2};
    for (AttentionProblem problem : new AttentionProblem[] {byChoice, byBias}) {
      OracleResult clean =
          AttentionOracle.evaluate(problem, query, new double[] {1, 0, 2}, new double[] {5, 0, 7});
      OracleResult poisoned =
          AttentionOracle.evaluate(
              problem, query, new double[] {1, INFINITY, 2}, new double[] {5, NAN, 7});
      assertThat(poisoned.output()).containsExactly(clean.output());
      assertThat(poisoned.weights()).containsExactly(clean.weights());
      assertThat(poisoned.logSumExp()).containsExactly(clean.logSumExp());
    }
  }

  @Test
  void rowsWithoutKeysAreZero() {
    AttentionSizes sizes = AttentionSizes.single(2, 2, 1, 1);
    AttentionProblem problem = AttentionProblem.of(sizes).withKept((b, h, i, j) -> i == 1);
    double[] numbers = {1, 2};
    OracleResult result = AttentionOracle.evaluate(problem, numbers, numbers, numbers);
    assertThat(result.output()[0]).isZero();
    assertThat(result.weights()).startsWith(0, 0);
    assertThat(result.logSumExp()[0]).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(result.output()[1]).isBetween(1.0, 2.0);

    OracleResult none =
        AttentionOracle.evaluate(
            AttentionProblem.of(AttentionSizes.single(1, 0, 1, 1)),
            new double[1],
            new double[0],
            new double[0]);
    assertThat(none.output()).containsExactly(0);
  }

  @Test
  void aRowOfMinusInfiniteScoresIsNaNAndOneOfThemHasWeightZero() {
    AttentionProblem problem = AttentionProblem.of(AttentionSizes.single(2, 2, 1, 1));
    double[] value = {3, 4};
    OracleResult all =
        AttentionOracle.evaluate(
            problem, new double[] {-1, 1}, new double[] {INFINITY, INFINITY}, value);
    assertThat(all.output()).containsExactly(NAN, NAN);
    OracleResult one =
        AttentionOracle.evaluate(problem, new double[] {-1, -2}, new double[] {INFINITY, 1}, value);
    assertThat(one.output()).containsExactly(4, 4);
  }

  @Test
  void notANumberStaysInItsOwnRow() {
    AttentionProblem problem = AttentionProblem.of(AttentionSizes.single(2, 2, 1, 1));
    OracleResult result =
        AttentionOracle.evaluate(
            problem, new double[] {NAN, 1}, new double[] {1, 2}, new double[] {3, 3});
    assertThat(result.output()[0]).isNaN();
    assertThat(result.output()[1]).isCloseTo(3, within(1e-15));
  }

  @Test
  void groupedHeadsReadTheirGroupsKeys() {
    Seeds seeds = Seeds.fromProperty();
    AttentionSizes grouped = new AttentionSizes(2, 4, 2, 3, 5, 2, 3);
    AttentionSizes repeated = new AttentionSizes(2, 4, 4, 3, 5, 2, 3);
    double[] query = seeds.normal(grouped.queryElements());
    double[] key = seeds.normal(grouped.keyElements());
    double[] value = seeds.normal(grouped.valueElements());
    OracleResult ours = AttentionOracle.evaluate(AttentionProblem.of(grouped), query, key, value);
    OracleResult theirs =
        AttentionOracle.evaluate(
            AttentionProblem.of(repeated), query, repeatTwice(key, 10), repeatTwice(value, 15));
    assertThat(ours.output()).containsExactly(theirs.output());
  }

  @Test
  void plainFloatStaysNearTheOracle() {
    Seeds seeds = Seeds.fromProperty();
    AttentionSizes sizes = new AttentionSizes(1, 2, 1, 7, 11, 5, 3);
    AttentionProblem problem = AttentionProblem.of(sizes).withKept((b, h, i, j) -> j <= i + 4);
    float[] query = seeds.normalFloats(sizes.queryElements());
    float[] key = seeds.normalFloats(sizes.keyElements());
    float[] value = seeds.normalFloats(sizes.valueElements());
    PlainResult plain = PlainFloatAttention.evaluate(problem, query, key, value);
    OracleResult exact = AttentionOracle.evaluate(problem, query, key, value);
    assertThat(AttentionOracle.widen(plain.output()))
        .containsExactly(exact.output(), within(1e-5))
        .isNotEqualTo(exact.output());
    assertThat(AttentionOracle.widen(plain.weights()))
        .containsExactly(exact.weights(), within(1e-5));
    assertThat(AttentionOracle.widen(plain.logSumExp()))
        .containsExactly(exact.logSumExp(), within(1e-5));
  }

  @Test
  void aSinkTakesPartInTheSumAndHasNoValue() {
    double third = Math.log(2);
    AttentionProblem problem =
        AttentionProblem.of(new AttentionSizes(1, 2, 1, 1, 1, 1, 1))
            .withSinks(h -> h == 0 ? third : -INFINITY);
    OracleResult result =
        AttentionOracle.evaluate(problem, new double[2], new double[1], new double[] {6});
    assertThat(result.output()).containsExactly(new double[] {2, 6}, within(1e-15));
    assertThat(result.weights()).containsExactly(new double[] {1 / 3.0, 1}, within(1e-15));
    assertThat(result.logSumExp()).containsExactly(new double[] {Math.log(3), 0}, within(1e-15));
    float[] plain =
        PlainFloatAttention.evaluate(problem, new float[2], new float[1], new float[] {6}).output();
    assertThat(plain).containsExactly(new float[] {2, 6}, within(1e-6f));
  }

  @Test
  void aSinkDoesNotFillARowWithoutKeysAndOutweighsScoresOfMinusInfinity() {
    AttentionProblem problem =
        AttentionProblem.of(AttentionSizes.single(2, 1, 1, 1))
            .withKept((b, h, i, j) -> i == 1)
            .withSinks(h -> 3);
    float[] query = {1, -1};
    float[] key = {Float.POSITIVE_INFINITY};
    OracleResult result = AttentionOracle.evaluate(problem, query, key, new float[] {7});
    assertThat(result.output()).containsExactly(0, 0);
    assertThat(result.logSumExp()).containsExactly(-INFINITY, 3);
    PlainResult plain = PlainFloatAttention.evaluate(problem, query, key, new float[] {7});
    assertThat(plain.output()).containsExactly(0, 0);
    assertThat(plain.logSumExp()).containsExactly(Float.NEGATIVE_INFINITY, 3);
  }

  @Test
  void aRewriteTakesThePlaceOfTheBiasedScore() {
    AttentionProblem problem =
        AttentionProblem.of(AttentionSizes.single(2, 2, 1, 1))
            .withBias(new double[] {0.5, -INFINITY}, 1, 1, 1, 2)
            .withRewrite((score, b, h, i, j) ->
                j == 1 ? (score == -INFINITY ? -INFINITY : NAN) : i == 0 ? 2 * score : -INFINITY);
    OracleResult result =
        AttentionOracle.evaluate(
            problem, new double[] {1, 1}, new double[] {1, 9}, new double[] {5, 6});
    assertThat(result.logSumExp()).containsExactly(3, -INFINITY);
    assertThat(result.output()).containsExactly(5, 0);
    assertThat(problem.attends(0, 0, 0, 0)).isTrue();
    assertThat(problem.attends(0, 0, 0, 1)).isFalse();
    assertThat(problem.attends(0, 0, 1, 0)).isFalse();
    PlainResult plain =
        PlainFloatAttention.evaluate(
            problem, new float[] {1, 1}, new float[] {1, 9}, new float[] {5, 6});
    assertThat(plain.logSumExp()).containsExactly(3, Float.NEGATIVE_INFINITY);
    assertThat(plain.output()).containsExactly(5, 0);
  }

  private static double[] repeatTwice(double[] heads, int size) {
    double[] repeated = new double[2 * heads.length];
    for (int n = 0; n < heads.length / size; n++) {
      System.arraycopy(heads, n * size, repeated, 2 * n * size, size);
      System.arraycopy(heads, n * size, repeated, (2 * n + 1) * size, size);
    }
    assertThat(Arrays.copyOf(repeated, size)).containsExactly(Arrays.copyOf(heads, size));
    return repeated;
  }
}
