package dev.heed.vector;

import dev.heed.kernel.InspectionKernels;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.RowKernels;
import dev.heed.testkit.Seeds;
import dev.heed.vector.SameBitsOnBothSetsTest.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each step of inspection on both sets, on bands of every width. */
@DisplayName("S11: inspection on the vector set gives the bits of the scalar set")
class SameBitsOfInspectionKernelsTest {
  private static final String PAIRS = "dev.heed.vector.SameBitsOnBothSetsTest#pairs";
  private static final int KEYS = 128;

  private final Seeds seeds = Seeds.fromProperty();
  private final RandomGenerator random = seeds.random();

  private record Band(int lane, int lanes, int key, int keys) {
    static Band random(RandomGenerator random, int lanes) {
      int lane = 16 * random.nextInt(lanes / 16);
      int key = 16 * random.nextInt(KEYS / 16);
      return new Band(lane, 1 + random.nextInt(lanes - lane), key, 1 + random.nextInt(KEYS - key));
    }
  }

  private interface Step<A> {
    /** Works on the band and says what is to be compared of it. */
    List<A> on(InspectionKernels<A> kernels, RowKernels<A> rows, A scores);
  }

  private double[] scores(int lanes) {
    double[] numbers = seeds.normal(KEYS * lanes);
    double[] odd = {Double.NEGATIVE_INFINITY, 1e30, -1e30, 0, -0.0, 1e-42};
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = random.nextInt(15) == 0 ? odd[random.nextInt(odd.length)] : 6 * numbers[n];
    }
    return numbers;
  }

  private <A> void same(Pair<A> pair, Band band, double[] numbers, Step<A> step) {
    List<A> expected = run(pair, pair.scalar(), numbers, step);
    List<A> actual = run(pair, pair.vector(), numbers, step);
    int lanes = pair.scalar().attention().lanes();
    for (int n = 0; n < expected.size(); n++) {
      double[] wanted = pair.numbers(expected.get(n));
      double[] got = pair.numbers(actual.get(n));
      for (int at = 0; at < got.length; at++) {
        boolean inside = isInside(band, at, got.length == KEYS * lanes ? lanes : 0, got.length);
        if (inside && Double.doubleToLongBits(wanted[at]) != Double.doubleToLongBits(got[at])) {
          throw new AssertionError(
              "%s %s array %d: element %d is %s, the scalar set has %s"
                  .formatted(pair, band, n, at, got[at], wanted[at]));
        }
      }
    }
  }

  /** Of tiles and rows of lanes the band's part, of everything else all. */
  private static boolean isInside(Band band, int at, int lanes, int length) {
    int lane = lanes == 0 ? at : at % lanes;
    int key = lanes == 0 ? band.key() : at / lanes;
    boolean row = lanes > 0 || length == 64;
    return !row
        || (lane >= band.lane()
            && lane < band.lane() + band.lanes()
            && key >= band.key()
            && key < band.key() + band.keys());
  }

  private static <A> List<A> run(Pair<A> pair, Kernels<A> kernels, double[] numbers, Step<A> step) {
    return step.on(kernels.inspection().forThread(), kernels.rows(), pair.array(numbers));
  }

  private interface Trial<A> {
    Step<A> of(Band band, int lanes);
  }

  private <A> void repeat(Pair<A> pair, Trial<A> trial) {
    int lanes = pair.scalar().attention().lanes();
    for (int n = 0; n < 300; n++) {
      Band band = Band.random(random, lanes);
      same(pair, band, scores(lanes), trial.of(band, lanes));
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  <A> void aStepWithMoments(Pair<A> pair) {
    repeat(
        pair,
        (band, lanes) ->
            (kernels, rows, scores) -> {
              A maximum = rows.allocate(lanes);
              A sum = rows.allocate(lanes);
              A rescale = rows.allocate(lanes);
              A mass = rows.allocate(lanes);
              A moment = rows.allocate(lanes);
              rows.fill(maximum, 0, lanes, rows.lowest());
              for (int step = 0; step < 2; step++) {
                kernels.softmax(
                    scores,
                    band.lane(),
                    band.lanes(),
                    band.key(),
                    band.keys(),
                    maximum,
                    sum,
                    rescale,
                    mass,
                    moment);
              }
              return List.of(scores, maximum, sum, rescale, mass, moment);
            });
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  <A> void weightsAndTheirSums(Pair<A> pair) {
    repeat(
        pair,
        (band, lanes) -> {
          double[] chosen = new double[lanes];
          Arrays.setAll(chosen, i -> random.nextInt(3));
          double[] norms = seeds.normal(KEYS + 9);
          int own = random.nextBoolean() ? random.nextInt(9999) : Integer.MAX_VALUE - 200;
          return (kernels, rows, scores) -> {
            A maximum = rows.allocate(lanes);
            rows.fill(maximum, 0, lanes, 5);
            kernels.weigh(
                scores,
                band.lane(),
                band.lanes(),
                band.key(),
                band.keys(),
                maximum,
                pair.array(chosen));
            A sums = rows.allocate(lanes);
            A most = rows.allocate(lanes);
            A far = rows.allocate(lanes);
            A scaled = rows.allocate(KEYS * lanes);
            kernels.sumKeys(scores, band.lane(), band.lanes(), band.key(), band.keys(), sums);
            kernels.maximumOfKeys(scores, band.lane(), band.lanes(), band.key(), band.keys(), most);
            kernels.distances(scores, band.lane(), band.lanes(), band.key(), band.keys(), own, far);
            kernels.scaleKeys(
                scores,
                band.lane(),
                band.lanes(),
                band.key(),
                band.keys(),
                pair.array(norms),
                9,
                scaled);
            return List.of(scores, sums, most, far, scaled);
          };
        });
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  <A> void sumsAcrossLanes(Pair<A> pair) {
    repeat(
        pair,
        (band, lanes) -> {
          double[] chosen = new double[lanes];
          Arrays.setAll(chosen, i -> random.nextInt(2));
          return (kernels, rows, scores) -> {
            A target = rows.allocate(KEYS + 16);
            kernels.sumQueries(scores, band.key(), band.keys(), pair.array(chosen), target);
            rows.fill(target, band.key() + band.keys(), KEYS + 16, 0);
            return List.of(target);
          };
        });
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  <A> void theLargestNumbers(Pair<A> pair) {
    repeat(
        pair,
        (band, lanes) -> {
          int most = 1 + random.nextInt(20);
          return (kernels, rows, scores) -> {
            A largest = rows.allocate(most * lanes);
            rows.fill(largest, 0, most * lanes, Double.NEGATIVE_INFINITY);
            int[] keys = new int[most * lanes];
            for (int step = 0; step < 2; step++) {
              kernels.keepLargest(
                  scores,
                  band.lane(),
                  band.lanes(),
                  band.key(),
                  band.keys(),
                  KEYS * step,
                  largest,
                  keys,
                  most);
            }
            List<A> compared = new ArrayList<>();
            for (int place = 0; place < most; place++) {
              double[] numbers = new double[lanes];
              double[] places = new double[lanes];
              for (int i = band.lane(); i < band.lane() + band.lanes(); i++) {
                numbers[i] = rows.get(largest, place * lanes + i);
                places[i] = keys[place * lanes + i];
              }
              compared.add(pair.array(numbers));
              compared.add(pair.array(places));
            }
            return compared;
          };
        });
  }
}
