package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.explain.Pair;
import dev.heed.explain.QueryRow;
import dev.heed.inspection.Block;
import dev.heed.inspection.CellValue;
import dev.heed.inspection.Findings;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.inspection.MeanResult;
import dev.heed.inspection.RowNorms;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.Seeds;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Maps of a part of the matrix, single rows, and means, on random problems of every kind. */
@DisplayName("parts, rows and means are those of the whole")
class PartsOfMapsTest {
  private static final int CASES = Integer.getInteger("heed.cases", 100);

  @Test
  void aMapOfAPartPoolsTheBlockOfIt() {
    Seeds seeds = Seeds.fromProperty();
    for (int n = 0; n < CASES; n++) {
      RandomProblem drawn = RandomProblem.draw(seeds, DType.FLOAT64);
      if (Math.min(drawn.sizes().queries(), drawn.sizes().keys()) > 0) {
        pool(seeds.random(), drawn);
      }
    }
  }

  private static void pool(RandomGenerator random, RandomProblem drawn) {
    AttentionSizes s = drawn.sizes();
    int query = random.nextInt(s.queries());
    int key = random.nextInt(s.keys());
    Block region =
        new Block(
            query,
            query + 1 + random.nextInt(s.queries() - query),
            key,
            key + 1 + random.nextInt(s.keys() - key));
    CellValue value = random.nextBoolean() ? CellValue.MEAN : CellValue.MAXIMUM;
    int cells = 1 + random.nextInt(20);
    Inspection asked =
        Inspection.none().withMap(cells, value, region).withBlock(region).withValueWeights();
    asked =
        random.nextBoolean() ? asked.onlyQueries(query, region.endQuery()) : asked.withReceived();
    InspectionResult result = drawn.attention().inspect(drawn.q(), drawn.k(), drawn.v(), asked);
    compare(drawn, region, cells, value, result.weights());
    compare(drawn, region, cells, value, Objects.requireNonNull(result.valueWeighted()));
  }

  private static void compare(
      RandomProblem drawn, Block region, int most, CellValue value, Findings found) {
    int rows = Math.min(most, region.queries());
    int columns = Math.min(most, region.keys());
    double[] weights = found.blocks().getFirst().toDoubleArray();
    int size = region.queries() * region.keys();
    int groups = weights.length / size;
    double[] cells = new double[groups * rows * columns];
    double[] counts = new double[cells.length];
    for (int n = 0; n < weights.length; n++) {
      int row = n % size / region.keys() * rows / region.queries();
      int column = n % region.keys() * columns / region.keys();
      int at = (n / size * rows + row) * columns + column;
      cells[at] =
          value == CellValue.MEAN ? cells[at] + weights[n] : Math.max(cells[at], weights[n]);
      counts[at]++;
    }
    Tensor map = Objects.requireNonNull(found.map());
    assertThat(map.size(-2)).isEqualTo(rows);
    assertThat(map.size(-1)).isEqualTo(columns);
    double[] given = map.toDoubleArray();
    for (int n = 0; n < cells.length; n++) {
      double wanted = value == CellValue.MEAN ? cells[n] / counts[n] : cells[n];
      assertThat(given[n])
          .as(drawn.description())
          .isEqualTo(wanted, within(1e-12 * Math.max(1, wanted)));
    }
  }

  @Test
  void whoAsksForSomeQueriesGetsTheirBitsAlone() {
    Seeds seeds = Seeds.fromProperty();
    for (int n = 0; n < CASES; n++) {
      RandomProblem drawn = RandomProblem.draw(seeds, DType.FLOAT32);
      int queries = drawn.sizes().queries();
      if (queries > 0) {
        int first = seeds.random().nextInt(queries);
        int end = first + 1 + seeds.random().nextInt(queries - first);
        Inspection all = Inspection.none().withEntropy();
        InspectionResult whole = drawn.attention().inspect(drawn.q(), drawn.k(), drawn.v(), all);
        InspectionResult part =
            drawn.attention().inspect(drawn.q(), drawn.k(), drawn.v(), all.onlyQueries(first, end));
        Bits.assertSame(
            drawn.description(),
            rows(whole.output(), first, end, 2),
            rows(part.output(), first, end, 2));
        Bits.assertSame(
            drawn.description(),
            rows(whole.logSumExp(), first, end, 1),
            rows(part.logSumExp(), first, end, 1));
        Bits.assertSame(
            drawn.description(),
            rows(Objects.requireNonNull(whole.entropy()), first, end, 1),
            rows(Objects.requireNonNull(part.entropy()), first, end, 1));
      }
    }
  }

