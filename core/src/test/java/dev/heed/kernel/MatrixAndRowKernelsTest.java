package dev.heed.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.testkit.FencedArray;
import dev.heed.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Matrix products, copies and scans, between fences of NaN. */
@DisplayName("S11: matrix and row kernels")
class MatrixAndRowKernelsTest {
  private static final int[] SIZES = {0, 1, 2, 7, 15, 16, 17, 31, 64, 65, 97};

  private final Seeds seeds = Seeds.of(13);

  static List<Precision<?>> precisions() {
    return Precision.all();
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void productsAreOneChainOfFmaWithTheBiasLast(Precision<A> in) {
    for (int n = 0; n < SIZES.length * 7; n++) {
      int rows = SIZES[n % SIZES.length];
      int depth = SIZES[n * 3 % SIZES.length];
      int columns = SIZES[n * 5 % SIZES.length];
      product(in, rows, depth, columns, n % 2 == 0);
    }
  }

  private <A> void product(Precision<A> in, int rows, int depth, int columns, boolean biased) {
    int aStride = depth + 2;
    int cStride = columns + 3;
    FencedArray<A> a = in.fenced(seeds.normal(rows * aStride), 5);
    FencedArray<A> b = in.fenced(seeds.normal(depth * columns), 3);
    A bias = in.array(seeds.normal(biased ? columns : 0));
    double[] untouched = seeds.normal(rows * cStride);
    FencedArray<A> c = in.fenced(untouched, 4);
    double[] expected = in.numbers(c.payload());
    double[] x = in.numbers(a.payload());
    double[] w = in.numbers(b.payload());
    for (int r = 0; r < rows; r++) {
      for (int column = 0; column < columns; column++) {
        double sum = 0;
        for (int k = 0; k < depth; k++) {
          sum = in.fma(x[r * aStride + k], w[k * columns + column], sum);
        }
        expected[r * cStride + column] = biased ? in.rounded(sum + in.numbers(bias)[column]) : sum;
      }
    }
    in.kernels()
        .matrix()
        .multiply(
            a.array(), 5, aStride, rows, depth, b.array(), 3, columns, bias, c.array(), 4, cStride);
    assertThat(in.numbers(c.payload())).containsExactly(expected);
    c.assertFencesIntact();
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void transposeReadsAnyStrides(Precision<A> in) {
    for (int rows : SIZES) {
      for (int columns : new int[] {0, 1, 3, 64}) {
        for (int[] stride : new int[][] {{columns + 1, 1}, {1, rows + 2}, {0, 1}, {1, 0}}) {
          double[] numbers = seeds.normal(rows * stride[0] + columns * stride[1] + 1);
          FencedArray<A> source = in.fenced(numbers, 3);
          int targetStride = rows + 2;
          FencedArray<A> target = in.fenced(new double[columns * targetStride], 0);
          in.kernels()
              .rows()
              .transpose(
                  source.array(),
                  3,
                  stride[0],
                  stride[1],
                  rows,
                  columns,
                  target.array(),
                  targetStride);
          double[] expected = new double[columns * targetStride];
          for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
              expected[column * targetStride + row] =
                  in.rounded(numbers[row * stride[0] + column * stride[1]]);
            }
          }
          assertThat(in.numbers(target.payload())).containsExactly(expected);
          target.assertFencesIntact();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void theScanForFiniteNumbersSeesEveryElementAndNoOther(Precision<A> in) {
    RowKernels<A> rows = in.kernels().rows();
    int count = 5;
    int columns = 19;
    int stride = 23;
    double[] numbers = seeds.normal(count * stride);
    numbers[3] = rows.lowest();
    numbers[4] = -rows.lowest();
    double[] bad = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (int place = 0; place < numbers.length; place++) {
      double[] poisoned = numbers.clone();
      poisoned[place] = bad[place % 3];
      A array = in.fenced(poisoned, 2).array();
      boolean inside = place % stride < columns;
      assertThat(rows.allFinite(array, 2, stride, count, columns)).isEqualTo(!inside);
    }
    assertThat(rows.allFinite(in.array(Double.NaN), 0, 1, 0, 1)).isTrue();
    assertThat(rows.allFinite(in.array(Double.NaN), 0, 1, 1, 0)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void elementsAreRoundedToTheTypeAndNoneBesideIsWritten(Precision<A> in) {
    RowKernels<A> rows = in.kernels().rows();
    FencedArray<A> array = in.fenced(new double[8], 0);
    rows.set(array.array(), 2, 0.1);
    rows.fill(array.array(), 3, 5, 0.7);
    assertThat(in.numbers(array.payload()))
        .containsExactly(0, 0, in.rounded(0.1), in.rounded(0.7), in.rounded(0.7), 0, 0, 0);
    rows.scale(array.array(), 4, 0.3);
    assertThat(rows.get(array.array(), 3)).isEqualTo(in.rounded(in.rounded(0.7) * in.rounded(0.3)));
    assertThat(rows.get(array.array(), 4)).isEqualTo(in.rounded(0.7));
    array.assertFencesIntact();
    assertThat(rows.length(rows.allocate(9))).isEqualTo(9);
    assertThat(rows.lowest()).isEqualTo(in.single() ? -Float.MAX_VALUE : -Double.MAX_VALUE);
    assertThat(rows.exp(0)).isEqualTo(1);
    assertThat(rows.cast(array.array())).isSameAs(array.array());
  }
}
