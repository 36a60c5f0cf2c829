package dev.heed.views.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.attention.Attention;
import dev.heed.explain.Explanation;
import dev.heed.explain.Pair;
import dev.heed.explain.PrecisionTable;
import dev.heed.explain.Product;
import dev.heed.mask.Bias;
import dev.heed.mask.Mask;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import dev.heed.views.ExplanationSequence;
import dev.heed.views.Labels;
import dev.heed.views.drawn.Drawn;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class ExplanationPageTest {
  private static final Attention ATTENTION = Attention.scaledDotProduct();
  private static final Labels WORDS = Labels.of(List.of("the", "<b>", "sat", "down"));

  private final Seeds seeds = Seeds.fromProperty();
  private final Tensor x = Tensor.of(seeds.normal(4 * 3), 4, 3);

  @Test
  void everyStepHasFormulaNumbersAndTheSentencesOfTheText() {
    Explanation found = ATTENTION.explain(x, x, x, Pair.of(1, 2));
    Element root = parsed(found, WORDS, null, null);
    List<Element> sections = Drawn.all(root, "section");
    List<ExplanationSequence.Step> steps =
        new ExplanationSequence(found, WORDS, true, true).steps();
    assertThat(sections).hasSize(7);
    for (int n = 0; n < 7; n++) {
      ExplanationSequence.Step step = steps.get(n);
      assertThat(Drawn.all(sections.get(n), "h2").getFirst().getTextContent())
          .isEqualTo("Step %d: %s".formatted(n + 1, step.name()));
      assertThat(Drawn.all(sections.get(n), "math")).hasSize(1);
      assertThat(step.lines()).isNotEmpty();
      for (ExplanationSequence.Line line : step.lines()) {
        assertThat(sections.get(n).getTextContent()).contains(line.words());
      }
    }
    assertThat(Drawn.all(root, "header").getFirst().getTextContent())
        .contains("query 1 (<b>) → key 2 (sat)", "By weight the key is number " + found.rank());
  }

  @Test
  void theProductsAreATableWithTheirPointsInLine() {
    Tensor query = Tensor.of(new double[] {1, -2.5}, 1, 2);
    Tensor key = Tensor.of(new double[] {4, 0.5}, 1, 2);
    Explanation found = ATTENTION.explain(query, key, key, Pair.of(0, 0));
    Element table = Drawn.all(parsed(found, Labels.numbered(), null, null), "table").getFirst();
    assertThat(Drawn.all(table, "th"))
        .extracting(Element::getTextContent)
        .containsExactly("d", "q_d", "k_d", "q_d·k_d", "sum so far", "0", "1");
    String digit = "\u2007";
    assertThat(Drawn.all(table, "td"))
        .extracting(Element::getTextContent)
        .containsExactly(
            "1." + digit,
            "4." + digit,
            "4." + digit + digit,
            "4." + digit + digit,
            "-2.5",
            "0.5",
            "-1.25",
            "2.75");
  }

  @Test
  void ofManyColumnsTheFirstAndLastAreOpenAndAllAreFoldedAway() {
    Tensor long65 = Tensor.of(seeds.normal(65), 1, 65);
    Explanation found = ATTENTION.explain(long65, long65, long65.slice(1, 0, 64), Pair.of(0, 0));
    List<Element> sections = Drawn.all(parsed(found, Labels.numbered(), null, null), "section");
    List<Element> tables = Drawn.all(sections.getFirst(), "table");
    assertThat(tables).hasSize(2);
    assertThat(rowNames(tables.getFirst()))
        .hasSize(65)
        .contains("31", "…", "33")
        .doesNotContain("32");
    assertThat(rowNames(tables.getLast())).hasSize(65).contains("32").doesNotContain("…");
    assertThat(Drawn.all(sections.getFirst(), "details")).hasSize(1);
    assertThat(Drawn.all(Drawn.all(sections.getFirst(), "details").getFirst(), "table"))
        .containsExactly(tables.getLast());
    // The values have 64 columns: all of them are open.
    assertThat(Drawn.all(sections.getLast(), "details")).isEmpty();
    double[] products = found.products().stream().mapToDouble(Product::product).toArray();
    assertThat(Drawn.all(tables.getLast(), "td")).hasSize(4 * products.length);
  }

  @Test
  void aKeyThatIsLeftOutIsSaidSoAtTheTopAndEachMaskSaysWhy() {
    Bias bias =
        Bias.alibi(Tensor.of(new double[] {0.5}, 1))
            .and(Bias.function((score, b, h, i, j) -> Double.NEGATIVE_INFINITY));
    Attention masked = ATTENTION.withScale(0).withBias(bias).withMask(Mask.causal());
    Explanation found = masked.explain(x, x, x, Pair.of(0, 3));
    Tensor weights = Tensor.of(new double[] {1, 0, 0, 0}, 4);
    Element root = parsed(found, Labels.numbered(), null, weights);
    assertThat(Drawn.all(root, "header").getFirst().getTextContent())
        .contains("The key is left out by score function 1 and causal mask");
    List<Element> sections = Drawn.all(root, "section");
    assertThat(rows(sections.get(3)))
        .containsExactly(
            List.of("ALiBi", "0.0", "-1.5", "slope 0.5, distance 3"),
            List.of("score function 1", "-1.5", "−∞", ""));
    assertThat(sections.get(3).getTextContent()).contains("−∞ of a bias leaves the key out.");
    assertThat(rows(sections.get(4)))
        .containsExactly(
            List.of(
                "causal mask", "left out", "key 3 comes after position 0, where the query stands"));
    assertThat(sections.get(5).getTextContent()).contains("key 3 is left out");
  }

  @Test
  void theQuerysWeightsAreBarsWithThePairsKeyToldApart() {
    Explanation found = ATTENTION.explain(x, x, x, Pair.of(1, 2));
    Tensor weights = ATTENTION.steps(x, x, x).weights().select(0, 1);
    Element figure = Drawn.all(parsed(found, WORDS, null, weights), "figure").getFirst();
    List<Element> bars = Drawn.boxes(figure);
    assertThat(bars).extracting(Drawn::title).hasSize(4).allMatch(title -> title.contains(": "));
    assertThat(Drawn.title(bars.get(2))).startsWith("2 sat: ");
    List<String> paints = bars.stream().map(bar -> bar.getAttribute("class")).toList();
    assertThat(paints.get(2)).isNotEqualTo(paints.getFirst());
    assertThat(List.of(paints.get(1), paints.get(3))).containsOnly(paints.getFirst());
    assertThat(String.join(" ", Drawn.texts(figure))).contains("token 2 sat, in bold, has");
    Tensor many = Tensor.zeros(x.dtype(), Shape.of(513));
    assertThat(Drawn.all(parsed(found, Labels.numbered(), null, many), "figure")).isEmpty();
    assertThatThrownBy(() -> parsed(found, Labels.of(List.of("a")), null, weights))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 key labels");
  }

  /** exp(12) = 162754.79 is beyond float16. */
  @Test
  void precisionsAreATableForEachForm() {
    Tensor query = Tensor.of(new double[] {1}, 1, 1);
    Tensor key = Tensor.of(new double[] {12, 1, 2}, 3, 1);
    Explanation found = ATTENTION.explain(query, key, key, Pair.of(0, 0));
    PrecisionTable table = ATTENTION.precisions(query, key, key, Pair.of(0, 0));
    List<Element> sections = Drawn.all(parsed(found, Labels.numbered(), table, null), "section");
    assertThat(sections.stream().map(each -> Drawn.all(each, "h2").getFirst().getTextContent()))
        .hasSize(7 + 5)
        .containsSubsequence(
            "query 0 → key 0, in 4 types",
            "Plain softmax: exp(s) / sum",
            "Stable softmax: exp(s - maximum) / sum",
            "Online softmax: one pass, key by key",
            "Weight of key 0, three ways");
    assertThat(rows(sections.get(8)).getFirst())
        .containsExactly("0", "inf", "162816", "162754.8", "162754.79");
    assertThat(sections.get(8).getTextContent()).contains("beyond float16 (largest 65504)");
    PrecisionTable out =
        ATTENTION.withMask(Mask.lengths(2)).precisions(query, key, key, Pair.of(0, 2));
    assertThat(parsed(found, Labels.numbered(), out, null).getTextContent())
        .contains("The key is left out: its weight is 0 in every type and form.");
  }

  private static Element parsed(
      Explanation found,
      Labels labels,
      @Nullable PrecisionTable precisions,
      @Nullable Tensor weights) {
    return Drawn.parsed(ExplanationPage.of("Pair", found, labels, precisions, weights).html());
  }

  private static List<String> rowNames(Element table) {
    return Drawn.all(table, "th").stream()
        .filter(cell -> cell.getAttribute("scope").equals("row"))
        .map(Element::getTextContent)
        .toList();
  }

  /** The rows of the section's first table, names first. */
  private static List<List<String>> rows(Element section) {
    Element body = Drawn.all(Drawn.all(section, "table").getFirst(), "tbody").getFirst();
    return Drawn.all(body, "tr").stream()
        .map(row -> Drawn.all(row, "*").stream().map(Element::getTextContent).toList())
        .toList();
  }
}
