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
  private static final int[] DEPTHS = {0, 1, 3, 17, 97, 127, 128, 129, 257, 384};

  private final Seeds seeds = Seeds.of(13);

  static List<Precision<?>> precisions() {
    return Precision.all();
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void productsAreChainsOf128StepsAddedInOrderWithTheBiasLast(Precision<A> in) {
    for (int n = 0; n < SIZES.length * DEPTHS.length; n++) {
      int rows = SIZES[n % SIZES.length];
      int depth = DEPTHS[n * 3 % DEPTHS.length];
      int columns = SIZES[n * 5 % SIZES.length];
      for (int panel : new int[] {in.kernels().matrix().panel(), 1, 7, 64, Math.max(1, columns)}) {
        if (in.kernels().matrix().reads(panel)) {
          product(in, rows, depth, columns, panel, n % 2 == 0);
        }
      }
    }
  }

  private <A> void product(
      Precision<A> in, int rows, int depth, int columns, int panel, boolean biased) {
    int aStride = depth + 2;
    int cStride = columns + 3;
    FencedArray<A> a = in.fenced(seeds.normal(rows * aStride), 5);
    A matrix = in.array(seeds.normal(depth * columns));
    Panels<A> panels = Panels.inRows(matrix, depth, columns).laidOut(panel, in.kernels().rows());
    FencedArray<A> b = in.fenced(in.numbers(panels.numbers()), 3);
    FencedArray<A> bias = in.fenced(seeds.normal(columns), 2);
    double[] untouched = seeds.normal(rows * cStride);
    FencedArray<A> c = in.fenced(untouched, 4);
    double[] expected = in.numbers(c.payload());
    double[] x = in.numbers(a.payload());
    double[] w = in.numbers(matrix);
    double[] added = in.numbers(bias.payload());
    for (int r = 0; r < rows; r++) {
      for (int column = 0; column < columns; column++) {
        double total = 0;
        for (int first = 0; first < Math.max(1, depth); first += 128) {
          double sum = 0;
          for (int k = first; k < Math.min(depth, first + 128); k++) {
            sum = in.fma(x[r * aStride + k], w[k * columns + column], sum);
          }
          total = first == 0 ? sum : in.rounded(total + sum);
        }
        expected[r * cStride + column] = biased ? in.rounded(total + added[column]) : total;
      }
    }
    in.kernels()
        .matrix()
        .multiply(
            a.array(),
            5,
            aStride,
            rows,
            depth,
            b.array(),
            3,
            panel,
            columns,
            biased ? bias.array() : in.array(),
            2,
            c.array(),
            4,
            cStride);
    assertThat(in.numbers(c.payload()))
        .as("%d × %d × %d", rows, depth, columns)
        .containsExactly(expected);
    c.assertFencesIntact();
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void someWholePanelsOfAMatrixGiveTheirColumns(Precision<A> in) {
    int depth = 9;
    int columns = 200;
    MatrixKernels<A> kernels = in.kernels().matrix();
    int panel = kernels.panel();
    A a = in.array(seeds.normal(depth));
    A matrix = in.array(seeds.normal(depth * columns));
    A bias = in.array(seeds.normal(columns));
    A b = Panels.inRows(matrix, depth, columns).laidOut(panel, in.kernels().rows()).numbers();
    A whole = in.kernels().rows().allocate(columns);
    kernels.multiply(a, 0, depth, 1, depth, b, 0, panel, columns, bias, 0, whole, 0, columns);
    A parts = in.kernels().rows().allocate(columns);
    for (int at = 0; at < columns; at += panel) {
      int count = Math.min(panel, columns - at);
      kernels.multiply(
          a, 0, depth, 1, depth, b, at * depth, panel, count, bias, at, parts, at, columns);
    }
    assertThat(in.numbers(parts)).containsExactly(in.numbers(whole));
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void panelsHoldTheMatrixWithZerosBehindIt(Precision<A> in) {
    RowKernels<A> rows = in.kernels().rows();
    int depth = 5;
    for (int columns : SIZES) {
      double[] numbers = in.numbers(in.array(seeds.normal(depth * columns)));
      Panels<A> plain = Panels.inRows(in.array(numbers), depth, columns);
      for (int[] sizes : new int[][] {{16, 64}, {64, 16}, {12, 7}, {1, 97}, {300, 3}}) {
        Panels<A> first = plain.laidOut(sizes[0], rows);
        requireInPanels(in, first, numbers);
        Panels<A> second = first.laidOut(sizes[1], rows);
        requireInPanels(in, second, numbers);
        assertThat(second.laidOut(sizes[1], rows)).isSameAs(second);
        Panels<A> back = second.laidOut(plain.panel(), rows);
        assertThat(in.numbers(back.numbers())).containsExactly(numbers);
      }
    }
  }

  private static <A> void requireInPanels(Precision<A> in, Panels<A> panels, double[] matrix) {
    int panel = panels.panel();
    double[] laid = in.numbers(panels.numbers());
    assertThat(laid).hasSize(panels.count() * panel * panels.depth());
    for (int at = 0; at < laid.length; at++) {
      int column = at / (panel * panels.depth()) * panel + at % panel;
      int row = at / panel % panels.depth();
      double expected = column < panels.columns() ? matrix[row * panels.columns() + column] : 0;
      assertThat(laid[at]).isEqualTo(expected);
    }
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
    rows.scale(array.array(), 0, 4, 0.3);
    assertThat(rows.get(array.array(), 3)).isEqualTo(in.rounded(in.rounded(0.7) * in.rounded(0.3)));
    assertThat(rows.get(array.array(), 4)).isEqualTo(in.rounded(0.7));
    array.assertFencesIntact();
    assertThat(rows.length(rows.allocate(9))).isEqualTo(9);
    assertThat(rows.lowest()).isEqualTo(in.single() ? -Float.MAX_VALUE : -Double.MAX_VALUE);
    assertThat(rows.exp(0)).isEqualTo(1);
    assertThat(rows.cast(array.array())).isSameAs(array.array());
  }
}
