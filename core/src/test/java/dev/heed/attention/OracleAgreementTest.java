package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionOracle;
import dev.heed.testkit.OracleResult;
import dev.heed.testkit.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Attention against the float64 oracle on random problems: sizes, masks, bias, scale, grouped heads
 * and layouts in combination. {@code -Dheed.seed} and {@code -Dheed.cases} choose others and more.
 */
@DisplayName("S1 to S8, S10: agreement with the oracle")
class OracleAgreementTest {
  private static final int CASES = Integer.getInteger("heed.cases", 300);

  @Test
  void float64AgreesWithin1e12() {
    Seeds seeds = Seeds.fromProperty();
    double worst = 0;
    for (int n = 0; n < CASES; n++) {
      RandomProblem drawn = RandomProblem.draw(seeds, DType.FLOAT64);
      OracleResult oracle = oracle(drawn);
      AttentionResult result = evaluate(drawn);
      worst = Math.max(worst, close(drawn, oracle.output(), result.output(), 1e-12));
      close(drawn, oracle.logSumExp(), result.logSumExp(), 1e-12);
      Steps steps = drawn.attention().steps(drawn.q(), drawn.k(), drawn.v());
      close(drawn, oracle.weights(), steps.weights(), 1e-12);
    }
    System.out.printf("float64: worst error %.3g in %d cases%n", worst, CASES);
  }

  @Test
  @DisplayName("S3, S4, S5: what is not finite spreads as the oracle says, and no further")
  void notFiniteNumbersSpreadAsTheOracleSays() {
    Seeds seeds = Seeds.fromProperty();
    int spread = 0;
    for (int n = 0; n < CASES; n++) {
      RandomProblem drawn = RandomProblem.draw(seeds, DType.FLOAT64, 3);
      OracleResult oracle = oracle(drawn);
      AttentionResult result = evaluate(drawn);
      close(drawn, oracle.output(), result.output(), 1e-12);
      close(drawn, oracle.logSumExp(), result.logSumExp(), 1e-12);
      Steps steps = drawn.attention().steps(drawn.q(), drawn.k(), drawn.v());
      close(drawn, oracle.weights(), steps.weights(), 1e-12);
      for (double number : oracle.output()) {
        spread += Double.isFinite(number) ? 0 : 1;
      }
    }
    assertThat(spread).isPositive();
  }

  /** Rounding a score of size s moves its weight by about 6e-8·s, so the allowance grows with s. */
  @Test
  void float32AgreesWithin5e6WhereScoresStayBelow10AndInProportionAbove() {
    Seeds seeds = Seeds.fromProperty();
    double worst = 0;
    int small = 0;
    for (int n = 0; n < CASES; n++) {
      RandomProblem drawn = RandomProblem.draw(seeds, DType.FLOAT32);
      OracleResult oracle = oracle(drawn);
      AttentionResult result = evaluate(drawn);
      double allowed = 5e-6 * Math.max(1, drawn.largestScore() / 10);
      double error = close(drawn, oracle.output(), result.output(), allowed);
      close(drawn, oracle.logSumExp(), result.logSumExp(), allowed);
      if (drawn.largestScore() < 10) {
        small++;
        worst = Math.max(worst, error);
      }
    }
    System.out.printf("float32: worst error %.3g in %d cases below 10%n", worst, small);
    assertThat(small).isPositive();
  }

  private static AttentionResult evaluate(RandomProblem drawn) {
    AttentionResult result = drawn.attention().evaluate(drawn.q(), drawn.k(), drawn.v());
    Tensor output = drawn.attention().compute(drawn.q(), drawn.k(), drawn.v());
    Bits.assertSame("compute of " + drawn.description(), result.output(), output);
    assertThat(output.rank()).isEqualTo(drawn.q().rank());
    assertThat(result.logSumExp().rank()).isEqualTo(drawn.q().rank() - 1);
    return result;
  }

  private static OracleResult oracle(RandomProblem drawn) {
    return AttentionOracle.evaluate(drawn.problem(), drawn.query(), drawn.key(), drawn.value());
  }

  private static double close(
      RandomProblem drawn, double[] expected, Tensor actual, double allowed) {
    double[] got = actual.toDoubleArray();
    assertThat(got).as(drawn.description()).hasSameSizeAs(expected);
    double worst = 0;
    for (int n = 0; n < got.length; n++) {
      boolean same = Double.valueOf(got[n]).equals(expected[n]) || got[n] == expected[n];
      double error = same ? 0 : Math.abs(got[n] - expected[n]);
      if (!(error <= allowed)) {
        throw new AssertionError(
            "%s: element %d is %s, the oracle has %s"
                .formatted(drawn.description(), n, got[n], expected[n]));
      }
      worst = Math.max(worst, error);
    }
    return worst;
  }
}
