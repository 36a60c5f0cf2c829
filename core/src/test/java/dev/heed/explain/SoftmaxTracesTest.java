package dev.heed.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.testkit.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Three forms of softmax beside NumPy's (resources/explain) and beside formulas in float64. */
class SoftmaxTracesTest {
  private static final double NONE = Double.NEGATIVE_INFINITY;

  /** As in make.py. */
  private static final Map<String, List<Double>> CASES =
      Map.of(
          "small", List.of(0.5, -1.25, 2.0, 0.0, 0.75),
          "large", List.of(10.0, 11.5, 3.0, 12.25),
          "apart", List.of(-9.5, 4.0, -20.0, 3.9921875),
          "rising", List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0));

  @Test
  void everyFormIsNumPysInFloat16ToTheBitAndInFloat32WithinItsExp() throws IOException {
    int compared = 0;
    for (String line : lines()) {
      String[] words = line.split(" ");
      Rounding type = Rounding.valueOf(words[1].toUpperCase(java.util.Locale.ROOT));
      List<Double> expected = Arrays.stream(words).skip(3).map(SoftmaxTracesTest::number).toList();
      List<Double> scores = Objects.requireNonNull(CASES.get(words[0]));
      List<Double> found = form(words[2], scores, type);
      assertThat(found).as(line).hasSameSizeAs(expected);
      for (int n = 0; n < expected.size(); n++) {
        if (type == Rounding.FLOAT16 || !Double.isFinite(expected.get(n))) {
          assertThat(found.get(n)).as("%s: %d", line, n).isEqualTo(expected.get(n));
        } else {
          // NumPy's exp in float32 is off by up to 2.52 units in the last place.
          double near = 4 * Math.ulp(expected.get(n).floatValue());
          assertThat(found.get(n)).as("%s: %d", line, n).isEqualTo(expected.get(n), within(near));
        }
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(150);
  }

  @Test
  void inFloat64AllFormsGiveTheFormulasWeights() {
    Seeds seeds = Seeds.fromProperty();
    for (int n = 0; n < 100; n++) {
      List<Double> scores = Arrays.stream(seeds.normal(1 + n)).boxed().toList();
      double sink = n % 3 == 0 ? 0.5 : NONE;
      double sum = StrictMath.exp(sink);
      for (double score : scores) {
        sum += StrictMath.exp(score);
      }
      SoftmaxTrace plain = SoftmaxTrace.plain(scores, sink, Rounding.FLOAT64);
      SoftmaxTrace stable = SoftmaxTrace.stable(scores, sink, Rounding.FLOAT64);
      OnlineTrace online = OnlineTrace.of(scores, sink, Rounding.FLOAT64);
      for (int j = 0; j < scores.size(); j++) {
        double weight = StrictMath.exp(scores.get(j)) / sum;
        assertThat(plain.weights().get(j)).isEqualTo(weight, within(1e-14));
        assertThat(stable.weights().get(j)).isEqualTo(weight, within(1e-14));
        assertThat(online.weights().get(j)).isEqualTo(weight, within(1e-14));
      }
      assertThat(online.maximum()).isEqualTo(stable.maximum());
      assertThat(online.sum()).isEqualTo(stable.sum(), within(1e-12));
    }
  }

  @Test
  void thePlainFormOverflowsWhereTheOthersDoNot() {
    // e^12 = 162754.8 is above 65504, the largest float16; e^89 above the largest float32.
    SoftmaxTrace half = SoftmaxTrace.plain(List.of(12.0, 1.0), NONE, Rounding.FLOAT16);
    assertThat(half.sum()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(half.weights()).containsExactly(Double.NaN, 0.0);
    assertThat(SoftmaxTrace.plain(List.of(12.0, 1.0), NONE, Rounding.BFLOAT16).sum()).isFinite();
    for (Rounding type : List.of(Rounding.BFLOAT16, Rounding.FLOAT32)) {
      assertThat(SoftmaxTrace.plain(List.of(89.0, 1.0), NONE, type).weights().getFirst()).isNaN();
    }
    for (Rounding type : Rounding.values()) {
      List<Double> scores = List.of(90.0, 90.0);
      assertThat(SoftmaxTrace.stable(scores, NONE, type).weights()).containsExactly(0.5, 0.5);
      assertThat(OnlineTrace.of(scores, NONE, type).weights()).containsExactly(0.5, 0.5);
    }
  }

  @Test
  void aScoreOfMinusInfinityHasWeight0AndARowOfThemNone() {
    OnlineTrace online = OnlineTrace.of(List.of(NONE, 1.0), NONE, Rounding.FLOAT32);
    assertThat(online.weights()).containsExactly(0.0, 1.0);
    assertThat(OnlineTrace.of(List.of(NONE), NONE, Rounding.FLOAT32).weights())
        .containsExactly(Double.NaN);
    assertThat(SoftmaxTrace.stable(List.of(NONE), NONE, Rounding.FLOAT32).weights())
        .containsExactly(Double.NaN);
  }

  private static List<Double> form(String form, List<Double> scores, Rounding type) {
    List<Double> numbers = new ArrayList<>();
    switch (form) {
      case "plain" -> {
        SoftmaxTrace trace = SoftmaxTrace.plain(scores, NONE, type);
        numbers.add(trace.sum());
        numbers.addAll(trace.weights());
      }
      case "stable" -> {
        SoftmaxTrace trace = SoftmaxTrace.stable(scores, NONE, type);
        numbers.add(trace.sum());
        numbers.addAll(trace.weights());
      }
      default -> {
        OnlineTrace trace = OnlineTrace.of(scores, NONE, type);
        numbers.add(trace.sum());
        trace
            .steps()
            .forEach(step -> numbers.addAll(List.of(step.maximum(), step.rescale(), step.sum())));
      }
    }
    return numbers;
  }

  private static double number(String word) {
    return word.equals("inf")
        ? Double.POSITIVE_INFINITY
        : word.equals("nan") ? Double.NaN : Double.parseDouble(word);
  }

  private static List<String> lines() throws IOException {
    try (InputStream in = SoftmaxTracesTest.class.getResourceAsStream("/explain/precisions.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      Stream<String> lines = text.lines().filter(line -> !line.startsWith("#"));
      return lines.toList();
    }
  }
}