  private static Tensor rows(Tensor tensor, int first, int end, int fromRight) {
    return tensor.slice(tensor.rank() - fromRight, first, end).copy();
  }

  @Test
  void aRowHasTheBitsOfTheSteps() {
    Seeds seeds = Seeds.fromProperty();
    for (int n = 0; n < CASES; n++) {
      RandomProblem drawn = RandomProblem.draw(seeds, DType.FLOAT32);
      AttentionSizes s = drawn.sizes();
      if (Math.min(s.queries(), s.keys()) > 0) {
        RandomGenerator random = seeds.random();
        Pair pair =
            new Pair(
                random.nextInt(s.batch()),
                random.nextInt(s.heads()),
                random.nextInt(s.queries()),
                0);
        Steps steps = drawn.attention().steps(drawn.q(), drawn.k(), drawn.v());
        QueryRow row = drawn.attention().row(drawn.q(), drawn.k(), drawn.v(), pair);
        Bits.assertSame(drawn.description(), of(steps.masked(), pair), row.masked());
        Bits.assertSame(drawn.description(), of(steps.weights(), pair), row.weights());
      }
    }
  }

  private static Tensor of(Tensor matrix, Pair pair) {
    Tensor part = matrix.rank() == 4 ? matrix.select(0, pair.batch()) : matrix;
    part = part.rank() == 3 ? part.select(0, pair.head()) : part;
    return part.select(0, pair.query()).copy();
  }

  @Test
  void theMeanOfHeadsIsTheirMean() {
    Seeds seeds = Seeds.fromProperty();
    Tensor x = Tensor.of(seeds.normal(3 * 6 * 4), 3, 6, 4);
    Inspection asked =
        Inspection.none().withEntropy().withReceived().withBlock(Block.rows(0, 6)).withMap(2);
    InspectionResult all = Attention.scaledDotProduct().inspect(x, x, x, asked);
    List<InspectionResult> heads = IntStream.range(0, 3).mapToObj(all::select).toList();
    InspectionResult mean = MeanResult.of(heads);
    assertMean(heads, mean, result -> result.weights().blocks().getFirst());
    assertMean(heads, mean, result -> Objects.requireNonNull(result.weights().received()));
    assertMean(heads, mean, result -> Objects.requireNonNull(result.weights().map()));
    assertMean(heads, mean, result -> Objects.requireNonNull(result.entropy()));
    assertThat(mean.distance()).isNull();
    assertThatThrownBy(() -> MeanResult.of(List.of())).hasMessageContaining("at least 1");
    InspectionResult top =
        Attention.scaledDotProduct().inspect(x, x, x, Inspection.none().withTopKeys(1));
    assertThatThrownBy(() -> MeanResult.of(List.of(top))).hasMessageContaining("top keys");
  }

  private static void assertMean(
      List<InspectionResult> heads,
      InspectionResult mean,
      Function<InspectionResult, Tensor> part) {
    double[] given = part.apply(mean).toDoubleArray();
    for (int i = 0; i < given.length; i++) {
      double sum = 0;
      for (InspectionResult head : heads) {
        sum += part.apply(head).toDoubleArray()[i];
      }
      assertThat(given[i]).isEqualTo(sum / heads.size());
    }
  }

  @Test
  void normsAreLengthsOfRows() {
    Tensor norms = RowNorms.of(Tensor.of(new float[] {3, 4, 0, -5}, 2, 2));
    assertThat(norms.toDoubleArray()).containsExactly(5, 5);
    assertThatThrownBy(() -> RowNorms.of(Tensor.of(new float[] {1}, 1)))
        .hasMessageContaining("a matrix has rows");
  }

  @Test
  void partsThatAreNotThereAreRefused() {
    Tensor x = Tensor.of(new double[6], 3, 2);
    Attention attention = Attention.scaledDotProduct();
    Inspection none = Inspection.none();
    assertThatThrownBy(() -> none.withMap(0, CellValue.MEAN, new Block(0, 1, 0, 1)))
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> none.onlyQueries(2, 2)).hasMessageContaining("at least one");
    assertThatThrownBy(() -> attention.inspect(x, x, x, none.onlyQueries(2, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("queries 2 to 3 of 3");
    Inspection beyond = none.withMap(2, CellValue.MEAN, new Block(0, 1, 0, 4));
    assertThatThrownBy(() -> attention.inspect(x, x, x, beyond))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
