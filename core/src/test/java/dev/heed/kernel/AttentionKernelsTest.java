package dev.heed.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.testkit.FencedArray;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tile steps, bit for bit against the order of summation as it is written down, at the sizes
 * where loops end, between fences of NaN.
 */
@DisplayName("S11: tile kernels")
class AttentionKernelsTest {
  private static final double HIDDEN = Double.NEGATIVE_INFINITY;

  /** A tile of one size, with gaps of NaN between rows. */
  record Tile(int active, int count, int depth, int offset, int stride) {}

  private final Seeds seeds = Seeds.of(7);

  static List<Precision<?>> precisions() {
    return Precision.all();
  }

  private static List<Tile> tiles(int lanes) {
    List<Tile> tiles = new ArrayList<>();
    int[] actives = {0, 1, 2, 7, 31, lanes - 1, lanes};
    int[] counts = {0, 1, 2, 13, 63, 64};
    int[] depths = {0, 1, 3, 16, 61, 64, 65, 97};
    for (int n = 0; n < actives.length * counts.length * depths.length; n++) {
      int depth = depths[n % depths.length];
      int count = counts[n / depths.length % counts.length];
      tiles.add(
          new Tile(actives[n / depths.length / counts.length], count, depth, n % 5, depth + n % 3));
    }
    assertThat(tiles).hasSize(336);
    return tiles;
  }

