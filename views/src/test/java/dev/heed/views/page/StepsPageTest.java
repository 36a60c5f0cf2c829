package dev.heed.views.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.mask.Mask;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import dev.heed.views.Labels;
import dev.heed.views.drawn.Drawn;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class StepsPageTest {
  private final Seeds seeds = Seeds.fromProperty();

  @Test
  void everyStepHasFormulaShapeMatrixAndSentence() {
    Steps steps = causal(4, 2);
    Labels labels = Labels.of(List.of("<a>", "b", "c", "d"));
    Element root = Drawn.parsed(StepsPage.of("Steps", steps, Map.of("Q", 1.5), labels).html());
    List<Element> sections = Drawn.all(root, "section");
    assertThat(sections).hasSize(1 + 7 + 1);
    List<String> names =
        List.of("scores", "scaled scores", "capped", "biased", "masked", "weights", "output");
    List<Tensor> matrices =
        List.of(
            steps.scores(),
            steps.scaled(),
            steps.capped(),
            steps.biased(),
            steps.masked(),
            steps.weights(),
            steps.output());
    for (int step = 0; step < 7; step++) {
      Element section = sections.get(1 + step);
      assertThat(Drawn.all(section, "h2").getFirst().getTextContent())
          .isEqualTo("Step %d: %s".formatted(step + 1, names.get(step)));
      assertThat(Drawn.all(section, "math")).hasSize(1);
      assertThat(section.getTextContent())
          .containsIgnoringCase(names.get(step) + " " + matrices.get(step).shape())
          .contains("<a>");
      List<Element> cells = Drawn.all(Drawn.all(section, "table").getFirst(), "td");
      Tensor matrix = matrices.get(step);
      assertThat(cells).hasSize((int) matrix.shape().elements());
      for (int cell = 0; cell < cells.size(); cell++) {
        int query = Math.floorDiv(cell, matrix.size(1));
        int key = cell % matrix.size(1);
        double number = matrix.get(query, key);
        String expected =
            step == 5 && key > query
                ? "left out"
                : Double.isInfinite(number) ? "−∞" : String.format(Locale.ROOT, "%.4f", number);
        assertThat(cells.get(cell).getTextContent()).isEqualTo(expected);
      }
    }
    assertThat(sections.get(3).getTextContent()).contains("No softcap c is set");
    assertThat(sections.getLast().getTextContent()).contains("Q", "1.5");
  }

  @Test
  void largeMatricesAreHeatMaps() {
    Labels labels = Labels.of(IntStream.range(0, 20).mapToObj(i -> "t" + i).toList());
    Element root = Drawn.parsed(StepsPage.of("Steps", causal(20, 16), Map.of(), labels).html());
    // Q, K, V and the seven steps.
    assertThat(Drawn.all(root, "figure")).hasSize(10);
    assertThat(root.getTextContent()).contains("left out");
  }

  @Test
  void everyHeadHasItsOwnSections() {
    Tensor x = Tensor.of(seeds.uniform(12, -1, 1), 2, 3, 2);
    Steps steps = Attention.scaledDotProduct().steps(x, x, x);
    List<Section> sections = StepsPage.sections(steps, Map.of(), Labels.numbered());
    assertThat(sections).hasSize(2 * 8);
    assertThat(sections.getLast().heading()).isEqualTo("head 1: Step 7: output");
  }

  @Test
  void labelsMustFit() {
    Steps steps = causal(3, 2);
    assertThatThrownBy(() -> StepsPage.of("Steps", steps, Map.of(), Labels.of(List.of("a", "b"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 query labels");
  }

  private Steps causal(int tokens, int depth) {
    Tensor x = Tensor.of(seeds.uniform(tokens * depth, -1, 1), tokens, depth);
    return Attention.scaledDotProduct().withMask(Mask.causal()).steps(x, x, x);
  }
}
