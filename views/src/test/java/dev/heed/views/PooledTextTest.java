package dev.heed.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.Tensor;
import org.junit.jupiter.api.Test;

class PooledTextTest {
  private static final Tensor MAP = Tensor.of(new double[][] {{1, 0}, {0.5, 0.5}});

  @Test
  void cellsStandInTheirPlacesBetweenPositionsOfTokens() {
    assertThat(PooledText.render(MAP, 100, 100, new Terminal(80, false, true)))
        .isEqualTo(
            """
                 0 99
              0 │██  │
                │▒▒▒▒│
            0 │  ░░▒▒▓▓██│ 1
            rows: 100 queries, columns: 100 keys, by position; a cell is the mean of its
            part
            """);
  }

  @Test
  void asciiHasNothingElse() {
    assertThat(PooledText.render(MAP, 100, 100, new Terminal(40, false, false)))
        .matches("\\p{ASCII}*")
        .contains("|@@  |");
  }

  @Test
  void colourPutsTwoRowsOnALine() {
    String text = PooledText.render(MAP, 100, 100, new Terminal(80, true, true));
    // From 0 in colour 17 to 1 in colour 228; a half lies in the upper half of eight steps.
    assertThat(text)
        .contains("\u001b[38;5;228;48;5;36m▀\u001b[0m\u001b[38;5;17;48;5;36m▀\u001b[0m│\n");
  }

  @Test
  void aLargeMapIsPooledToTheTerminal() {
    Tensor map = Tensor.of(new double[512 * 512], 512, 512);
    for (Terminal terminal :
        new Terminal[] {new Terminal(80, false, true), new Terminal(40, false, false)}) {
      String text = PooledText.render(map, 131_072, 131_072, terminal);
      assertThat(text.lines()).allMatch(line -> line.length() <= terminal.width());
      assertThat(text).contains("131071");
    }
  }

  @Test
  void nanIsShownAndAWrongMapIsOneSentence() {
    Tensor map = Tensor.of(new double[][] {{Double.NaN, 1}});
    assertThat(PooledText.render(map, 1, 2, Terminal.plain())).contains("│??██│", "?: NaN");
    assertThatThrownBy(() -> PooledText.render(map, 1, 1, Terminal.plain()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1, 2]");
  }
}
