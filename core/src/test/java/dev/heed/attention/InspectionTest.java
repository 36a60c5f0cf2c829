package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.inspection.Block;
import dev.heed.inspection.CellValue;
import dev.heed.inspection.Findings;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.inspection.KeySet;
import dev.heed.mask.Corner;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionOracle;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.OracleResult;
import dev.heed.testkit.Seeds;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Everything that an inspection finds against the full matrix of the float64 oracle, on random
 * problems of every kind.
 */
@DisplayName("S3, S5, S10: inspection agrees with the full matrix and changes no bit")
class InspectionTest {
  private static final int CASES = Integer.getInteger("heed.cases", 500);

  @Test
  void float64() {
    Seeds seeds = Seeds.fromProperty();
    for (int n = 0; n < CASES; n++) {
      agree(seeds, RandomProblem.draw(seeds, DType.FLOAT64), 1e-10);
    }
  }

  @Test
  void float32() {
    Seeds seeds = Seeds.fromProperty();
    for (int n = 0; n < CASES; n++) {
      agree(seeds, RandomProblem.draw(seeds, DType.FLOAT32), 1e-5);
    }
  }

  @Test
  void whatIsNotFiniteStaysInItsRow() {
    Seeds seeds = Seeds.fromProperty();
    for (int n = 0; n < CASES; n++) {
      agree(seeds, RandomProblem.draw(seeds, DType.FLOAT64, 3), 1e-10);
    }
  }

  private static void agree(Seeds seeds, RandomProblem drawn, double allowed) {
    RandomGenerator random = seeds.random();
    AttentionSizes s = drawn.sizes();
    int most = Math.min(s.queries(), s.keys());
    int step = 1 + random.nextInt(3);
    IntPredicate chosen = i -> i % step == 0;
    CellValue value = random.nextBoolean() ? CellValue.MEAN : CellValue.MAXIMUM;
    Block block = most == 0 ? null : block(random, s);
    Inspection asked =
        Inspection.none()
            .withEntropy()
            .withTopKeys(s.keys() == 0 ? 0 : random.nextInt(Math.min(s.keys(), 12) + 1))
            .withReceivedFrom(chosen)
            .withMap(most == 0 ? 0 : 1 + random.nextInt(most), value)
            .withValueWeights()
            .withDistance(Corner.TOP_LEFT)
            .withMass("previous", KeySet.window(1, -1, Corner.TOP_LEFT))
            .withMass("window", KeySet.window(9, 3, Corner.TOP_LEFT))
            .withMass("first", KeySet.first(5))
            .withMass("listed", KeySet.listed(new int[][] {{}, {3, 0, 0}, {200, 1}}));
    asked = block == null ? asked : asked.withBlock(block);
    Expected expected = new Expected(drawn, allowed);
    InspectionResult result = drawn.attention().inspect(drawn.q(), drawn.k(), drawn.v(), asked);
    AttentionResult plain = drawn.attention().evaluate(drawn.q(), drawn.k(), drawn.v());
    Bits.assertSame(drawn.description(), plain.output(), result.output());
    Bits.assertSame(drawn.description(), plain.logSumExp(), result.logSumExp());
    Tensor maxima = drawn.attention().steps(drawn.q(), drawn.k(), drawn.v()).rowMaximum();
    expected.close("maximum", expected.maxima(maxima), result.rowMaximum(), 1);
    expected.rows(result);
    for (boolean isValued : new boolean[] {false, true}) {
      Findings findings =
          isValued ? Objects.requireNonNull(result.valueWeighted()) : result.weights();
      expected.columns(findings, isValued, chosen, asked);
      if (block != null) {
        expected.block(findings, isValued, block);
      }
      if (asked.topKeys() > 0) {
        expected.top(findings, isValued, asked.topKeys());
      }
    }
  }

