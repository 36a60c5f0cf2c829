package dev.heed.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BarsTextTest {
  private static final TokenNumbers NUMBERS =
      TokenNumbers.entropy(
          Tensor.of(new double[] {2, 1, 0, Double.NaN}, 4), Labels.of(List.of("a", "猫", "c", "d")));

  @Test
  void barsAreAsLongAsTheirNumbers() {
    // 30 columns less the name with a blank, the number NaN and three more leave 21 for the bars.
    assertThat(BarsText.render(NUMBERS, new Terminal(30, false, true)))
        .isEqualTo(
            """
            Entropy of each query's
            weights, in nats
            a  │█████████████████████ 2
            猫 │██████████▌ 1
            c  │0
            d  │NaN
            """);
  }

  @Test
  void asciiHasNothingElse() {
    assertThat(BarsText.render(NUMBERS, new Terminal(30, false, false)))
        .matches("\\p{ASCII}*")
        .contains("a |##", "? |##");
  }

  @Test
  void colourChangesNoCharacter() {
    String plain = BarsText.render(NUMBERS, new Terminal(60, false, true));
    String coloured = BarsText.render(NUMBERS, new Terminal(60, true, true));
    assertThat(coloured).isNotEqualTo(plain);
    assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain);
  }

  @Test
  void manyTokensShareBars() {
    double[] numbers = IntStream.range(0, 512).mapToDouble(i -> i).toArray();
    String text =
        BarsText.render(
            TokenNumbers.received(Tensor.of(numbers, 512), Labels.numbered()), Terminal.plain());
    assertThat(text.lines().filter(line -> line.contains("│"))).hasSize(64);
    // Tokens 504 to 511 have 507.5 on average.
    assertThat(text).contains("504 │█").contains("█ 508\n").contains("512 tokens, 8 to a bar");
  }
}
