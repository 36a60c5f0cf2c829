package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.explain.BiasChange;
import dev.heed.explain.Explanation;
import dev.heed.explain.Pair;
import dev.heed.explain.PrecisionColumn;
import dev.heed.explain.PrecisionTable;
import dev.heed.explain.ValueShare;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.Seeds;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Single pairs of random problems beside all steps of the same problems. */
@DisplayName("S10: one pair explained")
class ExplanationTest {
  private static final int CASES = Math.max(100, Integer.getInteger("heed.cases", 1000) / 4);
  private static final int PAIRS = 4;
  private static final int MOST_KEYS = 131;

  private final Seeds seeds = Seeds.fromProperty();

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64", "FLOAT16", "BFLOAT16"})
  void everyNumberIsThatOfTheStepsToTheBit(DType dtype) {
    int leftIn = 0;
    int leftOut = 0;
    for (int n = 0; n < CASES; n++) {
      RandomProblem drawn = RandomProblem.draw(seeds, dtype);
      if (drawn.sizes().scoreElements() == 0) {
        continue;
      }
      Steps steps = drawn.attention().steps(drawn.q(), drawn.k(), drawn.v());
      for (int p = 0; p < PAIRS; p++) {
        Pair pair = pair(drawn.sizes());
        Explanation found = drawn.attention().explain(drawn.q(), drawn.k(), drawn.v(), pair);
        new Comparison(drawn.description() + " " + pair, steps, found).compare();
        boolean attends =
            drawn.problem().attends(pair.batch(), pair.head(), pair.query(), pair.key());
        assertThat(found.attended()).as("%s %s", drawn.description(), pair).isEqualTo(attends);
        assertThat(found.leftOutBy().isEmpty())
            .as("%s %s %s", drawn.description(), pair, found)
            .isEqualTo(attends);
        leftIn += attends ? 1 : 0;
        leftOut += attends ? 0 : 1;
      }
    }
    assertThat(leftIn).isGreaterThan(CASES / 4);
    assertThat(leftOut).isGreaterThan(CASES / 4);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void whatAllKeysAddIsTheOutputAndTheirSharesAreTheWhole(DType dtype) {
    double near = dtype == DType.FLOAT32 ? 1e-5 : 1e-13;
    int rows = 0;
    for (int n = 0; n < CASES / 3; n++) {
      RandomProblem drawn = RandomProblem.draw(seeds, dtype);
      AttentionSizes sizes = drawn.sizes();
      if (sizes.scoreElements() == 0 || sizes.keys() > MOST_KEYS) {
        continue;
      }
      Pair pair = pair(sizes);
      double[] sums = new double[sizes.valueDepth()];
      double[] output = new double[sizes.valueDepth()];
      double shares = 0;
      int[] ranks = new int[sizes.keys() + 1];
      for (int key = 0; key < sizes.keys(); key++) {
        Pair one = new Pair(pair.batch(), pair.head(), pair.query(), key);
        Explanation found = drawn.attention().explain(drawn.q(), drawn.k(), drawn.v(), one);
        ValueShare values = found.values();
        for (int d = 0; d < sums.length; d++) {
          sums[d] += values.columns().get(d).weighted();
          output[d] = values.columns().get(d).output();
        }
        shares += values.share();
        ranks[found.rank()]++;
      }
      assertThat(sums).as(drawn.description()).containsExactly(output, within(near * 10));
      boolean empty = Arrays.stream(output).allMatch(number -> number == 0);
      double largest = Arrays.stream(output).map(Math::abs).max().orElse(0);
      if (largest > 1e-2 || empty) {
        assertThat(shares).as(drawn.description()).isEqualTo(empty ? 0 : 1, within(near * 1e3));
      }
      int left = sizes.keys() - ranks[0];
      for (int rank = 1; rank < ranks.length; rank++) {
        assertThat(ranks[rank]).as("rank %d of %d", rank, left).isEqualTo(rank <= left ? 1 : 0);
      }
      rows++;
    }
    assertThat(rows).isGreaterThan(10);
  }

  @Test
  void inFloat64ThePrecisionRowIsThatOfTheSteps() {
    int rows = 0;
    for (int n = 0; n < CASES; n++) {
      RandomProblem drawn = RandomProblem.draw(seeds, DType.FLOAT64);
      if (drawn.sizes().scoreElements() == 0 || drawn.largestScore() > 50) {
        continue;
      }
      Pair pair = pair(drawn.sizes());
      Explanation found = drawn.attention().explain(drawn.q(), drawn.k(), drawn.v(), pair);
      PrecisionTable table = drawn.attention().precisions(drawn.q(), drawn.k(), drawn.v(), pair);
      PrecisionColumn wide = table.columns().getLast();
      assertThat(table.keys()).hasSize(found.row().keys());
      assertThat(table.place() >= 0).as(drawn.description()).isEqualTo(found.attended());
      if (found.attended()) {
        assertThat(wide.biased()).as(drawn.description()).isEqualTo(found.biased(), within(1e-11));
        double weight = found.weight();
        assertThat(wide.plain().weights().get(table.place())).isEqualTo(weight, within(1e-11));
        assertThat(wide.stable().weights().get(table.place())).isEqualTo(weight, within(1e-11));
        assertThat(wide.online().weights().get(table.place())).isEqualTo(weight, within(1e-11));
        assertThat(wide.stable().maximum()).isEqualTo(found.row().maximum(), within(1e-11));
        rows++;
      }
    }
    assertThat(rows).isGreaterThan(10);
  }

  private Pair pair(AttentionSizes sizes) {
    RandomGenerator random = seeds.random();
    return new Pair(
        random.nextInt(sizes.batch()),
        random.nextInt(sizes.heads()),
        random.nextInt(sizes.queries()),
        random.nextInt(sizes.keys()));
  }

  /** One explanation beside the steps of all pairs. */
  private record Comparison(String what, Steps steps, Explanation found) {
    void compare() {
      boolean isTogether =
          found.masks().stream()
              .noneMatch(mask -> mask.name().startsWith("packed") && mask.leavesOut());
      assertThat(found.scale()).isEqualTo(steps.scale());
      if (isTogether) {
        same("score", steps.scores(), found.score());
        same("scaled", steps.scaled(), found.scaled());
        same("capped", steps.capped(), found.capped());
        same("biased", steps.biased(), found.biased());
        Double before = found.capped();
        for (BiasChange change : found.biases()) {
          assertThat(change.before()).as(what).isEqualTo(before);
          before = change.after();
        }
        assertThat(before).as(what).isEqualTo(Double.valueOf(found.biased()));
      }
      same("masked", steps.masked(), found.masked());
      same("weight", steps.weights(), found.weight());
      row("maximum", steps.rowMaximum(), found.row().maximum());
      row("sum", steps.rowSum(), found.row().sum());
      row("log-sum-exp", steps.logSumExp(), found.row().logSumExp());
      int maximumKey = found.row().maximumKey();
      if (maximumKey >= 0) {
        double largest = at(steps.masked(), found.pair().query(), maximumKey);
        assertThat(largest).as(what).isEqualTo(found.row().maximum());
      }
      double last = 0;
      for (int d = 0; d < found.products().size(); d++) {
        Double query = at(steps.query(), found.pair().query(), d);
        assertThat(found.products().get(d).query()).as(what).isEqualTo(query);
        last = found.products().get(d).sum();
      }
      assertThat(last).as(what).isEqualTo(Double.valueOf(found.score()));
      for (int d = 0; d < found.values().columns().size(); d++) {
        Double output = at(steps.output(), found.pair().query(), d);
        assertThat(found.values().columns().get(d).output())
            .as("%s output %d", what, d)
            .isEqualTo(output);
      }
    }

    private void same(String step, Tensor matrix, double number) {
      Double expected = at(matrix, found.pair().query(), found.pair().key());
      assertThat(number).as("%s %s", what, step).isEqualTo(expected);
    }

    private void row(String step, Tensor rows, double number) {
      int[] place = {found.pair().batch(), found.pair().head(), found.pair().query()};
      Double expected = rows.get(Arrays.copyOfRange(place, 3 - rows.rank(), 3));
      assertThat(number).as("%s %s", what, step).isEqualTo(expected);
    }

    private double at(Tensor matrix, int i, int j) {
      int[] place = {found.pair().batch(), found.pair().head(), i, j};
      return matrix.get(Arrays.copyOfRange(place, 4 - matrix.rank(), 4));
    }
  }
}
