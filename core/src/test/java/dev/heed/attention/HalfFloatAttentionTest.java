package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.mask.Bias;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Halves are storage: read exactly, computed in float32, each result rounded once. */
@DisplayName("S11, S12: float16 and bfloat16")
class HalfFloatAttentionTest {
  private static final int CASES = Integer.getInteger("heed.cases", 500);

  private final Seeds seeds = Seeds.fromProperty();

  /** The same call with a half bias widened. */
  private static Attention widened(Attention attention) {
    Bias all = Bias.none();
    for (Bias part : attention.bias().parts()) {
      all =
          all.and(
              part instanceof Bias.Dense dense
                  ? Bias.dense(dense.numbers().to(DType.FLOAT32))
                  : part);
    }
    return attention.withBias(all);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT16", "BFLOAT16"})
  void theOutputIsThatOfFloat32RoundedOnce(DType dtype) {
    int rounded = 0;
    for (int n = 0; n < CASES; n++) {
      RandomProblem drawn = RandomProblem.draw(seeds, dtype);
      AttentionResult half = drawn.attention().evaluate(drawn.q(), drawn.k(), drawn.v());
      AttentionResult wide =
          widened(drawn.attention())
              .evaluate(
                  drawn.q().to(DType.FLOAT32),
                  drawn.k().to(DType.FLOAT32),
                  drawn.v().to(DType.FLOAT32));
      Bits.assertSame(drawn.description(), wide.output().to(dtype), half.output());
      Bits.assertSame(drawn.description(), wide.logSumExp(), half.logSumExp());
      rounded += Arrays.equals(half.output().toFloatArray(), wide.output().toFloatArray()) ? 0 : 1;
    }
    assertThat(rounded).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT16", "BFLOAT16"})
  void anyLayoutOfTheOutputToo(DType dtype) {
    for (int n = 0; n < 60; n++) {
      RandomProblem drawn = RandomProblem.draw(seeds, dtype);
      Tensor expected = drawn.attention().compute(drawn.q(), drawn.k(), drawn.v());
      Layout layout = Layout.random(seeds.random(), expected.rank());
      if (layout.place() != Layout.Place.READ_ONLY) {
        Tensor into = layout.of(Tensor.zeros(dtype, expected.shape()));
        drawn.attention().compute(drawn.q(), drawn.k(), drawn.v(), into);
        Bits.assertSame(layout + " " + drawn.description(), expected, into);
      }
    }
  }

  @Test
  void stepsAreInTheDtypeOfTheComputation() {
    Tensor x = Tensor.of(seeds.normal(70 * 8), 70, 8).to(DType.FLOAT16);
    Steps steps = Attention.scaledDotProduct().withSoftcap(2).steps(x, x, x);
    Steps wide =
        Attention.scaledDotProduct()
            .withSoftcap(2)
            .steps(x.to(DType.FLOAT32), x.to(DType.FLOAT32), x.to(DType.FLOAT32));
    assertThat(steps.output().dtype()).isEqualTo(DType.FLOAT16);
    Bits.assertSame("scores", wide.scores(), steps.scores());
    Bits.assertSame("capped", wide.capped(), steps.capped());
    Bits.assertSame("weights", wide.weights(), steps.weights());
    Bits.assertSame("log-sum-exp", wide.logSumExp(), steps.logSumExp());
  }

  /** Scores of up to 8·100² are beyond float16, and no score is ever a float16. */
  @Test
  void scoresBeyondTheRangeOfFloat16AreNoTrouble() {
    double[] numbers = seeds.uniform(40 * 8, 90, 100);
    Tensor x = Tensor.of(numbers, 40, 8).to(DType.FLOAT16);
    Tensor output = Attention.scaledDotProduct().withScale(1).compute(x, x, x);
    for (double number : output.toDoubleArray()) {
      assertThat(number).isBetween(89.9, 100.1);
    }
    Tensor largest = Tensor.of(new double[] {65504, 65504, 65504}, 3, 1).to(DType.FLOAT16);
    Tensor zero = Tensor.zeros(DType.FLOAT16, largest.shape());
    assertThat(Attention.scaledDotProduct().compute(zero, zero, largest).toDoubleArray())
        .containsOnly(65504);
  }
}
