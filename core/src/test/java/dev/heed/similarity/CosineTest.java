package dev.heed.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The angle between vectors, and who is near. */
class CosineTest {
  private static final int ROWS = 1000;
  private static final int COLUMNS = 384;

  private final Execution alone = Execution.standard().withThreads(1);
  private final Seeds seeds = Seeds.of(53);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 15, 16, 17, 33, 97, 384, 1024})
  void theResultIsWithinItsBoundOfTheExactOne(int n) {
    double bound = 2 * (n / 16.0 + 5) * 0x1p-24;
    for (int sample = 0; sample < 20; sample++) {
      float[] x = seeds.normalFloats(n);
      float[] y = seeds.normalFloats(n);
      assertThat(Cosine.of(Tensor.of(x, n), Tensor.of(y, n), alone))
          .isCloseTo(exact(x, y), within(bound));
    }
  }

  private static double exact(float[] x, float[] y) {
    double product = 0;
    double left = 0;
    double right = 0;
    for (int i = 0; i < x.length; i++) {
      product += (double) x[i] * y[i];
      left += (double) x[i] * x[i];
      right += (double) y[i] * y[i];
    }
    return product / (Math.sqrt(left) * Math.sqrt(right));
  }

  @Test
  void aVectorIsLikeItselfAndUnlikeItsOpposite() {
    for (int n = 1; n < 100; n++) {
      float[] numbers = seeds.normalFloats(n);
      float[] opposite = numbers.clone();
      for (int i = 0; i < n; i++) {
        opposite[i] = -opposite[i];
      }
      assertThat(cosine(numbers, numbers)).isEqualTo(1);
      assertThat(cosine(numbers, opposite)).isEqualTo(-1);
    }
    assertThat(cosine(new float[] {3, 0}, new float[] {0, 7})).isZero();
  }

  @Test
  void neitherHugeNorTinyNumbersAreLost() {
    assertThat(cosine(new float[] {3e38f, 3e38f}, new float[] {3e38f, 3e38f})).isEqualTo(1);
    assertThat(cosine(new float[] {1e-40f, 0}, new float[] {1e-40f, 1e-40f}))
        .isCloseTo(Math.sqrt(0.5), within(1e-12));
    assertThat(cosine(new float[] {1e-30f, 0}, new float[] {1e30f, 0})).isEqualTo(1);
  }

  @Test
  void zerosAreLikeNothingAndWhatIsNoNumberHasNoSimilarity() {
    float[] zero = new float[2];
    assertThat(cosine(zero, new float[] {1, 2})).isZero();
    assertThat(cosine(zero, zero)).isZero();
    assertThat(cosine(new float[] {Float.NaN, 1}, new float[] {1, 2})).isNaN();
    assertThat(cosine(new float[] {1, 1}, new float[] {Float.POSITIVE_INFINITY, 2})).isNaN();
    assertThat(Cosine.of(Tensor.of(new float[0], 0), Tensor.of(new float[0], 0), alone)).isZero();
  }

  @Test
  void theNearestAreThoseThatSortingFinds() {
    Tensor rows = Tensor.of(seeds.normalFloats(ROWS * COLUMNS), ROWS, COLUMNS);
    Tensor query = rows.select(0, 17);
    double[] all = Cosine.ofRows(query, rows, alone);
    for (int k : new int[] {1, 5, 999, 1000, 2000}) {
      List<Integer> expected =
          IntStream.range(0, ROWS)
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingDouble(row -> -all[row]).thenComparing(row -> row))
              .limit(k)
              .toList();
      List<Neighbor> nearest = Cosine.nearest(query, rows, k, alone);
      assertThat(nearest).extracting(Neighbor::index).isEqualTo(expected);
      assertThat(nearest).allMatch(one -> one.similarity() == all[one.index()]);
    }
    assertThat(Cosine.nearest(query, rows, 1, alone)).containsExactly(new Neighbor(17, 1));
  }

  @Test
  void ofEqualRowsTheLowerIndexComesFirstAndNoRowOfNaNComes() {
    Tensor rows =
        Tensor.of(new float[] {0, 2, 1, 0, Float.NaN, 1, 0, 0, 3, 0, 5, 0, -1, 0, 0, 1}, 8, 2);
    Tensor query = Tensor.of(new float[] {1, 0}, 2);
    assertThat(Cosine.nearest(query, rows, 2, alone))
        .containsExactly(new Neighbor(1, 1), new Neighbor(4, 1));
    assertThat(Cosine.nearest(query, rows, 99, alone))
        .extracting(Neighbor::index)
        .containsExactly(1, 4, 5, 0, 3, 7, 6);
    Tensor nothing = Tensor.of(new float[] {Float.NaN, 0}, 2);
    assertThat(Cosine.nearest(nothing, rows, 3, alone)).isEmpty();
  }

  @Test
  void threadsKernelsAndMemoryChangeNoBit() {
    Tensor rows = Tensor.of(seeds.normalFloats(ROWS * COLUMNS), ROWS, COLUMNS);
    Tensor query = Tensor.of(seeds.normalFloats(COLUMNS), COLUMNS);
    double[] all = Cosine.ofRows(query, rows, alone);
    List<Neighbor> nearest = Cosine.nearest(query, rows, 10, alone);
    for (int threads : new int[] {2, 3, 8}) {
      Execution shared = alone.withThreads(threads).withKernels(KernelSet.SCALAR);
      assertThat(Cosine.ofRows(query, rows, shared)).containsExactly(all);
      assertThat(Cosine.nearest(query, rows, 10, shared)).isEqualTo(nearest);
    }
    try (Arena arena = Arena.ofConfined()) {
      Shape shape = rows.shape();
      Tensor outside = Tensor.over(arena.allocate(4L * ROWS * COLUMNS, 64), DType.FLOAT32, shape);
      rows.copyInto(outside);
      assertThat(Cosine.ofRows(query, outside, alone)).containsExactly(all);
    }
    Tensor turned = rows.transpose().copy().transpose();
    assertThat(turned.isContiguous()).isFalse();
    assertThat(Cosine.ofRows(query, turned, alone)).containsExactly(all);
    assertThat(Cosine.ofRows(query, rows.slice(0, 600, 700), alone))
        .containsExactly(Arrays.copyOfRange(all, 600, 700));
  }

  @Test
  void anEmptyMatrixHasNoNeighbours() {
    Tensor none = Tensor.zeros(DType.FLOAT32, Shape.of(0, 3));
    Tensor query = Tensor.of(new float[] {1, 2, 3}, 3);
    assertThat(Cosine.nearest(query, none, 5, alone)).isEmpty();
    assertThat(Cosine.ofRows(query, none, alone)).isEmpty();
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Tensor query = Tensor.of(new float[] {1, 2, 3}, 3);
    Tensor rows = Tensor.zeros(DType.FLOAT32, Shape.of(4, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cosine.nearest(query, rows, 1, alone))
        .withMessageContaining("a vector of 3 numbers and rows float32[4, 2]")
        .withMessageContaining("a matrix [m, 3] of float32");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cosine.nearest(rows, rows, 1, alone))
        .withMessageContaining("a vector is [n] of float32");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cosine.of(query, query.to(DType.FLOAT64), alone));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cosine.nearest(query, query.unsqueeze(), 0, alone))
        .withMessageContaining("0 nearest rows: at least 1");
  }

  private double cosine(float[] x, float[] y) {
    return Cosine.of(Tensor.of(x, x.length), Tensor.of(y, y.length), alone);
  }
}
