package dev.heed.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.mask.Mask;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepsTextTest {
  private final Seeds seeds = Seeds.fromProperty();
  private final Terminal wide = new Terminal(80, false, true);

  @Test
  void everyStepShowsNumberNameShapeAndMatrix() {
    Steps steps = causal();
    List<Tensor> shown =
        List.of(
            steps.scores(),
            steps.scaled(),
            steps.capped(),
            steps.biased(),
            steps.masked(),
            steps.weights(),
            steps.output());
    List<String> names =
        List.of("scores", "scaled scores", "capped", "biased", "masked", "weights", "output");
    String text = StepsText.render(steps, Map.of(), wide);
    int from = 0;
    for (int step = 0; step < 7; step++) {
      Tensor matrix = shown.get(step);
      String title = "Step " + (step + 1) + ": " + names.get(step) + " " + matrix.shape() + "\n";
      int begin = text.indexOf(title, from);
      assertThat(begin).as(title).isGreaterThanOrEqualTo(from);
      from = text.indexOf(NumPyText.of(matrix), begin);
      assertThat(from).as(title).isGreaterThan(begin).isLessThan(begin + 150);
    }
  }

  @Test
  void stepsThatChangeNothingSaySo() {
    String text = StepsText.render(causal(), Map.of(), wide);
    assertThat(text)
        .contains("No softcap c is set")
        .contains("No bias changes anything")
        .contains("A key that is left out gets no weight")
        .contains("scale = 1/√3 = 0.5773502691896258");
    Steps unscaled = Attention.scaledDotProduct().withScale(1).steps(x(), x(), x());
    assertThat(StepsText.render(unscaled, Map.of(), wide))
        .contains("The scale is 1: the numbers of step 1 stay.")
        .contains("No key is left out: the numbers of step 2 stay.");
    Steps capped = Attention.scaledDotProduct().withSoftcap(0.5).steps(x(), x(), x());
    assertThat(StepsText.render(capped, Map.of(), wide))
        .contains("The softcap c keeps each score between -c and c.", NumPyText.of(capped.capped()))
        .contains("No bias changes anything: the numbers of step 3 stay.")
        .contains("No key is left out: the numbers of step 3 stay.");
  }

  @Test
  void variancesComeInTheirOrderAligned() {
    Map<String, Double> variances = new LinkedHashMap<>();
    variances.put("Q", 1.5);
    variances.put("scaled scores", 0.25);
    assertThat(StepsText.render(causal(), variances, wide))
        .contains("Variances\nQ              1.5\nscaled scores  0.25\nScaling multiplies");
  }

  @Test
  void theHeatMapOfTheWeightsComesLast() {
    Steps steps = causal();
    String map = HeatMap.render(steps.weights(), Labels.of(List.of("a", "b", "c", "d")), wide);
    assertThat(StepsText.render(steps, Map.of(), Labels.of(List.of("a", "b", "c", "d")), wide))
        .endsWith("Weights\n" + map);
  }

  @Test
  void eachHeadIsATitledBlockAndSharesItsGroupsKeys() {
    Tensor query = tensor(2, 4, 3, 2);
    Tensor key = tensor(2, 2, 5, 2);
    Steps steps = Attention.scaledDotProduct().steps(query, key, key);
    String text = StepsText.render(steps, Map.of(), wide);
    String last = text.substring(text.indexOf("sequence 1, head 3"));
    assertThat(text).contains("sequence 0, head 0", "sequence 1, head 2");
    assertThat(last)
        .contains(NumPyText.of(query.select(0, 1).select(0, 3)))
        .contains(NumPyText.of(key.select(0, 1).select(0, 1)))
        .contains(NumPyText.of(steps.output().select(0, 1).select(0, 3)))
        .contains("Weights, sequence 1, head 3");
  }

  @Test
  void fortyColumnsAreEnoughAndAsciiIsAscii() {
    String text = StepsText.render(causal(), Map.of("Q", 1.0), new Terminal(40, false, false));
    assertThat(text).matches("[\\n -~]*");
    assertThat(text.lines()).allMatch(line -> line.length() <= 40);
  }

  @Test
  void boldIsTheOnlyEscapeBesideTheHeatMaps() {
    String text = StepsText.render(causal(), Map.of(), new Terminal(80, true, true));
    assertThat(text).contains("\u001b[1mStep 1: scores [4, 4]\u001b[0m");
    assertThat(text.replaceAll("\u001b\\[(48;5;\\d+|1|0)m", "")).doesNotContain("\u001b");
  }

  private Steps causal() {
    return Attention.scaledDotProduct().withMask(Mask.causal()).steps(x(), x(), x());
  }

  private Tensor x() {
    return tensor(4, 3);
  }

  private Tensor tensor(int... sizes) {
    int count = 1;
    for (int size : sizes) {
      count *= size;
    }
    return Tensor.of(seeds.uniform(count, -1, 1), sizes);
  }

  @Test
  void namesStandBeforeTheRowsTheyBelongTo() {
    Tensor query = Tensor.of(new double[][] {{1, 2}});
    Tensor key = Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});
    Steps steps = Attention.scaledDotProduct().steps(query, key, key);
    Labels labels = Labels.of(List.of("sat"), List.of("the", "cat", "sat"));
    assertThat(StepsText.render(steps, Map.of(), labels, wide))
        .contains("Q, the queries [1, 2]\nsat [[1. 2.]]\n")
        .contains("K, the keys [3, 2]\nthe [[1. 2.]\ncat  [3. 4.]\nsat  [5. 6.]]\n")
        .contains("Step 1: scores [1, 3]\n  Q·Kᵀ\nsat [[ 5. 11. 17.]]\n");
  }

  @Test
  void whereNumPyLeavesRowsOutTheNamesGoOn() {
    double[] numbers = new double[2000];
    Tensor many = Tensor.of(numbers, 1000, 2);
    String rows = LabelledRows.of(many, n -> "t" + n, wide);
    assertThat(rows)
        .isEqualTo(
            """
            t0   [[0. 0.]
            t1    [0. 0.]
            t2    [0. 0.]
                  ...
            t997  [0. 0.]
            t998  [0. 0.]
            t999  [0. 0.]]\
            """);
  }
}