  private static Block block(RandomGenerator random, AttentionSizes s) {
    int query = random.nextInt(s.queries());
    int key = random.nextInt(s.keys());
    return random.nextBoolean()
        ? Block.rows(query, query + 1 + random.nextInt(s.queries() - query))
        : new Block(
            query,
            query + 1 + random.nextInt(s.queries() - query),
            key,
            key + 1 + random.nextInt(s.keys() - key));
  }

  /** What the full matrix says. */
  private static final class Expected {
    private final RandomProblem drawn;
    private final AttentionSizes s;
    private final double allowed;
    private final double[] weights;

    Expected(RandomProblem drawn, double allowed) {
      this.drawn = drawn;
      this.s = drawn.sizes();
      OracleResult oracle =
          AttentionOracle.evaluate(drawn.problem(), drawn.query(), drawn.key(), drawn.value());
      this.weights = oracle.weights();
      this.allowed = allowed * Math.max(1, drawn.largestScore() / 10);
    }

    private double weight(int row, int key, boolean isValued) {
      double weight = weights[row * s.keys() + key];
      if (!isValued || weight == 0) {
        return weight;
      }
      int at = s.keyRow(row / s.queries() / s.heads(), row / s.queries() % s.heads(), key);
      double sum = 0;
      for (int d = 0; d < s.valueDepth(); d++) {
        double number = drawn.value()[at * s.valueDepth() + d];
        sum += number * number;
      }
      return weight * Math.sqrt(sum);
    }

    /** Row maxima, NaN in rows that are NaN for another reason than scores of −∞ alone. */
    double[] maxima(Tensor maxima) {
      double[] expected = maxima.toDoubleArray();
      for (int row = 0; row < expected.length; row++) {
        boolean lost = hasNaN(row) && expected[row] != Double.NEGATIVE_INFINITY;
        expected[row] = lost ? Double.NaN : expected[row];
      }
      return expected;
    }

    void rows(InspectionResult result) {
      int rows = s.rows();
      double[] entropy = new double[rows];
      double[] distance = new double[rows];
      double[][] masses = new double[4][rows];
      boolean packed = drawn.description().contains("packed");
      for (int row = 0; row < rows; row++) {
        int i = row % s.queries();
        for (int j = 0; j < s.keys(); j++) {
          double w = weight(row, j, false);
          entropy[row] -= w == 0 ? 0 : w * Math.log(w);
          distance[row] += w * Math.abs(i - j);
          masses[0][row] += j == i - 1 ? w : 0;
          masses[1][row] += j >= i - 9 && j <= i + 3 ? w : 0;
          masses[2][row] += j < 5 ? w : 0;
          boolean listed = (i == 1 && (j == 0 || j == 3)) || (i == 2 && (j == 1 || j == 200));
          masses[3][row] += listed ? w : 0;
        }
        if (hasNaN(row)) {
          entropy[row] = Double.NaN;
          distance[row] = Double.NaN;
          for (double[] mass : masses) {
            mass[row] = Double.NaN;
          }
        }
      }
      close("entropy", entropy, Objects.requireNonNull(result.entropy()), 1);
      if (!packed) {
        close(
            "distance",
            distance,
            Objects.requireNonNull(result.distance()),
            s.queries() + s.keys());
        int n = 0;
        for (Tensor mass : result.masses().values()) {
          close("mass " + n, masses[n++], mass, 1);
        }
        assertThat(n).isEqualTo(4);
      }
    }

    private boolean hasNaN(int row) {
      for (int j = 0; j < s.keys(); j++) {
        if (Double.isNaN(weights[row * s.keys() + j])) {
          return true;
        }
      }
      return false;
    }

