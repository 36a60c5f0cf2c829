package dev.heed.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.testkit.FencedArray;
import dev.heed.testkit.Seeds;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bias and masks on a score tile. */
@DisplayName("S3, S4: masks in kernels")
class MaskKernelsTest {
  private static final double HIDDEN = Double.NEGATIVE_INFINITY;
  private static final int[][] SIZES = {
    {0, 3}, {1, 1}, {3, 0}, {7, 13}, {31, 64}, {63, 61}, {64, 64}
  };

  private final Seeds seeds = Seeds.of(11);

  static List<Precision<?>> precisions() {
    return Precision.all();
  }

  private <A> FencedArray<A> scores(Precision<A> in, int count) {
    double[] numbers = seeds.normal(count * in.kernels().attention().lanes());
    for (int n = 0; n < numbers.length; n += 13) {
      numbers[n] = n % 2 == 0 ? Double.NaN : HIDDEN;
    }
    return in.fenced(numbers, 0);
  }

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

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void biasIsAddedAndMinusInfinityWinsOverEverything(Precision<A> in) {
    ScoreKernels<A> kernels = in.kernels().scores();
    int lanes = in.kernels().attention().lanes();
    for (int[] size : SIZES) {
      int[][] strides = {{size[1] + 2, 1}, {1, size[0] + 1}, {0, 1}, {1, 0}, {0, 0}};
      for (int[] stride : strides) {
        for (double share : new double[] {0, 0.2, 1}) {
          double[] bias = seeds.normal(size[0] * stride[0] + size[1] * stride[1] + 1);
          boolean any = false;
          for (int n = 0; n < bias.length; n++) {
            bias[n] = seeds.random().nextDouble() < share ? HIDDEN : bias[n];
          }
          FencedArray<A> fenced = in.fenced(bias, 3);
          FencedArray<A> tile = scores(in, size[1]);
          double[] expected = in.numbers(tile.payload());
          for (int i = 0; i < size[0]; i++) {
            for (int j = 0; j < size[1]; j++) {
              double added = in.rounded(bias[i * stride[0] + j * stride[1]]);
              any |= added == HIDDEN;
              int at = j * lanes + i;
              expected[at] = added == HIDDEN ? HIDDEN : in.rounded(expected[at] + added);
            }
          }
          boolean leftOut =
              kernels.addBias(
                  fenced.array(), 3, stride[1], stride[0], size[1], size[0], lanes, tile.array());
          assertThat(leftOut).isEqualTo(any);
          assertTile(in, expected, tile, size);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void keysOutsideOfAnIntervalAreHidden(Precision<A> in) {
    ScoreKernels<A> kernels = in.kernels().scores();
    int lanes = in.kernels().attention().lanes();
    for (int[] size : SIZES) {
      int first = 128;
      int[] from = new int[lanes];
      int[] to = new int[lanes];
      for (int i = 0; i < lanes; i++) {
        from[i] = first + seeds.random().nextInt(-3, size[1] + 3);
        to[i] = from[i] + (i % 3 == 0 ? 0 : seeds.random().nextInt(size[1] + 9));
      }
      FencedArray<A> tile = scores(in, size[1]);
      double[] expected = in.numbers(tile.payload());
      for (int i = 0; i < size[0]; i++) {
        for (int j = 0; j < size[1]; j++) {
          if (first + j < from[i] || first + j >= to[i]) {
            expected[j * lanes + i] = HIDDEN;
          }
        }
      }
      kernels.hideOutside(from, to, first, 0, size[1], 0, size[0], lanes, tile.array());
      assertTile(in, expected, tile, size);
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void hidingInABandLeavesTheRestOfTheTileAlone(Precision<A> in) {
    int lanes = in.kernels().attention().lanes();
    int[] from = new int[lanes];
    int[] to = new int[lanes];
    java.util.Arrays.setAll(from, i -> i % 7);
    java.util.Arrays.setAll(to, i -> i % 61);
    for (int[] band :
        new int[][] {{0, 16, 16, 16}, {48, 5, 32, 11}, {3, 1, 0, 64}, {5, 0, 16, 3}}) {
      FencedArray<A> tile = scores(in, 64);
      double[] expected = in.numbers(tile.payload());
      for (int r = band[0]; r < band[0] + band[1]; r++) {
        for (int c = band[2]; c < band[2] + band[3]; c++) {
          boolean kept = from[c] <= 2 + r && 2 + r < to[c];
          expected[r * lanes + c] = kept ? expected[r * lanes + c] : HIDDEN;
        }
      }
      in.kernels()
          .scores()
          .hideOutside(from, to, 2, band[0], band[1], band[2], band[3], lanes, tile.array());
      assertTile(in, expected, tile, new int[] {64, 64});
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void flaggedKeysAreHidden(Precision<A> in) {
    ScoreKernels<A> kernels = in.kernels().scores();
    int lanes = in.kernels().attention().lanes();
    for (int[] size : SIZES) {
      for (int[] stride : new int[][] {{size[1] + 2, 1}, {1, size[0] + 1}, {0, 1}, {1, 0}}) {
        for (boolean hidden : new boolean[] {true, false}) {
          byte[] flags = new byte[size[0] * stride[0] + size[1] * stride[1] + 4];
          seeds.random().nextBytes(flags);
          for (int n = 0; n < flags.length; n += 2) {
            flags[n] = 0;
          }
          byte[] before = flags.clone();
          FencedArray<A> tile = scores(in, size[1]);
          double[] expected = in.numbers(tile.payload());
          for (int i = 0; i < size[0]; i++) {
            for (int j = 0; j < size[1]; j++) {
              boolean flag = flags[3 + i * stride[0] + j * stride[1]] != 0;
              int at = j * lanes + i;
              expected[at] = flag == hidden ? HIDDEN : expected[at];
            }
          }
          kernels.hideFlagged(
              flags, 3, stride[1], stride[0], hidden, size[1], size[0], lanes, tile.array());
          assertTile(in, expected, tile, size);
          assertThat(Arrays.equals(flags, before)).isTrue();
        }
      }
    }
  }
}
