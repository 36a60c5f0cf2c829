package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionOracle;
import dev.heed.testkit.OracleResult;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Attention against the float64 oracle on random problems: sizes, every mask, bias and option,
 * grouped heads, packed sequences and layouts in combination, with NaN, ±∞ and 1e30 in what is left
 * out. {@code -Dheed.seed} and {@code -Dheed.cases} choose others and more.
 */
@DisplayName("S1 to S8, S10: agreement with the oracle")
class OracleAgreementTest {
  private static final int CASES = Integer.getInteger("heed.cases", 1000);

  @Test
  void float64AgreesWithin1e12() {
    Seeds seeds = Seeds.fromProperty();
    double worst = 0;
    for (int n = 0; n < CASES; n++) {
      worst = Math.max(worst, agree(RandomProblem.draw(seeds, DType.FLOAT64), 1e-12));
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
      agree(drawn, 1e-12);
      for (double number : oracle(drawn).output()) {
        spread += Double.isFinite(number) ? 0 : 1;
      }
    }
    assertThat(spread).isPositive();
  }

  /** Up to 131 equal weights are added, each sum rounded the same way by up to 6e-8. */
  @Test
  void float32AgreesWithin2e5() {
    Seeds seeds = Seeds.fromProperty();
    double worst = 0;
    for (int n = 0; n < CASES; n++) {
      worst = Math.max(worst, agree(RandomProblem.draw(seeds, DType.FLOAT32), 2e-5));
    }
    System.out.printf("float32: worst error %.3g in %d cases%n", worst, CASES);
  }

  @Test
  void everyOptionIsAmongTheDrawnOnes() {
    Seeds seeds = Seeds.fromProperty();
    List<String> drawn = new ArrayList<>();
    for (int n = 0; n < 400; n++) {
      drawn.add(RandomProblem.draw(seeds, DType.FLOAT32).description());
    }
    List<String> options =
        List.of(
            "scale",
            "softcap",
            "sinks",
            "bias",
            "alibi",
            "unnamed",
            "score function",
            "packed",
            "causal",
            "window",
            "keep",
            "hide",
            "lengths",
            "blocks of",
            "function",
            "block mask",
            "NORMAL",
            "LARGE",
            "CONSTANT",
            "rank 2",
            "rank 3",
            "rank 4");
    for (String option : options) {
      assertThat(drawn).as(option).filteredOn(text -> text.contains(option)).hasSizeGreaterThan(9);
    }
  }

  /** Output, log-sum-exp and weights; returns the largest error where that is within the bound. */
  private static double agree(RandomProblem drawn, double allowed) {
    OracleResult oracle = oracle(drawn);
    AttentionResult result = evaluate(drawn);
    double worst = close(drawn, oracle.output(), result.output(), allowed);
    close(drawn, oracle.logSumExp(), result.logSumExp(), allowed);
    Steps steps = drawn.attention().steps(drawn.q(), drawn.k(), drawn.v());
    Bits.assertSame("steps of " + drawn.description(), result.output(), steps.output());
    close(drawn, oracle.weights(), steps.weights(), allowed);
    return worst;
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

  /**
   * Rounding a score of size s moves its weight in proportion to s, so above 10 the allowance grows
   * with the largest score.
   */
  private static double close(
      RandomProblem drawn, double[] expected, Tensor actual, double allowed) {
    double[] got = actual.toDoubleArray();
    assertThat(got).as(drawn.description()).hasSameSizeAs(expected);
    double worst = 0;
    double largest = -1;
    for (int n = 0; n < got.length; n++) {
      boolean same = Double.valueOf(got[n]).equals(expected[n]) || got[n] == expected[n];
      double error = same ? 0 : Math.abs(got[n] - expected[n]);
      if (error <= allowed) {
        worst = Math.max(worst, error);
        continue;
      }
      largest = largest < 0 ? drawn.largestScore() : largest;
      if (!(error <= allowed * Math.max(1, largest / 10))) {
        throw new AssertionError(
            "%s: element %d is %s, the oracle has %s"
                .formatted(drawn.description(), n, got[n], expected[n]));
      }
    }
    return worst;
  }
}