  /** Random rows {@code stride} apart; what lies between them is NaN. */
  private double[] rows(int rows, int columns, int stride) {
    double[] numbers = new double[Math.max(0, rows * stride - (stride - columns))];
    double[] random = seeds.normal(rows * columns);
    java.util.Arrays.fill(numbers, Double.NaN);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(random, row * columns, numbers, row * stride, columns);
    }
    return numbers;
  }

  /** A tile with rows of lanes, of which those beyond {@code active} are NaN. */
  private double[] lanes(int rows, int active, int lanes) {
    double[] numbers = rows(rows, active, lanes);
    double[] padded = java.util.Arrays.copyOf(numbers, rows * lanes);
    java.util.Arrays.fill(padded, numbers.length, padded.length, Double.NaN);
    return padded;
  }

  private static <A> void assertLanes(
      Precision<A> in, double[] expected, A actual, Tile tile, int rows, int lanes) {
    double[] numbers = in.numbers(actual);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < tile.active(); i++) {
        int at = row * lanes + i;
        if (Double.doubleToLongBits(numbers[at]) != Double.doubleToLongBits(expected[at])) {
          throw new AssertionError(
              "%s: row %d lane %d is %s, by the contract %s"
                  .formatted(tile, row, i, numbers[at], expected[at]));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void scoresAreOneChainOfFmaOverDAndThenScaled(Precision<A> in) {
    AttentionKernels<A> kernels = in.kernels().attention();
    int lanes = kernels.lanes();
    for (Tile tile : tiles(lanes)) {
      FencedArray<A> query = in.fenced(lanes(tile.depth(), tile.active(), lanes), 0);
      double[] k = rows(tile.count(), tile.depth(), tile.stride());
      FencedArray<A> key = in.fenced(k, tile.offset());
      FencedArray<A> scores = in.fenced(new double[Math.ceilDiv(tile.count(), 8) * 8 * lanes], 0);
      kernels.scores(
          query.array(),
          0,
          tile.active(),
          tile.depth(),
          key.array(),
          tile.offset(),
          tile.stride(),
          0,
          tile.count(),
          0.3,
          scores.array());
      double[] q = in.numbers(query.array());
      double[] keys = in.numbers(key.array());
      double[] expected = new double[tile.count() * lanes];
      for (int j = 0; j < tile.count(); j++) {
        for (int i = 0; i < tile.active(); i++) {
          double sum = 0;
          for (int d = 0; d < tile.depth(); d++) {
            sum = in.fma(keys[tile.offset() + j * tile.stride() + d], q[d * lanes + i], sum);
          }
          expected[j * lanes + i] = in.rounded(sum * in.rounded(0.3));
        }
      }
      assertLanes(in, expected, scores.array(), tile, tile.count(), lanes);
      scores.assertFencesIntact();
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void softmaxCarriesMaximumAndSumFromTileToTile(Precision<A> in) {
    AttentionKernels<A> kernels = in.kernels().attention();
    RowKernels<A> rows = in.kernels().rows();
    int lanes = kernels.lanes();
    for (Tile tile : tiles(lanes)) {
      double[] s = lanes(tile.count(), tile.active(), lanes);
      for (int n = 0; n < s.length; n += 11) {
        s[n] = n % 2 == 0 ? HIDDEN : s[n] * 50;
      }
      FencedArray<A> scores = in.fenced(s, 0);
      double[] before = in.numbers(scores.payload());
      double[] m = seeds.normal(lanes);
      m[0] = rows.lowest();
      FencedArray<A> maximum = in.fenced(m, 0);
      FencedArray<A> sum = in.fenced(seeds.uniform(lanes, 1, 9), 0);
      FencedArray<A> rescale = in.fenced(new double[lanes], 0);
      double[] newMaximum = in.numbers(maximum.payload());
      double[] newSum = in.numbers(sum.payload());
      double[] factor = new double[lanes];
      kernels.softmax(
          scores.array(),
          0,
          tile.active(),
          0,
          tile.count(),
          maximum.array(),
          sum.array(),
          rescale.array());
      softmax(in, tile, before, newMaximum, newSum, factor);
      assertLanes(in, before, scores.array(), tile, tile.count(), lanes);
      assertLanes(in, newMaximum, maximum.array(), tile, 1, lanes);
      assertLanes(in, newSum, sum.array(), tile, 1, lanes);
      assertLanes(in, factor, rescale.array(), tile, 1, lanes);
      for (FencedArray<A> array : List.of(scores, maximum, sum, rescale)) {
        array.assertFencesIntact();
      }
    }
  }

  /** What the step makes of scores, maximum, sum and rescale, by the contract. */
  private static <A> void softmax(
      Precision<A> in, Tile tile, double[] s, double[] m, double[] l, double[] rescale) {
    RowKernels<A> rows = in.kernels().rows();
    int lanes = in.kernels().attention().lanes();
    for (int i = 0; i < tile.active(); i++) {
      double old = m[i];
      for (int j = 0; j < tile.count(); j++) {
        m[i] = Math.max(m[i], s[j * lanes + i]);
      }
      rescale[i] = rows.exp(in.rounded(old - m[i]));
      l[i] = in.rounded(l[i] * rescale[i]);
      for (int j = 0; j < tile.count(); j++) {
        int at = j * lanes + i;
        s[at] = rows.exp(in.rounded(s[at] - m[i]));
        l[i] = in.rounded(l[i] + s[at]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void accumulateIsOneChainOfFmaOverKeys(Precision<A> in) {
    for (Tile tile : tiles(in.kernels().attention().lanes())) {
      accumulate(in, tile, false);
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void accumulateKeptStepsOverWhatIsLeftOut(Precision<A> in) {
    for (Tile tile : tiles(in.kernels().attention().lanes())) {
      accumulate(in, tile, true);
    }
  }

  private <A> void accumulate(Precision<A> in, Tile tile, boolean marked) {
    AttentionKernels<A> kernels = in.kernels().attention();
    int lanes = kernels.lanes();
    double[] w = lanes(tile.count(), tile.active(), lanes);
    double[] v = rows(tile.count(), tile.depth(), tile.stride());
    double[] mark = new double[w.length];
    if (marked && tile.count() > 0) {
      poison(tile, lanes, v, mark);
    }
    FencedArray<A> value = in.fenced(v, tile.offset());
    FencedArray<A> weight = in.fenced(w, 0);
    FencedArray<A> output = in.fenced(lanes(tile.depth(), tile.active(), lanes), 0);
    A rescale = in.array(seeds.uniform(lanes, 0, 1));
    double[] total = in.numbers(output.payload());
    accumulate(in, tile, w, v, mark, in.numbers(rescale), total);
    A weights = weight.array();
    A values = value.array();
    int active = tile.active();
    int count = tile.count();
    int offset = tile.offset();
    int stride = tile.stride();
    int depth = tile.depth();
    A out = output.array();
    if (marked) {
      A marker = in.array(mark);
      kernels.accumulateKept(
          weights, marker, active, count, values, offset, stride, depth, rescale, out);
    } else {
      kernels.accumulate(weights, 0, active, 0, count, values, offset, stride, depth, rescale, out);
    }
    assertLanes(in, total, out, tile, depth, lanes);
    output.assertFencesIntact();
  }

  /** What the step makes of the output, by the contract. */
  private static <A> void accumulate(
      Precision<A> in,
      Tile tile,
      double[] w,
      double[] v,
      double[] mark,
      double[] rescale,
      double[] total) {
    int lanes = in.kernels().attention().lanes();
    for (int i = 0; i < tile.active(); i++) {
      for (int d = 0; d < tile.depth(); d++) {
        int to = d * lanes + i;
        total[to] = in.rounded(total[to] * rescale[i]);
        for (int j = 0; j < tile.count(); j++) {
          if (mark[j * lanes + i] != HIDDEN) {
            double factor = in.rounded(v[j * tile.stride() + d]);
            total[to] = in.fma(factor, in.rounded(w[j * lanes + i]), total[to]);
          }
        }
      }
    }
  }

  /** Makes one key's values not finite, left out of every lane, and some others of some lanes. */
  private static void poison(Tile tile, int lanes, double[] values, double[] mark) {
    int hidden = tile.count() / 2;
    for (int d = 0; d < tile.depth(); d++) {
      values[hidden * tile.stride() + d] = d % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY;
    }
    for (int i = 0; i < lanes; i++) {
      mark[hidden * lanes + i] = HIDDEN;
      mark[i % tile.count() * lanes + i] = HIDDEN;
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void finishDividesByTheSumAndWritesThroughStrides(Precision<A> in) {
    AttentionKernels<A> kernels = in.kernels().attention();
    int lanes = kernels.lanes();
    for (Tile tile : tiles(lanes)) {
      double[] o = lanes(tile.depth(), tile.active(), lanes);
      double[] l = seeds.uniform(lanes, 1, 9);
      for (int i = 0; i < lanes; i += 5) {
        l[i] = 0;
      }
      for (int n = 0; n < o.length; n += 7) {
        o[n] = Double.isNaN(o[n]) ? Double.NaN : -0.0;
      }
      for (int[] strides : new int[][] {{tile.stride(), 1}, {1, tile.active() + 1}}) {
        int end = Math.max(0, tile.active() - 1) * strides[0] + tile.depth() * strides[1];
        FencedArray<A> target = in.fenced(new double[end], tile.offset());
        boolean finite =
            kernels.finish(
                in.array(o),
                in.array(l),
                tile.active(),
                tile.depth(),
                target.array(),
                tile.offset(),
                strides[0],
                strides[1]);
        assertThat(finite).isTrue();
        double[] expected = new double[end];
        finish(in, tile, in.numbers(in.array(o)), in.numbers(in.array(l)), strides, expected);
        assertThat(in.numbers(target.payload())).as("%s", tile).containsExactly(expected);
        target.assertFencesIntact();
      }
    }
  }

  /** What is written, by the contract. */
  private static <A> void finish(
      Precision<A> in, Tile tile, double[] o, double[] l, int[] strides, double[] expected) {
    int lanes = in.kernels().attention().lanes();
    for (int i = 0; i < tile.active(); i++) {
      double inverse = l[i] == 0 ? 0 : in.rounded(1 / l[i]);
      for (int d = 0; d < tile.depth(); d++) {
        double written = in.rounded(o[d * lanes + i] * inverse) + 0.0;
        expected[i * strides[0] + d * strides[1]] = written;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void finishSaysWhetherAllIsFinite(Precision<A> in) {
    AttentionKernels<A> kernels = in.kernels().attention();
    int lanes = kernels.lanes();
    A sum = in.array(seeds.uniform(lanes, 1, 2));
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, HIDDEN}) {
      for (int place : new int[] {0, 2, lanes + 1, 3 * lanes, 4 * lanes + 2}) {
        double[] output = new double[5 * lanes];
        output[place] = bad;
        A target = in.array(new double[15]);
        boolean finite = kernels.finish(in.array(output), sum, 3, 5, target, 0, 5, 1);
        assertThat(finite).as("%s at %d", bad, place).isFalse();
        output[place] = 1;
        output[3] = bad;
        assertThat(kernels.finish(in.array(output), sum, 3, 5, target, 0, 5, 1)).isTrue();
      }
    }
  }
}
