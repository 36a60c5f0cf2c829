package dev.heed.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.kernel.ScoreKernels;
import dev.heed.testkit.Seeds;
import dev.heed.vector.SameBitsOnBothSetsTest.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each option on a score tile, on both sets, at the sizes where vectors end, in every layout. */
@DisplayName("S11: options on the vector set give the bits of the scalar set")
class SameBitsOfScoreKernelsTest {
  private static final String PAIRS = "dev.heed.vector.SameBitsOnBothSetsTest#pairs";
  private static final int[] SIZES = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 61, 63, 64};

  private final Seeds seeds = Seeds.fromProperty();
  private final RandomGenerator random = seeds.random();

  /**
   * Sizes of a tile; between the end of a row and the next one lies NaN.
   *
   * @param start where biases or flags begin
   */
  record Tile(int rows, int columns, int stride, int start) {
    /** Steps along rows and columns for numbers of the tile's size. */
    List<int[]> layouts() {
      return List.of(
          new int[] {columns + 3, 1},
          new int[] {1, rows + 2},
          new int[] {0, 1},
          new int[] {1, 0},
          new int[] {columns, 0},
          new int[] {0, 0},
          new int[] {2 * columns + 1, 2});
    }

    /** Numbers that a layout reaches over, from the start to the last one. */
    int length(int[] steps) {
      return start + Math.max(0, rows - 1) * steps[0] + Math.max(0, columns - 1) * steps[1] + 1;
    }
  }

  private List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    for (int columns : SIZES) {
      for (int stride : new int[] {columns, columns + 5, 64, 256}) {
        if (stride >= columns) {
          tiles.add(new Tile(SIZES[random.nextInt(SIZES.length)], columns, stride, columns % 4));
        }
      }
    }
    return tiles;
  }

  /** Scores of a tile, with every kind of number among them. */
  private double[] scores(Tile tile) {
    double[] odd = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      1e30,
      -1e30,
      0.0,
      -0.0,
      1e-42,
      -1e-42
    };
    double[] numbers = seeds.normal(tile.rows() * tile.stride());
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = random.nextInt(12) == 0 ? odd[random.nextInt(odd.length)] : 9 * numbers[n];
      numbers[n] = n % tile.stride() < tile.columns() ? numbers[n] : Double.NaN;
    }
    return numbers;
  }

  private interface Step<A> {
    /** What a kernel returns, or true. */
    boolean on(ScoreKernels<A> kernels, A scores);
  }

  private <A> void same(String what, Pair<A> pair, Tile tile, Step<A> step) {
    double[] before = scores(tile);
    A expected = pair.array(before);
    A actual = pair.array(before);
    boolean said = step.on(pair.scalar().scores(), expected);
    assertThat(step.on(pair.vector().scores(), actual)).as("%s %s", tile, what).isEqualTo(said);
    double[] wanted = pair.numbers(expected);
    double[] got = pair.numbers(actual);
    for (int at = 0; at < got.length; at++) {
      if (at % tile.stride() < tile.columns()
          && Double.doubleToLongBits(wanted[at]) != Double.doubleToLongBits(got[at])) {
        throw new AssertionError(
            "%s %s %s: element %d is %s, the scalar set has %s"
                .formatted(pair, tile, what, at, got[at], wanted[at]));
      }
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  <A> void aCap(Pair<A> pair) {
    for (Tile tile : tiles()) {
      for (double cap : new double[] {0.3, 20, 1e30, 1e-30}) {
        same(
            "cap " + cap,
            pair,
            tile,
            (kernels, scores) -> {
              kernels.softcap(cap, tile.rows(), tile.columns(), tile.stride(), scores);
              return true;
            });
      }
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  <A> void aDistance(Pair<A> pair) {
    int[] places = {0, -70, 31, 1 << 22, (1 << 22) + 1, -(1 << 25), Integer.MAX_VALUE - 99};
    for (Tile tile : tiles()) {
      for (int own : places) {
        double slope = random.nextGaussian();
        same(
            "own " + own,
            pair,
            tile,
            (kernels, scores) -> {
              kernels.addDistance(slope, own, tile.rows(), tile.columns(), tile.stride(), scores);
              return true;
            });
      }
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  <A> void aBias(Pair<A> pair) {
    for (Tile tile : tiles()) {
      for (int[] steps : tile.layouts()) {
        double[] numbers = seeds.normal(tile.length(steps));
        int rarity = random.nextInt(1, 200);
        for (int n = 0; n < numbers.length; n++) {
          numbers[n] = random.nextInt(rarity) == 9 ? Double.NEGATIVE_INFINITY : numbers[n];
          numbers[n] = random.nextInt(99) == 9 ? Double.NaN : numbers[n];
        }
        A bias = pair.array(numbers);
        same(
            "steps " + Arrays.toString(steps),
            pair,
            tile,
            (kernels, scores) ->
                kernels.addBias(
                    bias,
                    tile.start(),
                    steps[0],
                    steps[1],
                    tile.rows(),
                    tile.columns(),
                    tile.stride(),
                    scores));
      }
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  <A> void flags(Pair<A> pair) {
    for (Tile tile : tiles()) {
      for (int[] steps : tile.layouts()) {
        byte[] flags = new byte[tile.length(steps)];
        random.nextBytes(flags);
        for (int n = 0; n < flags.length; n++) {
          flags[n] = random.nextBoolean() ? 0 : flags[n];
        }
        boolean hidden = random.nextBoolean();
        same(
            "steps " + Arrays.toString(steps),
            pair,
            tile,
            (kernels, scores) -> {
              kernels.hideFlagged(
                  flags,
                  tile.start(),
                  steps[0],
                  steps[1],
                  hidden,
                  tile.rows(),
                  tile.columns(),
                  tile.stride(),
                  scores);
              return true;
            });
      }
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  <A> void anInterval(Pair<A> pair) {
    for (Tile tile : tiles()) {
      int row = tile.rows() == 0 ? 0 : random.nextInt(tile.rows());
      int column = tile.columns() == 0 ? 0 : random.nextInt(tile.columns());
      int[] from = random.ints(tile.columns(), -5, 70).toArray();
      int[] to = random.ints(tile.columns(), -5, 70).toArray();
      same(
          "from row %d, column %d".formatted(row, column),
          pair,
          tile,
          (kernels, scores) -> {
            kernels.hideOutside(
                from,
                to,
                3,
                row,
                tile.rows() - row,
                column,
                tile.columns() - column,
                tile.stride(),
                scores);
            return true;
          });
    }
  }
}
