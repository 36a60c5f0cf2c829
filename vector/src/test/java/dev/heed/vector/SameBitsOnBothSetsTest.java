package dev.heed.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.kernel.AttentionKernels;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.LayerKernels;
import dev.heed.kernel.Panels;
import dev.heed.kernel.ScalarKernelProvider;
import dev.heed.testkit.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kernel of the vector set against the scalar one, whose bits are the contract. */
@DisplayName("S11: the vector kernels give the bits of the scalar ones")
class SameBitsOnBothSetsTest {
  private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64};

  private final Seeds seeds = Seeds.fromProperty();
  private final RandomGenerator random = seeds.random();

  /** The two sets at one element type. */
  record Pair<A>(String type, Kernels<A> scalar, Kernels<A> vector) {
    A array(double[] numbers) {
      A array = scalar.rows().allocate(numbers.length);
      for (int n = 0; n < numbers.length; n++) {
        scalar.rows().set(array, n, numbers[n]);
      }
      return array;
    }

    double[] numbers(A array) {
      double[] numbers = new double[scalar.rows().length(array)];
      for (int n = 0; n < numbers.length; n++) {
        numbers[n] = scalar.rows().get(array, n);
      }
      return numbers;
    }

    @Override
    public String toString() {
      return type;
    }
  }

  static List<Pair<?>> pairs() {
    KernelProvider scalar = new ScalarKernelProvider();
    KernelProvider vector = new VectorKernelProvider();
    assertThat(vector.obstacle()).isEmpty();
    return List.of(
        new Pair<>("float32", scalar.float32(), vector.float32()),
        new Pair<>("float64", scalar.float64(), vector.float64()));
  }

  private int size() {
    return SIZES[random.nextInt(SIZES.length)];
  }

  /** Normal numbers; a few are huge, tiny, infinite or not numbers if {@code wild}. */
  private double[] numbers(int count, boolean wild) {
    double[] odd = {
      Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e30, -0.0, 1e-42
    };
    double[] numbers = seeds.normal(count);
    for (int n = 0; wild && n < count; n++) {
      numbers[n] = random.nextInt(40) == 0 ? odd[random.nextInt(odd.length)] : numbers[n];
    }
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("pairs")
  <A> void aTileOfAttention(Pair<A> pair) {
    int lanes = pair.scalar().attention().lanes();
    assertThat(pair.vector().attention().lanes()).isEqualTo(lanes);
    for (int n = 0; n < 400; n++) {
      Band band = Band.random(random, lanes, size(), size());
      int depth = size();
      int valueDepth = size();
      int count = band.key() + band.keys();
      boolean wild = n % 2 == 1;
      A queries = pair.array(numbers(depth * lanes, wild));
      A keys = pair.array(numbers(7 + count * (depth + 3), wild));
      A values = pair.array(numbers(5 + count * (valueDepth + 1), wild));
      double[] start = numbers(valueDepth * lanes, false);
      Tile<A> one = new Tile<>(pair.scalar(), pair.array(start));
      Tile<A> other = new Tile<>(pair.vector(), pair.array(start));
      for (int step = 0; step < 2; step++) {
        for (Tile<A> tile : List.of(one, other)) {
          tile.step(queries, band, depth, keys, values, valueDepth, step);
        }
        String what = "%s, depth %d, %d, keys %d".formatted(band, depth, valueDepth, count);
        boolean[] lost = lost(what, pair, one.sum, other.sum, lanes);
        same(what + ", scores", pair, one.scores, other.scores, lost, count);
        same(what + ", maximum", pair, one.maximum, other.maximum, lost, 1);
        same(what + ", sum", pair, one.sum, other.sum, lost, 1);
        same(what + ", rescale", pair, one.rescale, other.rescale, lost, 1);
        same(what + ", output", pair, one.output, other.output, lost, valueDepth);
      }
    }
  }

  /** A part of a tile: some lanes from a block on, against some keys from a block on. */
  private record Band(int lane, int lanes, int key, int keys) {
    static Band random(RandomGenerator random, int lanes, int most, int keys) {
      int lane = 16 * random.nextInt(lanes / 16);
      int key = 16 * random.nextInt(Math.ceilDiv(64 - keys, 16) + 1);
      return new Band(lane, Math.min(most, lanes - lane), Math.min(key, 64 - keys) / 16 * 16, keys);
    }
  }

  /** The state of one tile of queries. */
  private static final class Tile<A> {
    private final Kernels<A> kernels;
    private final A scores;
    private final A maximum;
    private final A sum;
    private final A rescale;
    private final A output;

    Tile(Kernels<A> kernels, A output) {
      int lanes = kernels.attention().lanes();
      this.kernels = kernels;
      this.scores = kernels.rows().allocate(64 * lanes);
      this.maximum = kernels.rows().allocate(lanes);
      this.sum = kernels.rows().allocate(lanes);
      this.rescale = kernels.rows().allocate(lanes);
      this.output = output;
      kernels.rows().fill(maximum, 0, lanes, kernels.rows().lowest());
    }

    void step(A queries, Band band, int depth, A keys, A values, int valueDepth, int step) {
      AttentionKernels<A> steps = kernels.attention();
      int lane = band.lane();
      int lanes = band.lanes();
      int key = band.key();
      int count = band.keys();
      double scale = step == 0 ? 0.37 : 5;
      steps.scores(queries, lane, lanes, depth, keys, 7, depth + 3, key, count, scale, scores);
      steps.softmax(scores, lane, lanes, key, count, maximum, sum, rescale);
      int stride = valueDepth + 1;
      steps.accumulate(
          scores, lane, lanes, key, count, values, 5, stride, valueDepth, rescale, output);
      forgetBehind(band, valueDepth);
    }

    /** Lanes of the last block that are behind the band hold whatever was computed there. */
    private void forgetBehind(Band band, int valueDepth) {
      int lanes = kernels.attention().lanes();
      int from = band.lane() + band.lanes();
      int to = Math.ceilDiv(from, 16) * 16;
      for (A array : List.of(maximum, sum, rescale)) {
        kernels.rows().fill(array, from, to, 0);
      }
      for (int j = band.key(); j < band.key() + band.keys(); j++) {
        kernels.rows().fill(scores, j * lanes + from, j * lanes + to, 0);
      }
      for (int j = band.key() + band.keys(); j < 64; j++) {
        kernels.rows().fill(scores, j * lanes, (j + 1) * lanes, 0);
      }
      for (int d = 0; d < valueDepth; d++) {
        kernels.rows().fill(output, d * lanes + from, d * lanes + to, 0);
      }
    }
  }

  /** The queries whose sum is not a number, on both sets: all of their row will be NaN (S5). */
  private static <A> boolean[] lost(String what, Pair<A> pair, A expected, A actual, int active) {
    boolean[] lost = new boolean[active];
    for (int i = 0; i < active; i++) {
      lost[i] = Double.isNaN(pair.numbers(expected)[i]);
      assertThat(Double.isNaN(pair.numbers(actual)[i])).as(what).isEqualTo(lost[i]);
    }
    return lost;
  }

  private static <A> void same(
      String what, Pair<A> pair, A expected, A actual, boolean[] lost, int rows) {
    int lanes = pair.scalar().attention().lanes();
    double[] wanted = pair.numbers(expected);
    double[] got = pair.numbers(actual);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < lost.length; i++) {
        double one = wanted[row * lanes + i];
        double other = got[row * lanes + i];
        // A maximum of zeros has either sign, and no use of it shows which.
        if (!lost[i]
            && Double.doubleToLongBits(one + 0.0) != Double.doubleToLongBits(other + 0.0)) {
          throw new AssertionError(
              "%s %s: row %d, query %d is %s, the scalar set has %s"
                  .formatted(pair, what, row, i, other, one));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  <A> void aProductOfMatrices(Pair<A> pair) {
    for (int n = 0; n < 300; n++) {
      int rows = size();
      int depth = n % 5 == 0 ? size() + 100 : size();
      int columns = n % 3 == 0 ? size() : size() + 64;
      A a = pair.array(numbers(3 + rows * (depth + 2), n % 2 == 1));
      A b = pair.array(numbers(depth * columns, n % 2 == 1));
      A bias = pair.array(numbers(n % 4 == 0 ? 0 : columns + 5, false));
      double[] start = numbers(6 + rows * (columns + 1), false);
      A expected = pair.array(start);
      A actual = pair.array(start);
      product(pair.scalar(), a, rows, depth, b, columns, bias, expected);
      product(pair.vector(), a, rows, depth, b, columns, bias, actual);
      assertThat(pair.numbers(actual))
          .as("%d × %d × %d", rows, depth, columns)
          .containsExactly(pair.numbers(expected));
    }
  }

  private static <A> void product(
      Kernels<A> kernels, A a, int rows, int depth, A b, int columns, A bias, A c) {
    int panel = kernels.matrix().panel();
    A laid = Panels.inRows(b, depth, columns).laidOut(panel, kernels.rows()).numbers();
    kernels
        .matrix()
        .multiply(
            a, 3, depth + 2, rows, depth, laid, 0, panel, columns, bias, 5, c, 6, columns + 1);
  }

  /** A product that is too small for the type rounds to −0, and a sum of such is −0. */
  @ParameterizedTest
  @MethodSource("pairs")
  <A> void theSignOfZeroIsThatOfTheSum(Pair<A> pair) {
    double least = pair.type().equals("float32") ? Float.MIN_VALUE : Double.MIN_VALUE;
    A a = pair.array(new double[] {0, 0, 0, -least, 0, 0});
    A b = pair.array(new double[] {least});
    for (Kernels<A> kernels : List.of(pair.scalar(), pair.vector())) {
      A c = pair.array(new double[8]);
      product(kernels, a, 1, 1, b, 1, pair.array(new double[0]), c);
      assertThat(pair.numbers(c)[6]).isEqualTo(-0.0);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  <A> void theStepsBetweenProducts(Pair<A> pair) {
    for (int n = 0; n < 300; n++) {
      int rows = 1 + n % 3;
      int columns = n % 4 == 0 ? size() + 384 : size();
      boolean wild = n % 2 == 1;
      double[] numbers = numbers(7 + rows * columns, wild);
      for (int at = 0; at < numbers.length && n % 5 == 0; at++) {
        numbers[at] *= 8;
      }
      A x = pair.array(numbers);
      A weight = pair.array(numbers(columns, false));
      A bias = pair.array(numbers(columns, false));
      A expected = pair.array(numbers);
      A actual = pair.array(numbers);
      String what = "%d rows of %d".formatted(rows, columns);
      for (Layer<A> step :
          List.<Layer<A>>of(
              (layers, target) -> layers.add(x, 7, rows * columns, target, 3),
              (layers, target) -> layers.max(x, 7, rows * columns, target, 3),
              (layers, target) -> layers.normalize(x, 7, rows, columns, weight, bias, 1e-5, target),
              (layers, target) -> layers.gelu(x, 7, rows * columns, target, 2),
              (layers, target) -> layers.gelu(target, 1, columns, target, 1),
              (layers, target) -> layers.scaleToUnitLength(target, 7, columns),
              (layers, target) ->
                  pair.scalar().rows().set(target, 1, layers.dot(x, 7, weight, 0, columns)))) {
        step.run(pair.scalar().layers(), expected);
        step.run(pair.vector().layers(), actual);
        assertThat(bits(pair, actual)).as(what).containsExactly(bits(pair, expected));
      }
    }
  }

  /** One step, with what it reads. */
  private interface Layer<A> {
    void run(LayerKernels<A> layers, A target);
  }

  /** The numbers with their sign of zero, and NaN as one value. */
  private static <A> long[] bits(Pair<A> pair, A array) {
    return Arrays.stream(pair.numbers(array)).mapToLong(Double::doubleToLongBits).toArray();
  }
}