    void columns(Findings findings, boolean isValued, IntPredicate chosen, Inspection asked) {
      Inspection.PooledMap pooled = asked.map();
      int cells = pooled == null ? 0 : pooled.cells();
      int groups = s.batch() * s.heads();
      boolean mean = pooled == null || pooled.value() == CellValue.MEAN;
      double[] received = new double[groups * s.keys()];
      double[] map = new double[groups * cells * cells];
      double[] counts = new double[map.length];
      double largest = 1;
      for (int row = 0; row < s.rows(); row++) {
        int i = row % s.queries();
        int group = row / s.queries();
        for (int j = 0; j < s.keys(); j++) {
          double w = weight(row, j, isValued);
          received[group * s.keys() + j] += chosen.test(i) ? w : 0;
          largest = Double.isFinite(w) ? Math.max(largest, w) : largest;
          if (cells > 0) {
            int at = (group * cells + i * cells / s.queries()) * cells + j * cells / s.keys();
            map[at] = mean ? map[at] + w : Math.max(map[at], w);
            counts[at]++;
          }
        }
      }
      for (int n = 0; mean && n < map.length; n++) {
        map[n] /= counts[n];
      }
      double rows = largest * s.queries();
      close("received", received, Objects.requireNonNull(findings.received()), rows);
      if (cells > 0) {
        close("map", map, Objects.requireNonNull(findings.map()), largest);
      }
    }

    void block(Findings findings, boolean isValued, Block asked) {
      Block block = asked.within(s.queries(), s.keys());
      Tensor found = findings.blocks().getFirst();
      int groups = s.batch() * s.heads();
      double[] expected = new double[groups * block.queries() * block.keys()];
      int n = 0;
      for (int group = 0; group < groups; group++) {
        for (int i = block.firstQuery(); i < block.endQuery(); i++) {
          for (int j = block.firstKey(); j < block.endKey(); j++) {
            expected[n++] = weight(group * s.queries() + i, j, isValued);
          }
        }
      }
      assertThat(found.size(-2)).isEqualTo(block.queries());
      close("block", expected, found, 10);
    }

    /** In order, each with its own weight, and none that is left behind is larger. */
    void top(Findings findings, boolean isValued, int most) {
      double[] found = Objects.requireNonNull(findings.topKeys()).weights().toDoubleArray();
      double[] keys = findings.topKeys().keys().toDoubleArray();
      assertThat(found).hasSize(s.rows() * most);
      for (int row = 0; row < s.rows(); row++) {
        double[] left = new double[s.keys()];
        for (int j = 0; j < s.keys(); j++) {
          left[j] = weight(row, j, isValued);
        }
        for (int place = 0; place < most; place++) {
          int at = row * most + place;
          String what = "%s: top %d of row %d".formatted(drawn.description(), place, row);
          if (hasNaN(row)) {
            assertThat(found[at]).as(what).isNaN();
            assertThat(keys[at]).as(what).isEqualTo(-1);
            continue;
          }
          double largest = 0;
          for (double one : left) {
            // A value that is not finite gives a weight that nothing can be ranked by.
            largest = Double.isFinite(one) ? Math.max(largest, one) : largest;
          }
          if (keys[at] < 0) {
            assertThat(found[at]).as(what).isZero();
            assertThat(largest).as(what).isLessThanOrEqualTo(allowed);
            continue;
          }
          int key = (int) keys[at];
          double own = left[key];
          if (Double.isFinite(own)) {
            double bound = 10 * allowed * Math.max(1, largest);
            assertThat(Math.abs(found[at] - own)).as(what).isLessThanOrEqualTo(bound);
            assertThat(own).as(what).isGreaterThanOrEqualTo(largest - bound);
          }
          assertThat(left[key]).as(what).isNotEqualTo(-1);
          left[key] = -1;
        }
      }
    }

    void close(String what, double[] expected, Tensor actual, double scale) {
      double[] got = actual.toDoubleArray();
      assertThat(got).as("%s: %s", drawn.description(), what).hasSameSizeAs(expected);
      for (int n = 0; n < got.length; n++) {
        boolean same = Double.valueOf(got[n]).equals(expected[n]) || got[n] == expected[n];
        if (!same && !(Math.abs(got[n] - expected[n]) <= allowed * scale)) {
          throw new AssertionError(
              "%s: %s, element %d is %s, the full matrix has %s"
                  .formatted(drawn.description(), what, n, got[n], expected[n]));
        }
      }
    }
  }
}
