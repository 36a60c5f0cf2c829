package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.mask.Bias;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.ErrorBound;
import dev.heed.testkit.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * float32 against float64: at most twice the error of a plain evaluation, plus 4 units in the last
 * place of the largest value. Heads are large enough that the largest error is not a matter of
 * luck.
 */
@DisplayName("S12: accuracy and range")
class AccuracyTest {
  private static final AttentionSizes HEADS = new AttentionSizes(1, 3, 3, 150, 211, 64, 32);
  private static final int ROWS_FOR_TIES = 30_000;

  /** The sum of 16 products of numbers in ±1 is seldom larger. */
  private static final double LARGEST_OF_16 = 5.3;

  private static final float HUGE = Float.MAX_VALUE;

  private final Seeds seeds = Seeds.fromProperty();

  private static Tensor output(
      AttentionProblem problem, Attention attention, float[] q, float[] k, float[] v) {
    AttentionSizes s = problem.sizes();
    return attention.compute(
        Tensor.of(q, s.batch(), s.heads(), s.queries(), s.depth()),
        Tensor.of(k, s.batch(), s.keyHeads(), s.keys(), s.depth()),
        Tensor.of(v, s.batch(), s.keyHeads(), s.keys(), s.valueDepth()));
  }

  private static void assertWithinBound(
      AttentionProblem problem, Attention attention, float[] q, float[] k, float[] v) {
    ErrorBound bound = ErrorBound.of(problem, q, k, v);
    float[] output = output(problem, attention, q, k, v).toFloatArray();
    bound.assertHolds(output);
  }

  @ParameterizedTest
  @CsvSource({"normal, 0.125", "normal, 1", "uniform, 0.125", "uniform, 1", "normal, -0.7"})
  void errorIsAtMostTwiceThatOfAPlainEvaluation(String distribution, double scale) {
    AttentionProblem problem = AttentionProblem.of(HEADS).withScale(scale);
    boolean normal = distribution.equals("normal");
    int queries = HEADS.queryElements();
    int keys = HEADS.keyElements();
    int values = HEADS.valueElements();
    assertWithinBound(
        problem,
        Attention.scaledDotProduct().withScale(scale),
        normal ? seeds.normalFloats(queries) : seeds.uniformFloats(queries, 0, 1),
        normal ? seeds.normalFloats(keys) : seeds.uniformFloats(keys, 0, 1),
        normal ? seeds.normalFloats(values) : seeds.uniformFloats(values, 0, 1));
  }

  /** Only rows whose first two keys nearly tie are in doubt, so it takes many rows to find some. */
  @ParameterizedTest
  @CsvSource({"100", "1e4"})
  void largeScoresStayWithinTheBound(double size) {
    AttentionSizes sizes = AttentionSizes.single(ROWS_FOR_TIES, 97, 16, 8);
    float[] q = seeds.uniformFloats(sizes.queryElements(), -1, 1);
    float[] k = seeds.uniformFloats(sizes.keyElements(), -1, 1);
    float[] v = seeds.normalFloats(sizes.valueElements());
    AttentionProblem problem = AttentionProblem.of(sizes).withScale(size / LARGEST_OF_16);
    Attention attention = Attention.scaledDotProduct().withScale(size / LARGEST_OF_16);
    assertWithinBound(problem, attention, q, k, v);
  }

  @ParameterizedTest
  @CsvSource({"1e6", "1e18", "1e37"})
  void enormousScoresStillAverageValues(double size) {
    float[] q = seeds.uniformFloats(HEADS.queryElements(), -1, 1);
    float[] k = seeds.uniformFloats(HEADS.keyElements(), -1, 1);
    float[] v = seeds.uniformFloats(HEADS.valueElements(), 3, 5);
    AttentionProblem problem = AttentionProblem.of(HEADS);
    Tensor output = output(problem, Attention.scaledDotProduct().withScale(size), q, k, v);
    for (float number : output.toFloatArray()) {
      assertThat(number).isBetween(2.99999f, 5.00001f);
    }
  }

