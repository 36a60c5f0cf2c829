package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.inspection.Findings;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.mask.MaskFunction;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Inspection over many tiles of queries and keys against the full matrix, computed here in float64,
 * with every combination of masks; and over so many queries that an item of work has several tiles.
 */
@DisplayName("S2, S3, S7, S8: inspection at length")
class InspectionAtLengthTest {
  private static final int DEPTH = 4;
  private static final int TOP = 6;
  private static final int PADDING = 37;
  private static final int RULES = 5;

  /** Which of the rules is that of lengths. */
  private static final int LENGTHS = 3;

  /** A mask and the same as a plain rule. */
  private record Rule(Mask mask, MaskFunction keeps) {}

  /**
   * @param length keys that are no padding, where the rule of lengths is among those that are
   *     taken; a bottom-right corner is at the last of them
   */
  private static List<Rule> rules(int queries, int keys, int length) {
    int shift = length - queries;
    boolean[][] kept = new boolean[queries][keys];
    for (int i = 0; i < queries; i++) {
      for (int j = 0; j < keys; j++) {
        kept[i][j] = (i * 31 + j * 17) % 5 != 0 && i % 97 != 3;
      }
    }
    return List.of(
        new Rule(Mask.causal(Corner.BOTTOM_RIGHT), (b, h, i, j) -> j <= i + shift),
        new Rule(
            Mask.window(150, 20, Corner.TOP_LEFT), (b, h, i, j) -> j >= i - 150 && j <= i + 20),
        new Rule(Mask.keep(Tensor.of(kept)), (b, h, i, j) -> kept[i][j]),
        new Rule(Mask.lengths(keys - PADDING), (b, h, i, j) -> j < keys - PADDING),
        new Rule(
            Mask.function((b, h, i, j) -> (i ^ j) % 3 != 0), (b, h, i, j) -> (i ^ j) % 3 != 0));
  }

  @ParameterizedTest
  @CsvSource({"512, 512, FLOAT64", "500, 391, FLOAT64", "449, 512, FLOAT32", "4300, 70, FLOAT64"})
  void everyCombinationOfMasksAgreesWithTheFullMatrix(int queries, int keys, DType dtype) {
    Seeds seeds = Seeds.fromProperty();
    Tensor q = Tensor.of(seeds.normal(queries * DEPTH), queries, DEPTH).to(dtype);
    Tensor k = Tensor.of(seeds.normal(keys * DEPTH), keys, DEPTH).to(dtype);
    for (int chosen = 0; chosen < 1 << RULES; chosen++) {
      boolean padded = (chosen >> LENGTHS & 1) == 1;
      List<Rule> rules = rules(queries, keys, padded ? keys - PADDING : keys);
      assertThat(rules).hasSize(RULES);
      Mask mask = Mask.none();
      List<MaskFunction> keeps = new ArrayList<>();
      for (int n = 0; n < rules.size(); n++) {
        if ((chosen >> n & 1) == 1) {
          mask = mask.and(rules.get(n).mask());
          keeps.add(rules.get(n).keeps());
        }
      }
      MaskFunction all = (b, h, i, j) -> keeps.stream().allMatch(one -> one.attends(b, h, i, j));
      int cells = Math.min(64, keys);
      Inspection asked =
          Inspection.none().withEntropy().withTopKeys(TOP).withReceived().withMap(cells);
      Attention attention = Attention.scaledDotProduct().withMask(mask);
      InspectionResult found = attention.inspect(q, k, k, asked);
      Bits.assertSame("masks " + chosen, attention.compute(q, k, k), found.output());
      agree("masks " + chosen, weights(q, k, all), all, found, dtype == DType.FLOAT64);
    }
  }

