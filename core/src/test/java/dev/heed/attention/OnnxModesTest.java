package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
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

/** The four matrices that ONNX' operator Attention can hand out, as steps. */
@DisplayName("S16: ONNX output modes as steps")
class OnnxModesTest {
  private static final int QUERIES = 70;
  private static final int KEYS = 75;
  private static final double SCALE = 0.6;
  private static final double CAP = 1.5;
  private static final double HIDDEN = Double.NEGATIVE_INFINITY;

  private final Seeds seeds = Seeds.of(83);
  private final double[] q = seeds.normal(2 * QUERIES * 4);
  private final double[] k = seeds.normal(2 * KEYS * 4);
  private final double[] v = seeds.normal(2 * KEYS * 3);
  private final double[] bias = seeds.normal(QUERIES * KEYS);
  private final Tensor query = Tensor.of(q, 2, QUERIES, 4);
  private final Tensor key = Tensor.of(k, 2, KEYS, 4);
  private final Tensor value = Tensor.of(v, 2, KEYS, 3);

  private Attention attention() {
    return Attention.scaledDotProduct()
        .withScale(SCALE)
        .withBias(Tensor.of(bias, QUERIES, KEYS))
        .withMask(Mask.causal(Corner.TOP_LEFT));
  }

  private double scaled(int h, int i, int j) {
    double sum = 0;
    for (int d = 0; d < 4; d++) {
      sum += q[(h * QUERIES + i) * 4 + d] * k[(h * KEYS + j) * 4 + d];
    }
    return SCALE * sum;
  }

  @Test
  void eachModeIsTheStepThatItsNumberStandsFor() {
    Steps steps = attention().withSoftcap(CAP).steps(query, key, value);
    for (int n = 0; n < 2 * QUERIES * KEYS; n++) {
      int h = n / (QUERIES * KEYS);
      int i = n / KEYS % QUERIES;
      int j = n % KEYS;
      double scaled = scaled(h, i, j);
      double capped = CAP * StrictMath.tanh(scaled / CAP);
      double biased = capped + bias[i * KEYS + j];
      assertThat(steps.scaled().get(h, i, j)).as("mode 0").isCloseTo(scaled, within(1e-13));
      assertThat(steps.capped().get(h, i, j)).as("mode 1").isCloseTo(capped, within(1e-13));
      if (j > i) {
        assertThat(steps.masked().get(h, i, j)).as("mode 2, masked").isEqualTo(HIDDEN);
        assertThat(steps.weights().get(h, i, j)).as("mode 3, masked").isZero();
      } else {
        assertThat(steps.masked().get(h, i, j)).as("mode 2").isCloseTo(biased, within(1e-13));
      }
    }
    AttentionProblem problem =
        AttentionProblem.of(new AttentionSizes(1, 2, 2, QUERIES, KEYS, 4, 3))
            .withScale(SCALE)
            .withSoftcap(CAP)
            .withBias(bias, 1, 1, QUERIES, KEYS)
            .withKept((b, h, i, j) -> j <= i);
    OracleResult oracle = AttentionOracle.evaluate(problem, q, k, v);
    assertThat(steps.weights().toDoubleArray())
        .as("mode 3")
        .containsExactly(oracle.weights(), within(1e-13));
  }

  @Test
  void modeZeroWithASoftcapIsTheUncappedScore() {
    Steps capped = attention().withSoftcap(CAP).steps(query, key, value);
    Steps plain = attention().steps(query, key, value);
    Bits.assertSame("mode 0", plain.scaled(), capped.scaled());
    Bits.assertSame("mode 1 without a cap", plain.scaled(), plain.capped());
    assertThat(capped.capped().toDoubleArray()).isNotEqualTo(capped.scaled().toDoubleArray());
  }

  @Test
  void noModeButTheLastTwoKnowsOfMasks() {
    Attention open = attention().withMask(Mask.none());
    Steps masked = attention().steps(query, key, value);
    Steps whole = open.steps(query, key, value);
    Bits.assertSame("mode 0", whole.scaled(), masked.scaled());
    Bits.assertSame("mode 1", whole.capped(), masked.capped());
    Bits.assertSame("step 4", whole.biased(), masked.biased());
    assertThat(masked.masked().toDoubleArray()).isNotEqualTo(whole.masked().toDoubleArray());
  }

  @Test
  void minusInfinityInABiasIsMaskedInModeTwo() {
    Tensor hiding = Tensor.zeros(DType.FLOAT64, Shape.of(QUERIES, KEYS));
    hiding.set(HIDDEN, 3, 2);
    Steps steps = attention().withBias(hiding).steps(query, key, value);
    assertThat(steps.masked().get(1, 3, 2)).isEqualTo(HIDDEN);
    assertThat(steps.weights().get(1, 3, 2)).isZero();
  }

  @Test
  void sinksAreInTheWeightsAndInNoModeBefore() {
    Tensor sinks = Tensor.of(new double[] {0.5, HIDDEN}, 2);
    Steps with = attention().withSinks(sinks).steps(query, key, value);
    Steps without = attention().steps(query, key, value);
    Bits.assertSame("mode 2", without.masked(), with.masked());
    double sum = 0;
    double whole = 0;
    for (int j = 0; j < KEYS; j++) {
      sum += with.weights().get(0, 9, j);
      whole += with.weights().get(1, 9, j);
    }
    double sink = StrictMath.exp(0.5 - with.logSumExp().get(0, 9));
    assertThat(sum).isCloseTo(1 - sink, within(1e-13));
    assertThat(whole).isCloseTo(1, within(1e-13));
    assertThat(with.rowSum().get(0, 9)).isGreaterThan(0);
    double fromRow = with.rowMaximum().get(0, 9) + StrictMath.log(with.rowSum().get(0, 9));
    assertThat(with.logSumExp().get(0, 9)).isCloseTo(fromRow, within(1e-13));
  }
}
