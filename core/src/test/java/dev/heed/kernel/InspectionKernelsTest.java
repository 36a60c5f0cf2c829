package dev.heed.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What looks into a tile, against the same in float64, with NaN in all that is not to be read. */
@DisplayName("S10, S11: inspection of a tile")
class InspectionKernelsTest {
  private static final int KEYS = 128;

  /** First lane, lanes, first key, keys. */
  private static final int[][] BANDS = {
    {0, 1, 0, 1}, {0, 64, 0, 128}, {16, 33, 16, 7}, {48, 16, 0, 63}, {32, 5, 112, 16}, {0, 3, 32, 0}
  };

  private final Seeds seeds = Seeds.of(23);

  static List<Precision<?>> precisions() {
    return Precision.all();
  }

  /** Normal numbers in the band, some of them −∞, and NaN where nothing of it is. */
  private double[] scores(int[] band, int lanes) {
    double[] numbers = new double[KEYS * lanes];
    Arrays.fill(numbers, Double.NaN);
    double[] normal = seeds.normal(KEYS * lanes);
    for (int j = band[2]; j < band[2] + band[3]; j++) {
      for (int i = band[0]; i < band[0] + band[1]; i++) {
        int at = j * lanes + i;
        numbers[at] = at % 11 == 5 ? Double.NEGATIVE_INFINITY : 4 * normal[at];
      }
    }
    return numbers;
  }

