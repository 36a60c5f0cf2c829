package dev.heed.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.explain.Pair;
import dev.heed.explain.PrecisionTable;
import dev.heed.mask.Mask;
import dev.heed.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Scores are 12, 1 and 2: exp(12) = 162754.79 is beyond float16. */
class PrecisionTextTest {
  private static final Attention ATTENTION = Attention.scaledDotProduct();
  private static final Tensor QUERY = Tensor.of(new double[] {1}, 1, 1);
  private static final Tensor KEY = Tensor.of(new double[] {12, 1, 2}, 3, 1);

  private final Terminal wide = new Terminal(80, false, true);

  @Test
  void thePlainSoftmaxOverflowsInHalfPrecisionAndTheOthersDoNot() {
    String text = text(ATTENTION, Pair.of(0, 0), wide);
    // 162754.79 in 8 bits is 162816; e^-10 = 4.5399930e-05 and e^-11 = 1.6701701e-05.
    assertThat(text).containsPattern("\n0 +inf +162816 +162754.8 +162754.79\n");
    assertThat(text).containsPattern("\nsum +inf +162816 +162764.91 +162764.9\n");
    assertThat(text)
        .contains("beyond float16 (largest 65504): x/inf is 0, and inf/inf\nno number.");
    String weights = text.substring(text.indexOf("three ways"));
    assertThat(weights).containsPattern("\nplain +nan +1 +0.9999\\d+ +0.9999\\d+\n");
    assertThat(weights).containsPattern("\nstable +1 +1 +0.9999\\d+ +0.9999\\d+\n");
    assertThat(weights).containsPattern("\nonline +1 +1 +0.9999\\d+ +0.9999\\d+\n");
  }

  @Test
  void theOnlineFormShowsMaximumRescaleAndSumOfEachKey() {
    Tensor rising = Tensor.of(new double[] {1, 2}, 2, 1);
    PrecisionTable table = ATTENTION.precisions(QUERY, rising, rising, Pair.of(0, 1));
    // e^-1 = 0.36787944; in float16 0.36792, in bfloat16 0.36719.
    assertThat(PrecisionText.render(table, Labels.numbered(), false, wide))
        .contains(
            """
            key           float16   bfloat16     float32     float64
            0 m                 1          1           1           1
              rescale           0          0           0           0
              sum               1          1           1           1
            1 m                 2          2           2           2
              rescale  0.36791992  0.3671875  0.36787945  0.36787944
            """)
        .containsPattern("\n  sum +1.368\\d+ +1.367\\d+ +1.367\\d+ +1.3678794\n");
  }

  @Test
  void aKeyThatIsLeftOutHasNoRowAndThisIsSaid() {
    Attention masked = ATTENTION.withMask(Mask.lengths(2));
    assertThat(text(masked, Pair.of(0, 2), wide))
        .contains("The key is left out: its weight is 0 in every type and form.")
        .doesNotContain("\n2 ");
    assertThat(text(ATTENTION.withMask(Mask.lengths(0)), Pair.of(0, 2), wide))
        .endsWith("No key is left to the query: there is no softmax to take.\n");
  }

  @Test
  void ofManyKeysTheFirstAndLastAreShown() {
    Tensor keys = Tensor.of(new double[17], 17, 1);
    PrecisionTable table = ATTENTION.precisions(QUERY, keys, keys, Pair.of(0, 3));
    String some = PrecisionText.render(table, Labels.numbered(), false, wide);
    assertThat(some.split("1 left out; --all shows them", -1)).hasSize(4);
    assertThat(some).doesNotContain("\n8 ").contains("\n7 ", "\n9 ");
    String all = PrecisionText.render(table, Labels.numbered(), true, wide);
    assertThat(all).contains("\n8 ").doesNotContain("--all");
  }

  @Test
  void scoresBeyondTheTypeAreNotBlamedOnTheSoftmax() {
    Tensor large = Tensor.of(new double[] {300}, 1, 1);
    PrecisionTable table = ATTENTION.precisions(large, large, large, Pair.of(0, 0));
    assertThat(PrecisionText.render(table, Labels.numbered(), false, wide))
        .contains("no numbers in float16: no softmax mends that.");
  }

  @Test
  void narrowTerminalsAndAsciiAreKept() {
    for (int width : new int[] {40, 80}) {
      String text = text(ATTENTION, Pair.of(0, 0), new Terminal(width, false, false));
      assertThat(text).matches("[\\n -~]*");
      assertThat(text.lines()).allMatch(line -> line.length() <= width);
    }
  }

  private static String text(Attention attention, Pair pair, Terminal terminal) {
    PrecisionTable table = attention.precisions(QUERY, KEY, KEY, pair);
    Labels labels = Labels.of(null, null);
    return PrecisionText.render(table, labels, false, terminal);
  }
}