  private static double[][] weights(Tensor q, Tensor k, MaskFunction keeps) {
    double[] queries = q.toDoubleArray();
    double[] keys = k.toDoubleArray();
    double[][] weights = new double[q.size(0)][k.size(0)];
    for (int i = 0; i < weights.length; i++) {
      double sum = 0;
      for (int j = 0; j < weights[i].length; j++) {
        double score = 0;
        for (int d = 0; d < DEPTH; d++) {
          score += queries[i * DEPTH + d] * keys[j * DEPTH + d];
        }
        weights[i][j] = keeps.attends(0, 0, i, j) ? Math.exp(score / Math.sqrt(DEPTH)) : 0;
        sum += weights[i][j];
      }
      for (int j = 0; j < weights[i].length; j++) {
        weights[i][j] = sum == 0 ? 0 : weights[i][j] / sum;
      }
    }
    return weights;
  }

  private static void agree(
      String what, double[][] w, MaskFunction keeps, InspectionResult found, boolean exact) {
    int keys = w[0].length;
    Findings findings = found.weights();
    Tensor map = Objects.requireNonNull(findings.map());
    int cells = map.size(0);
    double[] received = new double[keys];
    double[][] sums = new double[cells][cells];
    double[][] counts = new double[cells][cells];
    double live = 0;
    for (int i = 0; i < w.length; i++) {
      int left = 0;
      double entropy = 0;
      for (int j = 0; j < keys; j++) {
        left += keeps.attends(0, 0, i, j) ? 1 : 0;
        entropy -= w[i][j] == 0 ? 0 : w[i][j] * Math.log(w[i][j]);
        received[j] += w[i][j];
        sums[i * cells / w.length][j * cells / keys] += w[i][j];
        counts[i * cells / w.length][j * cells / keys]++;
      }
      live += left > 0 ? 1 : 0;
      double got = Objects.requireNonNull(found.entropy()).get(i);
      close(what, got, entropy, exact ? 1e-10 : 1e-5);
      assertThat(got >= 0 && got <= Math.log(Math.max(1, left)) + (exact ? 1e-12 : 1e-6))
          .as("%s: entropy %s of row %d", what, got, i)
          .isTrue();
      top(what, w[i], findings, i, left, exact);
    }
    double total = 0;
    for (int j = 0; j < keys; j++) {
      double sum = Objects.requireNonNull(findings.received()).get(j);
      close(what, sum, received[j], exact ? 1e-9 : 1e-4);
      total += sum;
    }
    assertThat(total).as("%s: live rows", what).isCloseTo(live, within(exact ? 1e-8 : 1e-3));
    for (int row = 0; row < cells; row++) {
      for (int column = 0; column < cells; column++) {
        double mean = sums[row][column] / counts[row][column];
        close(what, map.get(row, column), mean, exact ? 1e-12 : 1e-6);
      }
    }
  }

  /** Without a description, which would take longer than all else. */
  private static void close(String what, double got, double expected, double bound) {
    if (!(Math.abs(got - expected) <= bound)) {
      throw new AssertionError("%s: %s instead of %s".formatted(what, got, expected));
    }
  }

  private static void top(
      String what, double[] row, Findings findings, int i, int left, boolean exact) {
    Tensor keys = Objects.requireNonNull(findings.topKeys()).keys();
    List<Integer> sorted =
        IntStream.range(0, row.length)
            .filter(j -> row[j] > 0)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer j) -> -row[j]).thenComparingInt(j -> j))
            .limit(TOP)
            .toList();
    assertThat(sorted).hasSize(Math.min(left, TOP));
    for (int place = 0; place < TOP; place++) {
      int key = (int) keys.get(i, place);
      double weight = findings.topKeys().weights().get(i, place);
      if (place >= sorted.size()) {
        assertThat(key).as("%s, row %d, place %d", what, i, place).isEqualTo(-1);
        assertThat(weight).isZero();
        continue;
      }
      double expected = row[sorted.get(place)];
      close(what, weight, expected, exact ? 1e-12 : 1e-6);
      if (exact) {
        assertThat(key).as("%s, row %d, place %d", what, i, place).isEqualTo(sorted.get(place));
      }
    }
  }
}
