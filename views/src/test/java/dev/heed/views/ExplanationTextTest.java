package dev.heed.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.explain.Explanation;
import dev.heed.explain.Pair;
import dev.heed.explain.Product;
import dev.heed.mask.Bias;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTextTest {
  private static final Attention ATTENTION = Attention.scaledDotProduct();

  private final Seeds seeds = Seeds.fromProperty();
  private final Terminal wide = new Terminal(80, false, true);
  private final Tensor x = Tensor.of(seeds.normal(4 * 3), 4, 3);

  @Test
  void everyStepHasItsNumberNameAndResult() {
    Explanation found = ATTENTION.withSoftcap(2).explain(x, x, x, Pair.of(1, 2));
    String text = ExplanationText.render(found, Labels.numbered(), false, wide);
    List<String> expected =
        List.of(
            "query 1 → key 2\n",
            "Step 1: score\n",
            "score = " + found.score() + "\n",
            "Step 2: scaled score\n",
            " = " + found.scaled() + "\n",
            "The scale is 1/√3, as usual.",
            "Step 3: capped score\n",
            "2.0 · tanh(",
            found.capped() + "\n",
            "Step 4: biased score\n",
            "No bias is applied",
            "Step 5: masked score\n",
            "masked = " + found.masked() + "\n",
            "Step 6: weight\n",
            "row sum = " + found.row().sum() + ", over 4 keys\n",
            "By weight the key is number " + found.rank() + " of 4 keys.",
            "Step 7: output\n");
    int from = 0;
    for (String words : expected) {
      int at = text.indexOf(words, from);
      assertThat(at).as("%s in%n%s", words, text).isGreaterThanOrEqualTo(from);
      from = at + words.length();
    }
  }

  @Test
  void theProductsStandAlignedInATableWithTheRunningSum() {
    Tensor query = Tensor.of(new double[] {1, -2.5}, 1, 2);
    Tensor key = Tensor.of(new double[] {4, 0.5}, 1, 2);
    Explanation found = ATTENTION.explain(query, key, key, Pair.of(0, 0));
    assertThat(ExplanationText.render(found, Labels.numbered(), false, wide))
        .contains(
            """
            d   q_d  k_d  q_d·k_d  sum so far
            0   1.   4.      4.          4.  \
            """
                .stripTrailing())
        .contains("\n1  -2.5  0.5    -1.25        2.75\n");
  }

  @Test
  void aKeyThatIsLeftOutIsSaidToBeByName() {
    boolean[][] flags = new boolean[4][4];
    flags[0][2] = true;
    Attention masked = ATTENTION.withMask(Mask.causal().and(Mask.hide(Tensor.of(flags))));
    Explanation found = masked.explain(x, x, x, Pair.of(0, 2));
    assertThat(ExplanationText.render(found, Labels.numbered(), false, wide))
        .contains(
            "causal mask: left out, because key 2 comes after position 0, where the query\n  stands.\n")
        .contains("hide flags: left out, because the pair's flag is true")
        .contains("masked = −∞\n")
        .contains("The key is left out by causal mask and hide flags")
        .contains("weight = 0, because the key is left out");
    Attention none = ATTENTION.withMask(Mask.lengths(0));
    Explanation empty = none.explain(x, x, x, Pair.of(0, 2));
    assertThat(ExplanationText.render(empty, Labels.numbered(), false, wide))
        .contains("No key is left to the query")
        .contains("sequence 0 has 0 keys, and key 2 is padding");
  }

  @Test
  void biasesAreListedWithWhatTheyWentBy() {
    Bias bias =
        Bias.alibi(Tensor.of(new double[] {0.5}, 1))
            .and(Bias.function((score, b, h, i, j) -> Double.NEGATIVE_INFINITY));
    Explanation found = ATTENTION.withScale(0).withBias(bias).explain(x, x, x, Pair.of(0, 3));
    assertThat(ExplanationText.render(found, Labels.numbered(), false, wide))
        .contains("ALiBi: ", "-1.5 (slope 0.5, distance 3)")
        .contains("score function 1: -1.5 → −∞")
        .contains("The key is left out by score function 1");
  }

  @Test
  void ofManyColumnsTheFirstAndLastAreShownUnlessAllAreWanted() {
    Tensor long65 = Tensor.of(seeds.normal(65), 1, 65);
    Explanation found = ATTENTION.explain(long65, long65, long65, Pair.of(0, 0));
    String some = ExplanationText.render(found, Labels.numbered(), false, wide);
    assertThat(some).contains("\n31 ", "\n...  1 left out; --all shows them\n33 ", "\n64 ");
    assertThat(some).doesNotContain("\n32 ");
    String all = ExplanationText.render(found, Labels.numbered(), true, wide);
    assertThat(all).contains("\n32 ").doesNotContain("left out; --all");
    Tensor long64 = long65.slice(1, 0, 64);
    Explanation fits = ATTENTION.explain(long64, long64, long64, Pair.of(0, 0));
    assertThat(ExplanationText.render(fits, Labels.numbered(), false, wide))
        .doesNotContain("left out; --all");
  }

  @Test
  void namesOfTokensStandBesideTheirNumbers() {
    Explanation found = ATTENTION.explain(x, x, x, Pair.of(1, 2));
    Labels labels = Labels.of(List.of("the", "cat", "sat", "\u001b[31mred"));
    assertThat(ExplanationText.render(found, labels, false, wide))
        .startsWith("query 1 (cat) → key 2 (sat)\n")
        .doesNotContain("\u001b");
  }

  @Test
  void narrowTerminalsAndAsciiAreKept() {
    for (int width : new int[] {30, 40, 80}) {
      Explanation found =
          ATTENTION.withMask(Mask.window(0, 0)).withSoftcap(3).explain(x, x, x, Pair.of(1, 2));
      Terminal narrow = new Terminal(width, false, false);
      String text = ExplanationText.render(found, Labels.numbered(), false, narrow);
      assertThat(text).matches("[\\n -~]*");
      assertThat(text.lines()).allMatch(line -> line.length() <= width);
    }
  }

  @Test
  void boldIsTheOnlyEscape() {
    Explanation found = ATTENTION.explain(x, x, x, Pair.of(1, 2));
    String text =
        ExplanationText.render(found, Labels.numbered(), false, new Terminal(80, true, true));
    assertThat(text).contains("\u001b[1mStep 1: score\u001b[0m");
    assertThat(text.replaceAll("\u001b\\[[10]m", "")).doesNotContain("\u001b");
  }

  @Test
  void everyProductOfTheExplanationIsInTheTable() {
    Explanation found = ATTENTION.explain(x, x, x, Pair.of(3, 0));
    double[] sums = found.products().stream().mapToDouble(Product::sum).toArray();
    NumberColumn column = NumberColumn.of(sums, false);
    String text = ExplanationText.render(found, Labels.numbered(), false, wide);
    for (double sum : sums) {
      assertThat(text.lines()).anyMatch(line -> line.endsWith(column.text(sum).stripTrailing()));
    }
  }

  @Test
  void noColumnsOfValuesAreNoReasonToFail() {
    Tensor none = Tensor.zeros(DType.FLOAT64, Shape.of(4, 0));
    Explanation found = ATTENTION.explain(x, x, none, Pair.of(0, 0));
    assertThat(ExplanationText.render(found, Labels.numbered(), false, wide))
        .contains("This key makes 0.0 % of the output");
  }
}