  @Test
  void theBoundHoldsUnderMasksToo() {
    AttentionProblem causal = AttentionProblem.of(HEADS).withKept((b, h, i, j) -> j <= i + 61);
    assertWithinBound(
        causal,
        Attention.scaledDotProduct().withMask(Mask.causal(Corner.BOTTOM_RIGHT)),
        seeds.normalFloats(HEADS.queryElements()),
        seeds.normalFloats(HEADS.keyElements()),
        seeds.normalFloats(HEADS.valueElements()));
  }

  @ParameterizedTest
  @CsvSource({"softcap", "sinks", "alibi", "function", "all"})
  void theBoundHoldsUnderEveryOption(String option) {
    boolean all = option.equals("all");
    AttentionProblem problem = AttentionProblem.of(HEADS);
    Attention attention = Attention.scaledDotProduct();
    Bias bias = Bias.none();
    if (all || option.equals("softcap")) {
      problem = problem.withSoftcap(2);
      attention = attention.withSoftcap(2);
    }
    if (all || option.equals("sinks")) {
      problem = problem.withSinks(h -> h - 0.5);
      attention = attention.withSinks(Tensor.of(new double[] {-0.5, 0.5, 1.5}, 3));
    }
    if (all || option.equals("alibi")) {
      problem = problem.withBias((b, h, i, j) -> -0.125 * h * Math.abs(i - j));
      bias = Bias.alibi(Tensor.of(new double[] {0, 0.125, 0.25}, 3), Corner.TOP_LEFT);
    }
    if (all || option.equals("function")) {
      problem = problem.withRewrite((score, b, h, i, j) -> 1.5 * score + 0.25 * (j % 4));
      bias = bias.and(Bias.function((score, b, h, i, j) -> 1.5 * score + 0.25 * (j % 4)));
    }
    assertWithinBound(
        problem,
        attention.withBias(bias),
        seeds.normalFloats(HEADS.queryElements()),
        seeds.normalFloats(HEADS.keyElements()),
        seeds.normalFloats(HEADS.valueElements()));
  }

  @Test
  void keysAndValuesMayComeInAnyOrder() {
    float[] q = seeds.normalFloats(HEADS.queryElements());
    float[] k = seeds.normalFloats(HEADS.keyElements());
    float[] v = seeds.normalFloats(HEADS.valueElements());
    ErrorBound bound = ErrorBound.of(AttentionProblem.of(HEADS), q, k, v);
    int keys = HEADS.keys();
    float[] movedKeys = new float[k.length];
    float[] movedValues = new float[v.length];
    for (int row = 0; row < HEADS.keyHeads() * keys; row++) {
      int to = row / keys * keys + (row % keys * 100 + 17) % keys; // 211 is prime
      System.arraycopy(k, row * 64, movedKeys, to * 64, 64);
      System.arraycopy(v, row * 32, movedValues, to * 32, 32);
    }
    Attention attention = Attention.scaledDotProduct();
    AttentionProblem problem = AttentionProblem.of(HEADS);
    float[] moved = output(problem, attention, q, movedKeys, movedValues).toFloatArray();
    bound.assertHolds(moved);
    assertThat(moved).isNotEqualTo(output(problem, attention, q, k, v).toFloatArray());
  }

