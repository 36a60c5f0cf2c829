package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.multihead.Projected;
import dev.heed.multihead.Projection;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionOracle;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.OracleResult;
import dev.heed.testkit.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("S6, S10: steps and projections")
class StepsTest {
  private static final AttentionSizes SIZES = new AttentionSizes(2, 4, 2, 70, 75, 6, 5);

  private final Seeds seeds = Seeds.fromProperty();

  @Test
  void everyStepIsWhatTheOracleSays() {
    double[] q = seeds.normal(SIZES.queryElements());
    double[] k = seeds.normal(SIZES.keyElements());
    double[] v = seeds.normal(SIZES.valueElements());
    double[] bias = seeds.normal(70 * 75);
    AttentionProblem problem =
        AttentionProblem.of(SIZES)
            .withScale(-0.7)
            .withBias(bias, 1, 1, 70, 75)
            .withKept((b, h, i, j) -> j <= i + 5);
    OracleResult expected = AttentionOracle.evaluate(problem, q, k, v);
    Steps steps =
        Attention.scaledDotProduct()
            .withScale(-0.7)
            .withBias(Tensor.of(bias, 70, 75))
            .withMask(Mask.causal(Corner.BOTTOM_RIGHT))
            .steps(Tensor.of(q, 2, 4, 70, 6), Tensor.of(k, 2, 2, 75, 6), Tensor.of(v, 2, 2, 75, 5));
    assertThat(steps.weights().toDoubleArray()).containsExactly(expected.weights(), within(1e-12));
    assertThat(steps.output().toDoubleArray()).containsExactly(expected.output(), within(1e-12));
    double sum = 0;
    for (int d = 0; d < 6; d++) {
      sum += q[(5 * 70 + 9) * 6 + d] * k[(2 * 75 + 12) * 6 + d];
    }
    assertThat(steps.scores().get(1, 1, 9, 12)).isEqualTo(sum, within(1e-13));
    assertThat(steps.scaled().get(1, 1, 9, 12)).isEqualTo(-0.7 * sum, within(1e-13));
    double biased = -0.7 * sum + bias[9 * 75 + 12];
    assertThat(steps.biased().get(1, 1, 9, 12)).isEqualTo(biased, within(1e-13));
    assertThat(steps.masked().get(1, 1, 9, 12)).isEqualTo(steps.biased().get(1, 1, 9, 12));
    assertThat(steps.masked().get(1, 1, 9, 15)).isEqualTo(Double.NEGATIVE_INFINITY);
    double logSumExp = steps.rowMaximum().get(1, 1, 9) + Math.log(steps.rowSum().get(1, 1, 9));
    assertThat(steps.logSumExp().get(1, 1, 9)).isEqualTo(logSumExp, within(1e-13));
  }

  @Test
  void weightsOfARowSumToOne() {
    Tensor x = Tensor.of(seeds.normalFloats(90 * 4), 90, 4);
    Tensor weights = Attention.scaledDotProduct().steps(x, x, x).weights();
    for (int i = 0; i < 90; i++) {
      double sum = 0;
      for (double weight : weights.select(0, i).toDoubleArray()) {
        sum += weight;
      }
      assertThat(sum).isEqualTo(1, within(1e-6));
    }
  }

  @Test
  void projectionsAreProductsPlusBiases() {
    double[] x = seeds.normal(2 * 3 * 4);
    double[] w = seeds.normal(4 * 5);
    double[] b = seeds.normal(5);
    Tensor weight = Tensor.of(w, 4, 5);
    Projection projection =
        new Projection(weight, weight, weight, Tensor.of(b, 5), null, Tensor.of(b, 5));
    Projected projected = projection.project(Tensor.of(x, 2, 3, 4));
    assertThat(projected.query().shape()).isEqualTo(Shape.of(2, 3, 5));
    for (int row = 0; row < 6; row++) {
      for (int column = 0; column < 5; column++) {
        double sum = 0;
        for (int e = 0; e < 4; e++) {
          sum += x[row * 4 + e] * w[e * 5 + column];
        }
        assertThat(projected.key().get(row / 3, row % 3, column)).isEqualTo(sum, within(1e-14));
        assertThat(projected.query().get(row / 3, row % 3, column))
            .isEqualTo(sum + b[column], within(1e-14));
      }
    }
  }

  @Test
  void projectionsThatDoNotFitAreRefused() {
    Tensor weight = Tensor.zeros(DType.FLOAT32, Shape.of(4, 5));
    Projection projection = Projection.of(weight, weight, weight);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> projection.project(Tensor.zeros(DType.FLOAT32, Shape.of(2, 3))))
        .withMessageContainingAll("X [2, 3]", "W_Q [4, 5]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> projection.project(Tensor.zeros(DType.FLOAT64, Shape.of(2, 4))))
        .withMessageContaining("share one dtype");
    Tensor bias = Tensor.zeros(DType.FLOAT32, Shape.of(4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Projection(weight, weight, weight, bias, null, null))
        .withMessageContaining("b_Q");
  }

  @Test
  void headsComeBackAsColumnsWithoutACopy() {
    Tensor x = Tensor.of(seeds.normalFloats(7 * 12), 7, 12);
    Tensor heads = x.splitHeads(3);
    Tensor output = Attention.scaledDotProduct().compute(heads, heads, heads);
    assertThat(output.mergeHeads().shape()).isEqualTo(Shape.of(7, 12));
    assertThat(output.mergeHeads().get(6, 11)).isEqualTo(output.get(2, 6, 3));
  }
}