  private static double bound(Precision<?> in) {
    return in.single() ? 2e-5 : 1e-13;
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void aStepHasTheBitsOfTheSoftmaxAndItsMoments(Precision<A> in) {
    int lanes = in.kernels().attention().lanes();
    RowKernels<A> rows = in.kernels().rows();
    for (int[] band : BANDS) {
      double[] numbers = scores(band, lanes);
      A[] plain = state(in, numbers, lanes);
      A[] own = state(in, numbers, lanes);
      A mass = rows.allocate(lanes);
      A moment = rows.allocate(lanes);
      in.kernels()
          .attention()
          .softmax(plain[0], band[0], band[1], band[2], band[3], plain[1], plain[2], plain[3]);
      in.kernels()
          .inspection()
          .softmax(
              own[0], band[0], band[1], band[2], band[3], own[1], own[2], own[3], mass, moment);
      for (int n = 0; n < plain.length; n++) {
        assertThat(in.numbers(own[n])).as("array %d", n).isEqualTo(in.numbers(plain[n]));
      }
      for (int i = band[0]; i < band[0] + band[1]; i++) {
        double largest = rows.get(own[1], i);
        double total = 0;
        double turned = 0;
        for (int j = band[2]; j < band[2] + band[3]; j++) {
          double score = in.rounded(numbers[j * lanes + i]);
          double weight = Math.exp(score - largest);
          total += weight;
          turned += weight == 0 ? 0 : weight * (score - largest);
        }
        assertThat(rows.get(mass, i)).isCloseTo(total, within(bound(in) * (1 + total)));
        assertThat(rows.get(moment, i)).isCloseTo(turned, within(bound(in) * (1 - turned)));
      }
    }
  }

  /** Scores, maximum, sum and room for the factor, as a softmax begins with them. */
  @SuppressWarnings("unchecked") // an array of the precision's own arrays
  private static <A> A[] state(Precision<A> in, double[] numbers, int lanes) {
    RowKernels<A> rows = in.kernels().rows();
    A maximum = rows.allocate(lanes);
    rows.fill(maximum, 0, lanes, rows.lowest());
    return (A[])
        new Object[] {in.array(numbers), maximum, rows.allocate(lanes), rows.allocate(lanes)};
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void weightsOfAKnownMaximumAreScaled(Precision<A> in) {
    int lanes = in.kernels().attention().lanes();
    for (int[] band : BANDS) {
      double[] numbers = scores(band, lanes);
      A tile = in.array(numbers);
      A maximum = in.array(filled(lanes, 17));
      A factor = in.array(filled(lanes, 3e4));
      in.kernels().inspection().weigh(tile, band[0], band[1], band[2], band[3], maximum, factor);
      double[] weights = in.numbers(tile);
      for (int j = band[2]; j < band[2] + band[3]; j++) {
        for (int i = band[0]; i < band[0] + band[1]; i++) {
          int at = j * lanes + i;
          double expected = 3e4 * Math.exp(in.rounded(numbers[at]) - 17);
          assertThat(weights[at]).isCloseTo(expected, within(bound(in) * expected));
        }
      }
    }
  }

  private static double[] filled(int length, double number) {
    double[] numbers = new double[length];
    Arrays.fill(numbers, number);
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void theLargestNumbersAreKeptInOrderAndTheFirstOfEqualOnesFirst(Precision<A> in) {
    int lanes = in.kernels().attention().lanes();
    for (int[] band : BANDS) {
      for (int most : new int[] {1, 3, 8, 40}) {
        double[] numbers = scores(band, lanes);
        for (int n = 0; n < numbers.length; n++) {
          // Zeros of one sign, since they are equal.
          numbers[n] = Math.rint(numbers[n]) + 0.0;
          numbers[n] = n % 13 == 4 ? Double.NaN : numbers[n];
        }
        A largest = in.kernels().rows().allocate(most * lanes);
        in.kernels().rows().fill(largest, 0, most * lanes, Double.NEGATIVE_INFINITY);
        int[] keys = new int[most * lanes];
        Arrays.fill(keys, -1);
        A tile = in.array(numbers);
        in.kernels()
            .inspection()
            .keepLargest(tile, band[0], band[1], band[2], band[3], 1000, largest, keys, most);
        for (int i = band[0]; i < band[0] + band[1]; i++) {
          int lane = i;
          List<Integer> expected = new ArrayList<>();
          for (int j = band[2]; j < band[2] + band[3]; j++) {
            if (numbers[j * lanes + i] > Double.NEGATIVE_INFINITY) {
              expected.add(j);
            }
          }
          expected.sort(
              Comparator.comparingDouble((Integer j) -> -numbers[j * lanes + lane])
                  .thenComparingInt(j -> j));
          for (int place = 0; place < most; place++) {
            boolean there = place < expected.size();
            int key = there ? 1000 + expected.get(place) : -1;
            assertThat(keys[place * lanes + i]).as("place %d", place).isEqualTo(key);
            assertThat(in.kernels().rows().get(largest, place * lanes + i))
                .isEqualTo(
                    there ? numbers[expected.get(place) * lanes + i] : Double.NEGATIVE_INFINITY);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void weightsAreSummedAndComparedAlongBothSides(Precision<A> in) {
    int lanes = in.kernels().attention().lanes();
    InspectionKernels<A> kernels = in.kernels().inspection();
    for (int[] band : BANDS) {
      double[] numbers = scores(band, lanes);
      for (int n = 0; n < numbers.length; n++) {
        numbers[n] = Double.isFinite(numbers[n]) ? Math.abs(numbers[n]) : numbers[n];
        numbers[n] = Double.isInfinite(numbers[n]) ? 0 : numbers[n];
      }
      A tile = in.array(numbers);
      A sums = in.array(new double[lanes]);
      A largest = in.array(new double[lanes]);
      A distances = in.array(new double[lanes]);
      A byKey = in.array(new double[KEYS + 16]);
      double[] chosen = new double[lanes];
      for (int i = band[0]; i < band[0] + band[1]; i += 2) {
        chosen[i] = 1;
      }
      kernels.sumKeys(tile, band[0], band[1], band[2], band[3], sums);
      kernels.maximumOfKeys(tile, band[0], band[1], band[2], band[3], largest);
      kernels.distances(tile, band[0], band[1], band[2], band[3], -900, distances);
      kernels.sumQueries(tile, band[2], band[3], in.array(chosen), byKey);
      double[] columns = new double[KEYS];
      for (int i = band[0]; i < band[0] + band[1]; i++) {
        double total = 0;
        double most = 0;
        double far = 0;
        for (int j = band[2]; j < band[2] + band[3]; j++) {
          double weight = in.rounded(numbers[j * lanes + i]);
          total += weight;
          most = Math.max(most, weight);
          far += weight * Math.abs(-900 + i - j);
          columns[j] += chosen[i] * weight;
        }
        RowKernels<A> rows = in.kernels().rows();
        assertThat(rows.get(sums, i)).isCloseTo(total, within(bound(in) * total));
        assertThat(rows.get(largest, i)).isEqualTo(most);
        assertThat(rows.get(distances, i)).isCloseTo(far, within(bound(in) * far));
        assertThat(in.kernels().sums().sumOfKeys(tile, i, band[2], band[3]))
            .isCloseTo(total, within(1e-12 * total));
      }
      for (int j = band[2]; j < band[2] + band[3]; j++) {
        assertThat(in.kernels().rows().get(byKey, j))
            .isCloseTo(columns[j], within(bound(in) * (1 + columns[j])));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void aWeightOfZeroStaysZeroWhateverItsKeyIsScaledBy(Precision<A> in) {
    int lanes = in.kernels().attention().lanes();
    double[] numbers = filled(KEYS * lanes, 0.5);
    Arrays.fill(numbers, lanes, 2 * lanes, 0);
    double[] factors = filled(KEYS + 3, 3);
    factors[4] = Double.NaN;
    factors[5] = Double.POSITIVE_INFINITY;
    A scaled = in.array(new double[KEYS * lanes]);
    in.kernels()
        .inspection()
        .scaleKeys(in.array(numbers), 0, lanes, 0, KEYS, in.array(factors), 3, scaled);
    double[] out = in.numbers(scaled);
    assertThat(out[0]).isEqualTo(1.5);
    assertThat(Arrays.copyOfRange(out, lanes, 2 * lanes)).containsOnly(0);
    assertThat(out[2 * lanes]).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void normsDoNotOverflow(Precision<A> in) {
    A source = in.array(9, 3, 4, 9, 1e30, 1e30);
    A norms = in.array(new double[3]);
    in.kernels().sums().norms(source, 1, 3, 2, 2, norms, 1);
    assertThat(in.kernels().rows().get(norms, 1)).isEqualTo(5);
    assertThat(in.kernels().rows().get(norms, 2)).isCloseTo(1e30 * Math.sqrt(2), within(1e24));
  }
}
