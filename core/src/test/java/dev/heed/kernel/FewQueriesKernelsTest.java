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
 * The steps for few queries, bit for bit against the order of summation as it is written down, at
 * the sizes where loops end, between fences of NaN.
 */
@DisplayName("S11: kernels for few queries")
class FewQueriesKernelsTest {
  private static final int ROW = FewQueriesKernels.ROW;
  private static final double HIDDEN = Double.NEGATIVE_INFINITY;

  /** Tiles of one round, with gaps of NaN between rows of keys or values and between tiles. */
  record Tile(int streams, int rows, int from, int count, int depth, int offset, int stride) {
    /** Numbers from one tile of keys or values to the next. */
    int gap() {
      return count * stride + 3;
    }

    int[] offsets() {
      int[] offsets = new int[streams];
      // The last tile first, so that nobody relies on their order.
      java.util.Arrays.setAll(offsets, t -> offset + (streams - 1 - t) * gap());
      return offsets;
    }

    int states() {
      return streams * rows;
    }
  }

  private final Seeds seeds = Seeds.of(13);

  static List<Precision<?>> precisions() {
    return Precision.all();
  }

  private static List<Tile> tiles() {
    int[] rows = {1, 2, 3, 4, 5, 8, 11};
    int[] counts = {1, 2, 15, 16, 17, 63, 64, 79, 128, 131, 241, 256};
    int[] depths = {1, 3, 15, 16, 17, 31, 48, 61, 64, 65, 96, 128, 131, 200, 256};
    List<Tile> tiles = new ArrayList<>();
    int n = 0;
    for (int row : rows) {
      for (int count : counts) {
        for (int depth : depths) {
          int from = count <= 240 ? n % 16 : 0;
          int streams = row > 4 ? 1 + n % 2 : 1 + n % 4;
          tiles.add(new Tile(streams, row, from, count, depth, n % 5, depth + n % 3));
          n++;
        }
      }
    }
    assertThat(tiles).hasSize(1260);
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

  /** Tiles of such rows. */
  private double[] tiles(Tile tile) {
    double[] numbers = new double[(tile.streams() - 1) * tile.gap() + tile.count() * tile.stride()];
    java.util.Arrays.fill(numbers, Double.NaN);
    for (int t = 0; t < tile.streams(); t++) {
      double[] rows = rows(tile.count(), tile.depth(), tile.stride());
      System.arraycopy(rows, 0, numbers, t * tile.gap(), rows.length);
    }
    int behind = tile.stride() - tile.depth();
    return java.util.Arrays.copyOf(numbers, numbers.length - behind);
  }

  /** The same, with rows filled up to {@code stride} by a number. */
  private double[] filled(int rows, int columns, int stride, double number) {
    double[] numbers = new double[rows * stride];
    java.util.Arrays.fill(numbers, number);
    double[] random = seeds.normal(rows * columns);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(random, row * columns, numbers, row * stride, columns);
    }
    return numbers;
  }

  private static void assertSame(Tile tile, String what, int at, double actual, double expected) {
    if (Double.doubleToLongBits(actual) != Double.doubleToLongBits(expected)) {
      throw new AssertionError(
          "%s: %s %d is %s, by the contract %s".formatted(tile, what, at, actual, expected));
    }
  }

