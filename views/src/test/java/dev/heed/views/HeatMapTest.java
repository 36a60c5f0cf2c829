package dev.heed.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeatMapTest {
  private static final Tensor WEIGHTS =
      Tensor.of(new double[][] {{1, 0, 0}, {0.25, 0.75, 0}, {0.5, 0.1, 0.4}});

  @Test
  void moreWeightIsDenser() {
    assertThat(HeatMap.render(WEIGHTS, Labels.numbered(), new Terminal(80, false, true)))
        .isEqualTo(
            """
               0 1 2
            0 │██    │
            1 │░░▓▓  │
            2 │▒▒░░▒▒│
            0 │  ░░▒▒▓▓██│ 1
            rows: queries, columns: keys
            """);
  }

  @Test
  void withoutUnicodeEverythingIsAscii() {
    Labels labels = Labels.of(List.of("été", "日本", "x"));
    String map = HeatMap.render(WEIGHTS, labels, new Terminal(80, false, false));
    assertThat(map).matches("[\\n -~]*").contains("?t?");
  }

  @Test
  void colourUsesOneEscapeFormOnlyAndEndsIt() {
    String map = HeatMap.render(WEIGHTS, Labels.numbered(), new Terminal(80, true, true));
    assertThat(map).contains("\u001b[48;5;228m  \u001b[0m");
    assertThat(map.replaceAll("\u001b\\[48;5;\\d+m *\u001b\\[0m", "")).doesNotContain("\u001b");
  }

  @Test
  void withoutColourThereIsNoEscape() {
    Labels labels = Labels.of(List.of("\u001b[31mred", "a\u0007b", "c"));
    assertThat(HeatMap.render(WEIGHTS, labels, Terminal.plain()))
        .doesNotContain("\u001b", "\u0007")
        .contains("red");
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 40, 57, 80, 200})
  void noLineIsWiderThanTheTerminal(int width) {
    RandomGenerator random = Seeds.fromProperty().random();
    List<String> words = List.of("the", "日本語", "contextualised-embedding", "", "é", "🙂");
    for (int round = 0; round < 60; round++) {
      int rows = 1 + random.nextInt(round + 1);
      int columns = 1 + random.nextInt(10 * round + 1);
      Tensor weights = Tensor.of(random.doubles((long) rows * columns).toArray(), rows, columns);
      Labels labels =
          round % 3 == 0
              ? Labels.numbered()
              : Labels.of(repeated(words, rows), round % 3 == 1 ? repeated(words, columns) : null);
      Terminal terminal = new Terminal(width, round % 2 == 0, round % 5 != 0);
      String map = HeatMap.render(weights, labels, terminal);
      assertThat(map.replaceAll("\u001b\\[[0-9;]*m", "").lines())
          .allMatch(line -> SafeText.columns(line) <= width, "at most " + width + " columns");
    }
  }

  @Test
  void whatDoesNotFitIsPooledByMeanAndSaysSo() {
    double[] row = new double[60];
    Arrays.fill(row, 0, 30, 0.5);
    Tensor weights = Tensor.of(row, 1, 60);
    String map = HeatMap.render(weights, Labels.numbered(), new Terminal(30, false, true));
    assertThat(map)
        .contains("0 │██████████          │")
        .contains("0 │ ░▒▓█│ 0.5")
        .containsIgnoringWhitespaces("pooled: 1×60 weights")
        .containsIgnoringWhitespaces("the mean of up to 1×3");
  }

  @Test
  void manyQueriesArePooledToo() {
    Tensor weights = Tensor.of(new double[200], 100, 2);
    String map = HeatMap.render(weights, Labels.numbered(), Terminal.plain());
    assertThat(map.lines().filter(line -> line.endsWith("│"))).hasSizeLessThanOrEqualTo(48);
    assertThat(map).contains("mean of up to 3×1");
  }

  @Test
  void nanIsShownAsSuch() {
    Tensor weights = Tensor.of(new double[][] {{Double.NaN, 1}});
    assertThat(HeatMap.render(weights, Labels.numbered(), Terminal.plain()))
        .contains("│??██│")
        .contains("?: NaN");
  }

  @Test
  void emptyWeightsAreNamed() {
    assertThat(HeatMap.render(Tensor.of(new double[0], 0, 3), Labels.numbered(), Terminal.plain()))
        .isEqualTo("no weights: shape [0, 3]\n");
  }

  @Test
  void labelsMustFit() {
    assertThatThrownBy(
            () -> HeatMap.render(WEIGHTS, Labels.of(List.of("a", "b")), Terminal.plain()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 query labels for weights with 3");
    assertThatThrownBy(
            () -> HeatMap.render(Tensor.of(new double[3], 3), Labels.numbered(), Terminal.plain()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[3]");
  }

  private static List<String> repeated(List<String> words, int count) {
    return Collections.nCopies(count / words.size() + 1, words).stream()
        .flatMap(List::stream)
        .limit(count)
        .toList();
  }
}
