package dev.heed.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.testkit.FencedArray;
import dev.heed.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cap and distance on a score tile, and the scan of a bias, between fences of NaN. */
@DisplayName("S3, S11, S12: cap, distance and the scan of a bias")
class ScoreKernelsTest {
  private static final int[][] SIZES = {
    {0, 3}, {1, 1}, {3, 0}, {7, 13}, {31, 64}, {63, 61}, {64, 64}
  };

  private final Seeds seeds = Seeds.of(17);

  static List<Precision<?>> precisions() {
    return Precision.all();
  }

  /** Every active element is as expected, and nothing outside the tile was written. */
  private static <A> void assertTile(
      Precision<A> in, double[] expected, FencedArray<A> actual, int[] size) {
    int lanes = in.kernels().attention().lanes();
    double[] numbers = in.numbers(actual.payload());
    for (int j = 0; j < size[1]; j++) {
      for (int i = 0; i < size[0]; i++) {
        int at = j * lanes + i;
        assertThat(numbers[at]).as("key %d lane %d", j, i).isEqualTo(Double.valueOf(expected[at]));
      }
    }
    actual.assertFencesIntact();
  }

  private static <A> double tanh(Precision<A> in, double x) {
    return in.single() ? FloatMath.tanh((float) x) : DoubleMath.tanh(x);
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void aCapDividesTakesTanhAndMultiplies(Precision<A> in) {
    ScoreKernels<A> kernels = in.kernels().scores();
    int lanes = in.kernels().attention().lanes();
    for (int[] size : SIZES) {
      for (double cap : new double[] {0.3, 1, 30, 1e30, 1e-30}) {
        double[] numbers = seeds.normal(size[1] * lanes);
        for (int n = 0; n < numbers.length; n++) {
          numbers[n] = n % 17 == 0 ? Double.NaN : 20 * numbers[n];
        }
        FencedArray<A> tile = in.fenced(numbers, 0);
        double[] expected = in.numbers(tile.payload());
        double bound = in.rounded(cap);
        for (int n = 0; n < expected.length; n++) {
          expected[n] = in.rounded(bound * tanh(in, in.rounded(expected[n] / bound)));
        }
        kernels.softcap(cap, size[1], size[0], lanes, tile.array());
        assertTile(in, expected, tile, size);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void aCapKeepsScoresWithinItAndInfinitiesAtIt(Precision<A> in) {
    ScoreKernels<A> kernels = in.kernels().scores();
    int lanes = in.kernels().attention().lanes();
    double largest = -in.kernels().rows().lowest();
    double[] numbers = {
      Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, largest, -largest, 0, -0.0, 1e-30, 49
    };
    A tile = in.array(java.util.Arrays.copyOf(numbers, lanes));
    kernels.softcap(50, 1, 8, lanes, tile);
    double[] capped = in.numbers(tile);
    assertThat(java.util.Arrays.copyOf(capped, 6)).containsExactly(50, -50, 50, -50, 0, -0.0);
    assertThat(capped[6]).isCloseTo(1e-30, within(1e-35));
    assertThat(capped[7]).isCloseTo(50 * StrictMath.tanh(0.98), within(1e-5));
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void distanceIsCountedFromTheQuerysOwnKey(Precision<A> in) {
    ScoreKernels<A> kernels = in.kernels().scores();
    int lanes = in.kernels().attention().lanes();
    int[][] starts = {{0, 0}, {64, 0}, {0, 192}, {-70, 64}, {1 << 25, 64}, {5, (1 << 24) + 64}};
    for (int[] size : SIZES) {
      for (int[] start : starts) {
        for (double slope : new double[] {0.3, 1, 0, -0.7}) {
          FencedArray<A> tile = in.fenced(seeds.normal(size[1] * lanes), 0);
          double[] expected = in.numbers(tile.payload());
          for (int j = 0; j < size[1]; j++) {
            for (int i = 0; i < size[0]; i++) {
              int distance = Math.abs(start[0] + i - start[1] - j);
              double product = in.rounded(in.rounded(slope) * in.rounded(distance));
              int at = j * lanes + i;
              expected[at] = in.rounded(expected[at] - product);
            }
          }
          kernels.addDistance(slope, start[0] - start[1], size[1], size[0], lanes, tile.array());
          assertTile(in, expected, tile, size);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void theScanOfABiasSeesNaNAndPlusInfinityAndNothingElse(Precision<A> in) {
    RowKernels<A> rows = in.kernels().rows();
    int count = 5;
    int columns = 19;
    for (int[] stride : new int[][] {{23, 1}, {1, 7}, {40, 2}}) {
      int length = (count - 1) * stride[0] + (columns - 1) * stride[1] + 1;
      double[] numbers = seeds.normal(length);
      numbers[0] = rows.lowest();
      numbers[stride[0]] = -rows.lowest();
      boolean[] inside = new boolean[length];
      for (int n = 0; n < count * columns; n++) {
        int at = n / columns * stride[0] + n % columns * stride[1];
        inside[at] = true;
      }
      for (int place = 0; place < length; place++) {
        double[] poisoned = numbers.clone();
        poisoned[place] = place % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY;
        A array = in.fenced(poisoned, 3).array();
        assertThat(rows.allBelowInfinity(array, 3, stride[0], stride[1], count, columns))
            .as("%d", place)
            .isEqualTo(!inside[place]);
        poisoned[place] = Double.NEGATIVE_INFINITY;
        A hiding = in.fenced(poisoned, 3).array();
        assertThat(rows.allBelowInfinity(hiding, 3, stride[0], stride[1], count, columns)).isTrue();
      }
    }
    assertThat(rows.allBelowInfinity(in.array(Double.NaN), 0, 1, 1, 0, 1)).isTrue();
    assertThat(rows.allBelowInfinity(in.array(Double.NaN), 0, 1, 1, 1, 0)).isTrue();
    assertThat(rows.allBelowInfinity(in.array(1, Double.NaN), 0, 0, 0, 9, 9)).isTrue();
  }
}
