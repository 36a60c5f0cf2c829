package dev.heed.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.lessons.VarianceDemonstration.Measurement;
import dev.heed.tensor.Tensor;
import org.junit.jupiter.api.Test;

class VarianceDemonstrationTest {
  /** Another seed: {@code -Dheed.seed=N}. */
  private static final long SEED = Long.getLong("heed.seed", 20260922);

  @Test
  void theVarianceOfScoresIsTheirSizeAndScalingMakesItOne() {
    VarianceDemonstration shown = VarianceDemonstration.of(SEED, 128, 16, 64, 256, 1024);
    for (Measurement each : shown.sizes()) {
      assertThat(each.scoreVariance() / each.size())
          .as("d_k %d, seed %d", each.size(), SEED)
          .isEqualTo(1, within(0.25));
      assertThat(each.scaledVariance()).isEqualTo(each.scoreVariance() / each.size(), within(1e-9));
    }
    assertThat(shown.table().shape().sizes()).containsExactly(4, 3);
    assertThat(shown.table().get(3, 0)).isEqualTo(1024);
  }

  @Test
  void withoutScalingOneKeyTakesNearlyEverything() {
    VarianceDemonstration shown = VarianceDemonstration.of(SEED, 64, 4, 1024);
    Measurement small = shown.sizes().getFirst();
    Measurement large = shown.sizes().getLast();
    assertThat(large.sharpestUnscaled()).as("seed %d", SEED).isGreaterThan(0.9);
    assertThat(large.sharpestScaled()).as("seed %d", SEED).isLessThan(0.3);
    assertThat(small.sharpestScaled()).as("seed %d", SEED).isLessThan(small.sharpestUnscaled());
  }

  @Test
  void theSameSeedShowsTheSameNumbers() {
    assertThat(VarianceDemonstration.of(SEED, 8, 2, 3))
        .isEqualTo(VarianceDemonstration.of(SEED, 8, 2, 3));
  }

  /** {@code numpy.array([1, 2, 4]).var()} is 14/9. */
  @Test
  void varianceIsThePopulations() {
    assertThat(VarianceDemonstration.variance(Tensor.of(new double[] {1, 2, 4}, 3)))
        .isEqualTo(14.0 / 9, within(1e-15));
    assertThat(VarianceDemonstration.variance(Tensor.of(new double[0], 0))).isNaN();
  }

  @Test
  void sizesBelowOneAreRefused() {
    assertThatThrownBy(() -> VarianceDemonstration.of(0, 0, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 words: scores need at least one");
    assertThatThrownBy(() -> VarianceDemonstration.of(0, 4, 8, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("d_k 0: a query has at least one number");
  }
}
