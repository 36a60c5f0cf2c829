package dev.heed.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.inspection.HeadSummary;
import dev.heed.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadsTextTest {
  private static final List<LayerHead> HEADS =
      List.of(
          new LayerHead(0, 0, new HeadSummary(1.5, 20, 0.1, 0.2, 0.3, Double.NaN), null),
          new LayerHead(0, 1, new HeadSummary(2.5, 3, 0.9, 0.2, 0.3, 0.25), null),
          new LayerHead(1, 0, new HeadSummary(0.5, 100, 0.5, 0.2, 0.3, 0.75), null));

  @Test
  void theLargestNumberComesFirstAndNoneLast() {
    assertThat(HeadsText.render(HEADS, HeadMeasure.INDUCTION, Terminal.plain()))
        .contains(
            """
            layer  head     entropy   distance       sink   diagonal   previous ↓induction
                1     0        0.50      100.0      0.500      0.200      0.300      0.750
                0     1        2.50        3.0      0.900      0.200      0.300      0.250
                0     0        1.50       20.0      0.100      0.200      0.300          –
            """);
    for (HeadMeasure measure : HeadMeasure.values()) {
      double first = measure.of(measure.sorted(HEADS).getFirst());
      for (LayerHead head : HEADS) {
        assertThat(measure.of(head))
            .satisfiesAnyOf(
                number -> assertThat(number).isNaN(),
                number -> assertThat(number).isLessThanOrEqualTo(first));
      }
    }
  }

  @Test
  void aNarrowTerminalKeepsWhatItIsSortedBy() {
    Terminal terminal = new Terminal(40, false, false);
    String text = HeadsText.render(HEADS, HeadMeasure.SINK, terminal);
    assertThat(text).matches("\\p{ASCII}*").contains("entropy      vsink\n").contains("0.900\n");
    assertThat(text.lines()).allMatch(line -> line.length() <= 40);
  }

  @Test
  void aWrongInputIsOneSentence() {
    assertThatThrownBy(() -> HeadsText.render(List.of(), HeadMeasure.SINK, Terminal.plain()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no heads: an overview shows at least one");
    assertThatThrownBy(
            () -> new LayerHead(2, 3, HEADS.getFirst().summary(), Tensor.of(new double[1], 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer 2, head 3 has shape [1]");
  }
}
