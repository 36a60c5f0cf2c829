package dev.heed.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinksTextTest {
  private static final Tensor WEIGHTS =
      Tensor.of(new double[][] {{1, 0, 0}, {0.25, 0.75, 0}, {0.5, 0.125, 0.375}});

  @Test
  void theStrongestComeFirstInAlignedLines() {
    Labels labels = Labels.of(List.of("the", "cat", "sleeps"));
    assertThat(LinksText.render(WEIGHTS, 3, labels, Terminal.plain()))
        .isEqualTo(
            """
            the    → the  1.
            cat    → cat  0.75
            sleeps → the  0.5
            """);
  }

  @Test
  void leftOutKeysAndNaNAreNoLinks() {
    assertThat(LinksText.render(WEIGHTS, 100, Labels.numbered(), Terminal.plain()).lines())
        .hasSize(6);
    Tensor none = Tensor.of(new double[][] {{0, Double.NaN}});
    assertThat(LinksText.render(none, 5, Labels.numbered(), Terminal.plain()))
        .isEqualTo("no links: every weight is 0\n");
  }

  @Test
  void equalWeightsKeepTheOrderOfTheMatrix() {
    Tensor equal = Tensor.of(new double[] {0.5, 0.5, 0.5, 0.5}, 2, 2);
    assertThat(LinksText.render(equal, 3, Labels.numbered(), new Terminal(80, false, false)))
        .isEqualTo("0 -> 0  0.5\n0 -> 1  0.5\n1 -> 0  0.5\n");
  }

  @Test
  void eachHeadHasItsOwnList() {
    Tensor heads = Tensor.of(new double[] {0.25, 0.75, 1, 0}, 2, 1, 2);
    assertThat(LinksText.render(heads, 1, Labels.numbered(), Terminal.plain()))
        .isEqualTo("head 0\n0 → 1  0.75\n\nhead 1\n0 → 0  1.\n");
  }

  @Test
  void longAndHostileLabelsStayInTheirLine() {
    Labels labels = Labels.of(List.of("x".repeat(100), "\u001b[2Jb", "c"));
    assertThat(LinksText.render(WEIGHTS, 9, labels, new Terminal(40, false, true)).lines())
        .allMatch(line -> line.length() <= 40 && line.indexOf('\u001b') < 0);
  }

  @Test
  void wrongUseIsNamed() {
    assertThatThrownBy(() -> LinksText.render(WEIGHTS, 0, Labels.numbered(), Terminal.plain()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 strongest links");
  }
}
