package dev.heed.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.testkit.FencedArray;
import dev.heed.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands between matrix products, to the bit and between fences of NaN. */
@DisplayName("S11: layer kernels")
class LayerKernelsTest {
  private static final int[] SIZES = {1, 2, 7, 8, 15, 16, 17, 31, 32, 33, 48, 97, 384};
  private static final int OFFSET = 5;

  private final Seeds seeds = Seeds.of(29);

  static List<Precision<?>> precisions() {
    return Precision.all();
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void additionTouchesNothingElse(Precision<A> in) {
    for (int count : SIZES) {
      FencedArray<A> source = in.fenced(seeds.normal(count), OFFSET);
      FencedArray<A> target = in.fenced(seeds.normal(count), 2);
      double[] expected = in.numbers(target.payload());
      double[] added = in.numbers(source.payload());
      for (int i = 0; i < count; i++) {
        expected[i] = in.rounded(expected[i] + added[i]);
      }
      in.kernels().layers().add(source.array(), OFFSET, count, target.array(), 2);
      assertThat(in.numbers(target.payload())).containsExactly(expected);
      target.assertFencesIntact();
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void theLargerNumberIsThatOfMath(Precision<A> in) {
    for (int count : SIZES) {
      double[] numbers = seeds.normal(count);
      double[] others = seeds.normal(count);
      double[] special = {Double.NaN, -0.0, 0.0, Double.NEGATIVE_INFINITY};
      for (int i = 0; i < count; i += 5) {
        numbers[i] = special[i % 4];
        others[(i * 3) % count] = special[(i + 1) % 4];
      }
      FencedArray<A> source = in.fenced(numbers, OFFSET);
      FencedArray<A> target = in.fenced(others, 2);
      double[] expected = in.numbers(target.payload());
      double[] offered = in.numbers(source.payload());
      for (int i = 0; i < count; i++) {
        expected[i] = Math.max(expected[i], offered[i]);
      }
      in.kernels().layers().max(source.array(), OFFSET, count, target.array(), 2);
      assertThat(in.numbers(target.payload())).containsExactly(expected);
      target.assertFencesIntact();
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void normalisationSumsInSixteenChains(Precision<A> in) {
    for (int columns : SIZES) {
      int rows = 3;
      FencedArray<A> x = in.fenced(seeds.normal(rows * columns), OFFSET);
      A weight = in.array(seeds.normal(columns));
      A bias = in.array(seeds.normal(columns));
      double[] expected = in.numbers(x.payload());
      for (int row = 0; row < rows; row++) {
        normalize(in, expected, row * columns, in.numbers(weight), in.numbers(bias));
      }
      FencedArray<A> target = in.fenced(new double[rows * columns], OFFSET);
      in.kernels()
          .layers()
          .normalize(x.array(), OFFSET, rows, columns, weight, bias, 1e-5, target.array());
      assertThat(in.numbers(target.payload())).as("%d columns", columns).containsExactly(expected);
      target.assertFencesIntact();
      in.kernels()
          .layers()
          .normalize(x.array(), OFFSET, rows, columns, weight, bias, 1e-5, x.array());
      assertThat(in.numbers(x.payload())).as("in place").containsExactly(expected);
    }
  }

  private static void normalize(
      Precision<?> in, double[] x, int from, double[] weight, double[] bias) {
    int columns = weight.length;
    double[] chains = new double[16];
    for (int c = 0; c < columns; c++) {
      chains[c % 16] = in.rounded(chains[c % 16] + x[from + c]);
    }
    double mean = in.rounded(total(in, chains) / columns);
    double variance = in.rounded(squares(in, x, from, columns, mean) / columns);
    double root = in.rounded(Math.sqrt(in.rounded(variance + in.rounded(1e-5))));
    double inverse = in.rounded(1 / root);
    for (int c = 0; c < columns; c++) {
      double unit = in.rounded(in.rounded(x[from + c] - mean) * inverse);
      x[from + c] = in.fma(unit, weight[c], bias[c]);
    }
  }

  private static double squares(Precision<?> in, double[] x, int from, int columns, double mean) {
    double[] chains = new double[16];
    for (int c = 0; c < columns; c++) {
      double distance = in.rounded(x[from + c] - mean);
      chains[c % 16] = in.fma(distance, distance, chains[c % 16]);
    }
    return total(in, chains);
  }

  /** The tree, written out: chains 8 apart first. */
  private static double total(Precision<?> in, double[] chains) {
    double[] left = chains;
    for (int half = 8; half >= 1; half /= 2) {
      double[] sums = new double[half];
      for (int i = 0; i < half; i++) {
        sums[i] = in.rounded(left[i] + left[i + half]);
      }
      left = sums;
    }
    return left[0];
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void aRowOfEqualNumbersBecomesTheBias(Precision<A> in) {
    A row = in.array(3, 3, 3, 3);
    A bias = in.array(1, 2, 3, 4);
    in.kernels().layers().normalize(row, 0, 1, 4, in.array(9, 9, 9, 9), bias, 1e-12, row);
    assertThat(in.numbers(row)).containsExactly(1, 2, 3, 4);
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void aUnitLengthComesOutOfOneDivision(Precision<A> in) {
    for (int columns : SIZES) {
      FencedArray<A> row = in.fenced(seeds.normal(columns), OFFSET);
      double[] expected = in.numbers(row.payload());
      double length = in.rounded(Math.sqrt(squares(in, expected, 0, columns, 0)));
      for (int i = 0; i < columns; i++) {
        expected[i] = in.rounded(expected[i] / length);
      }
      in.kernels().layers().scaleToUnitLength(row.array(), OFFSET, columns);
      assertThat(in.numbers(row.payload())).containsExactly(expected);
      row.assertFencesIntact();
    }
    A zeros = in.array(0, 0);
    in.kernels().layers().scaleToUnitLength(zeros, 0, 2);
    assertThat(in.numbers(zeros)).containsExactly(0, 0);
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void theActivationTouchesNothingElse(Precision<A> in) {
    for (int count : SIZES) {
      FencedArray<A> row = in.fenced(seeds.normal(count), OFFSET);
      double[] expected = in.numbers(row.payload());
      for (int i = 0; i < count; i++) {
        expected[i] =
            in.single() ? FloatGelu.gelu((float) expected[i]) : DoubleGelu.gelu(expected[i]);
      }
      FencedArray<A> target = in.fenced(new double[count], 2);
      in.kernels().layers().gelu(row.array(), OFFSET, count, target.array(), 2);
      assertThat(in.numbers(target.payload())).containsExactly(expected);
      target.assertFencesIntact();
      in.kernels().layers().gelu(row.array(), OFFSET, count, row.array(), OFFSET);
      assertThat(in.numbers(row.payload())).as("in place").containsExactly(expected);
      row.assertFencesIntact();
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void aProductOfRowsSumsInSixteenChains(Precision<A> in) {
    for (int count : SIZES) {
      FencedArray<A> left = in.fenced(seeds.normal(count), OFFSET);
      FencedArray<A> right = in.fenced(seeds.normal(count), 2);
      double[] chains = new double[16];
      for (int i = 0; i < count; i++) {
        double product = in.numbers(left.payload())[i];
        chains[i % 16] = in.fma(product, in.numbers(right.payload())[i], chains[i % 16]);
      }
      assertThat(in.kernels().layers().dot(left.array(), OFFSET, right.array(), 2, count))
          .as("%d numbers", count)
          .isEqualTo(total(in, chains));
    }
    assertThat(in.kernels().layers().dot(in.array(), 0, in.array(), 0, 0)).isZero();
  }
}