  /** Lane i takes in lane i + 8, i + 4, i + 2, i + 1. */
  private static <A> double tree(Precision<A> in, double[] lanes) {
    for (int step = 8; step > 0; step /= 2) {
      for (int lane = 0; lane < step; lane++) {
        lanes[lane] = in.rounded(lanes[lane] + lanes[lane + step]);
      }
    }
    return lanes[0];
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void scoresAreSixteenChainsAndATree(Precision<A> in) {
    for (Tile tile : tiles()) {
      int padded = FewQueriesKernels.padded(tile.depth());
      FencedArray<A> query = in.fenced(filled(tile.rows(), tile.depth(), padded, 0), 0);
      FencedArray<A> key = in.fenced(tiles(tile), tile.offset());
      FencedArray<A> scores = in.fenced(new double[tile.states() * ROW], 0);
      FencedArray<A> scratch = in.fenced(new double[FewQueriesKernels.SCRATCH], 0);
      in.kernels()
          .fewQueries()
          .scores(
              query.array(),
              tile.rows(),
              tile.depth(),
              key.array(),
              tile.offsets(),
              tile.streams(),
              tile.stride(),
              tile.from(),
              tile.count(),
              0.3,
              scores.array(),
              scratch.array());
      double[] q = in.numbers(query.array());
      double[] k = in.numbers(key.array());
      double[] actual = in.numbers(scores.array());
      for (int n = 0; n < tile.states() * tile.count(); n++) {
        int state = n / tile.count();
        int row = state % tile.rows();
        int j = n % tile.count();
        int first = tile.offsets()[state / tile.rows()] + j * tile.stride();
        double[] lanes = new double[16];
        for (int d = 0; d < padded; d++) {
          double own = d < tile.depth() ? k[first + d] : 0;
          lanes[d % 16] = in.fma(own, q[row * padded + d], lanes[d % 16]);
        }
        int at = state * ROW + tile.from() + j;
        double expected = in.rounded(tree(in, lanes) * in.rounded(0.3));
        assertSame(tile, "score", at, actual[at], expected);
      }
      scores.assertFencesIntact();
      scratch.assertFencesIntact();
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void softmaxHasKeysInLanes(Precision<A> in) {
    RowKernels<A> kernels = in.kernels().rows();
    for (int rows : new int[] {1, 2, 5, 16, 17, 35}) {
      for (int columns = 16; columns <= 256; columns += 16) {
        double[] s = filled(rows, columns, ROW, Double.NaN);
        for (int n = 0; n < s.length; n += 11) {
          s[n] = n % 2 == 0 ? HIDDEN : s[n] * 50;
        }
        java.util.Arrays.fill(s, 0, columns, HIDDEN);
        FencedArray<A> scores = in.fenced(s, 0);
        int whole = FewQueriesKernels.padded(rows);
        FencedArray<A> maximum = in.fenced(new double[whole], 0);
        FencedArray<A> sum = in.fenced(new double[whole], 0);
        FencedArray<A> scratch = in.fenced(new double[FewQueriesKernels.SCRATCH], 0);
        double[] before = in.numbers(scores.array());
        in.kernels()
            .fewQueries()
            .softmax(scores.array(), rows, columns, maximum.array(), sum.array(), scratch.array());
        Tile tile = new Tile(1, rows, 0, columns, 0, 0, 0);
        double[] after = in.numbers(scores.array());
        for (int row = 0; row < rows; row++) {
          double largest = kernels.lowest();
          for (int c = 0; c < columns; c++) {
            largest = Math.max(largest, before[row * ROW + c]);
          }
          double[] lanes = new double[16];
          for (int c = 0; c < columns; c++) {
            double weight = kernels.exp(in.rounded(before[row * ROW + c] - largest));
            assertSame(tile, "weight", row * ROW + c, after[row * ROW + c], weight);
            lanes[c % 16] = in.rounded(lanes[c % 16] + weight);
          }
          assertSame(tile, "maximum", row, in.numbers(maximum.array())[row], largest);
          assertSame(tile, "sum", row, in.numbers(sum.array())[row], tree(in, lanes));
        }
        for (FencedArray<A> array : List.of(scores, maximum, sum, scratch)) {
          array.assertFencesIntact();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void accumulateIsOneChainOfFmaOverKeys(Precision<A> in) {
    tiles().forEach(tile -> accumulate(in, tile, false));
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void accumulateKeptStepsOverWhatIsLeftOut(Precision<A> in) {
    tiles().forEach(tile -> accumulate(in, tile, true));
  }

  private <A> void accumulate(Precision<A> in, Tile tile, boolean marked) {
    int padded = FewQueriesKernels.padded(tile.depth());
    double[] v = tiles(tile);
    double[] mark = new double[tile.rows() * ROW];
    int hidden = tile.count() / 2;
    int last = tile.streams() - 1;
    if (marked) {
      int from = tile.offsets()[last] - tile.offset() + hidden * tile.stride();
      java.util.Arrays.fill(v, from, from + tile.depth(), Double.NaN);
      for (int row = 0; row < tile.rows(); row++) {
        mark[row * ROW + tile.from() + hidden] = HIDDEN;
        mark[row * ROW + tile.from() + row % tile.count()] = HIDDEN;
      }
    }
    FencedArray<A> value = in.fenced(v, tile.offset());
    FencedArray<A> weight = in.fenced(filled(tile.states(), ROW, ROW, 0), 0);
    FencedArray<A> output = in.fenced(filled(tile.states(), tile.depth(), padded, 0), 0);
    double[] total = in.numbers(output.payload());
    // Kept is the last stream alone; otherwise all but the first where there are several.
    int first = marked ? last : Math.min(1, last);
    for (int t = first; t < tile.streams(); t++) {
      accumulate(in, tile, t, mark, in.numbers(weight.array()), v, total);
    }
    FewQueriesKernels<A> kernels = in.kernels().fewQueries();
    A w = weight.array();
    A o = output.array();
    int from = tile.from();
    int count = tile.count();
    int stride = tile.stride();
    int depth = tile.depth();
    int[] offsets = tile.offsets();
    if (marked) {
      A marker = in.array(mark);
      A array = value.array();
      kernels.accumulateKept(
          w, marker, last, tile.rows(), from, count, array, offsets[last], stride, depth, o);
    } else {
      kernels.accumulate(
          w,
          first,
          tile.streams() - first,
          tile.rows(),
          from,
          count,
          value.array(),
          offsets,
          stride,
          depth,
          o,
          in.array(new double[FewQueriesKernels.SCRATCH]));
    }
    double[] actual = in.numbers(output.payload());
    for (int state = 0; state < tile.states(); state++) {
      for (int d = 0; d < tile.depth(); d++) {
        assertSame(tile, "output", d, actual[state * padded + d], total[state * padded + d]);
      }
    }
    output.assertFencesIntact();
  }

  private static <A> void accumulate(
      Precision<A> in,
      Tile tile,
      int stream,
      double[] mark,
      double[] weights,
      double[] values,
      double[] total) {
    int padded = FewQueriesKernels.padded(tile.depth());
    int first = tile.offsets()[stream] - tile.offset();
    for (int row = 0; row < tile.rows(); row++) {
      int state = stream * tile.rows() + row;
      for (int d = 0; d < tile.depth(); d++) {
        int to = state * padded + d;
        for (int j = 0; j < tile.count(); j++) {
          if (mark[row * ROW + tile.from() + j] != HIDDEN) {
            double factor = in.rounded(values[first + j * tile.stride() + d]);
            double weight = weights[state * ROW + tile.from() + j];
            total[to] = in.fma(factor, weight, total[to]);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void mergingIsCommutativeAndLeavesTheLargerSideAlone(Precision<A> in) {
    FewQueriesKernels<A> kernels = in.kernels().fewQueries();
    for (double gap : new double[] {0, 1, -3, 60, 1e4, -1e4}) {
      double[] one = seeds.normal(9);
      double[] other = seeds.normal(9);
      one[0] = 5;
      other[0] = 5 + gap;
      A left = in.array(one);
      A right = in.array(other);
      kernels.merge(in.array(one), 0, right, 0, 7);
      kernels.merge(in.array(other), 0, left, 0, 7);
      double[] merged = in.numbers(right);
      assertThat(in.numbers(left)).containsExactly(merged);
      double[] large = in.numbers(in.array(gap > 0 ? other : one));
      double[] small = in.numbers(in.array(gap > 0 ? one : other));
      double factor = in.kernels().rows().exp(in.rounded(small[0] - large[0]));
      assertThat(merged[0]).isEqualTo(large[0]);
      for (int n = 1; n < 9; n++) {
        assertThat(merged[n]).isEqualTo(in.fma(small[n], factor, large[n]));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void finishDividesByTheSumAndWritesThroughStrides(Precision<A> in) {
    FewQueriesKernels<A> kernels = in.kernels().fewQueries();
    double[] states = seeds.normal(2 + 3 * 9);
    states[2 + 9 + 1] = 0;
    FencedArray<A> target = in.fenced(new double[2 * 1 + 6 * 3 + 1], 2);
    assertThat(kernels.finish(in.array(states), 2, 9, 3, 7, target.array(), 2, 1, 3)).isTrue();
    double[] written = in.numbers(target.payload());
    for (int row = 0; row < 3; row++) {
      double sum = in.rounded(states[2 + row * 9 + 1]);
      double inverse = sum == 0 ? 0 : in.rounded(1 / sum);
      for (int d = 0; d < 7; d++) {
        double number = in.rounded(in.rounded(states[2 + row * 9 + 2 + d]) * inverse) + 0.0;
        assertThat(written[row + 3 * d]).isEqualTo(number);
      }
    }
    target.assertFencesIntact();
    states[2 + 9 + 3] = Double.POSITIVE_INFINITY;
    assertThat(kernels.finish(in.array(states), 2, 9, 3, 7, target.array(), 2, 1, 3)).isFalse();
  }
}