  @Test
  void equalScoresGiveEqualWeightsAndTheAverage() {
    int keys = 200;
    float[] q = new float[2 * 8];
    float[] k = new float[keys * 8];
    Arrays.fill(q, 3);
    Arrays.fill(k, 5);
    float[] v = seeds.normalFloats(keys * 3);
    Steps steps =
        Attention.scaledDotProduct()
            .steps(Tensor.of(q, 2, 8), Tensor.of(k, keys, 8), Tensor.of(v, keys, 3));
    assertThat(steps.weights().toFloatArray()).containsOnly(1f / keys);
    for (int d = 0; d < 3; d++) {
      double sum = 0;
      for (int j = 0; j < keys; j++) {
        sum += v[j * 3 + d];
      }
      assertThat(Math.abs(steps.output().get(1, d) - sum / keys)).isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "5", "7", "64", "65", "97", "131", "1000"})
  void theAverageOfTheLargestNumbersIsFinite(int keys) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      double huge = dtype == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
      double unit = dtype == DType.FLOAT32 ? 0x1p-23 : 0x1p-52;
      Tensor q = Tensor.zeros(dtype, Shape.of(3, 4));
      Tensor k = Tensor.zeros(dtype, Shape.of(keys, 4));
      Tensor v = Tensor.zeros(dtype, Shape.of(keys, 3));
      for (int j = 0; j < keys; j++) {
        v.set(huge, j, 0);
        v.set(-huge, j, 1);
        v.set(1, j, 2);
      }
      double[] output = Attention.scaledDotProduct().compute(q, k, v).toDoubleArray();
      for (int i = 0; i < 3; i++) {
        assertThat(output[3 * i] / huge - 1).isBetween(-8 * unit, 0.0);
        assertThat(output[3 * i + 1] / -huge - 1).isBetween(-8 * unit, 0.0);
        assertThat(Math.abs(output[3 * i + 2] - 1)).isLessThanOrEqualTo(4 * unit);
      }
    }
  }

  @Test
  void hugeValuesOfBothSignsAverageOut() {
    float[] v = {HUGE, HUGE, HUGE, -HUGE, -HUGE, -HUGE};
    Tensor q = Tensor.zeros(DType.FLOAT32, Shape.of(1, 1));
    Tensor k = Tensor.zeros(DType.FLOAT32, Shape.of(6, 1));
    float[] output = Attention.scaledDotProduct().compute(q, k, Tensor.of(v, 6, 1)).toFloatArray();
    assertThat(Math.abs(output[0])).isLessThan(1e-6f * HUGE);
  }

  @Test
  void aGenuineInfinityBesideHugeValuesStaysTheInfinityThatItIs() {
    for (float infinity : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[] v = {HUGE, HUGE, infinity, HUGE, -HUGE, -HUGE, -HUGE};
      Tensor q = Tensor.zeros(DType.FLOAT32, Shape.of(1, 1));
      Tensor k = Tensor.zeros(DType.FLOAT32, Shape.of(7, 1));
      Tensor output = Attention.scaledDotProduct().compute(q, k, Tensor.of(v, 7, 1));
      assertThat(output.get(0, 0)).isEqualTo(infinity);
    }
  }

  @Test
  void theWidestScoresInRangeNeitherOverflowNorTurnIntoNotANumber() {
    float[] scores = {HUGE, -HUGE, 0, HUGE, Float.MIN_VALUE};
    Tensor q = Tensor.of(new float[] {1}, 1, 1);
    Tensor v = Tensor.of(new float[] {1, 2, 3, 5, 7}, 5, 1);
    AttentionResult result = Attention.scaledDotProduct().evaluate(q, Tensor.of(scores, 5, 1), v);
    assertThat(result.output().get(0, 0)).isEqualTo(3);
    assertThat(result.logSumExp().get(0)).isEqualTo(HUGE);
    Tensor low = Tensor.of(new float[] {-HUGE, -HUGE}, 2, 1);
    AttentionResult lowest = Attention.scaledDotProduct().evaluate(q, low, v.slice(0, 0, 2));
    assertThat(lowest.output().get(0, 0)).isEqualTo(1.5);
    assertThat(lowest.logSumExp().get(0)).isEqualTo(-HUGE);
  }

  @Test
  void theSmallestNumbersDoNotVanish() {
    float least = Float.MIN_VALUE;
    Tensor q = Tensor.zeros(DType.FLOAT32, Shape.of(1, 1));
    Tensor k = Tensor.zeros(DType.FLOAT32, Shape.of(4, 1));
    Tensor v = Tensor.of(new float[] {least, least, least, least}, 4, 1);
    assertThat(Attention.scaledDotProduct().compute(q, k, v).get(0, 0)).isEqualTo(least);
  }
}
