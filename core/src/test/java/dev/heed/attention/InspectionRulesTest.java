package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.inspection.Block;
import dev.heed.inspection.CellValue;
import dev.heed.inspection.HeadSummary;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.inspection.KeySet;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an inspection promises beside agreement with the full matrix. */
@DisplayName("S3, S8, S10, S11, S13: inspection")
class InspectionRulesTest {
  private static final Inspection EVERYTHING =
      Inspection.none()
          .withEntropy()
          .withDistance(Corner.BOTTOM_RIGHT)
          .withTopKeys(5)
          .withReceived()
          .withMap(7)
          .withMass("near", KeySet.window(3, 0, Corner.BOTTOM_RIGHT))
          .withMass("first", KeySet.first(2))
          .withBlock(Block.rows(0, 3))
          .withValueWeights();

  private final Seeds seeds = Seeds.of(7);

  private Tensor normal(int... shape) {
    int count = (int) Shape.of(shape).elements();
    return Tensor.of(seeds.normal(count), shape).to(DType.FLOAT32);
  }

  private static List<Tensor> tensors(InspectionResult result) {
    return List.of(
        result.output(),
        result.logSumExp(),
        result.rowMaximum(),
        Objects.requireNonNull(result.entropy()),
        Objects.requireNonNull(result.distance()),
        Objects.requireNonNull(result.masses().get("near")),
        Objects.requireNonNull(result.masses().get("first")),
        Objects.requireNonNull(result.weights().topKeys()).weights(),
        result.weights().topKeys().keys(),
        Objects.requireNonNull(result.weights().received()),
        Objects.requireNonNull(result.weights().map()),
        result.weights().blocks().getFirst(),
        Objects.requireNonNull(Objects.requireNonNull(result.valueWeighted()).received()),
        Objects.requireNonNull(result.valueWeighted().map()));
  }

  private static void same(String what, InspectionResult one, InspectionResult other) {
    for (int n = 0; n < tensors(one).size(); n++) {
      Bits.assertSame(what + ", answer " + n, tensors(one).get(n), tensors(other).get(n));
    }
  }

  @Test
  void threadsAndKernelsChangeNoBitOfAnAnswer() {
    Tensor q = normal(2, 5000, 16);
    Tensor k = normal(1, 300, 16);
    Tensor v = normal(1, 300, 9);
    Attention attention = Attention.scaledDotProduct().withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    Execution run = Execution.standard();
    InspectionResult alone =
        attention.withExecution(run.withThreads(1)).inspect(q, k, v, EVERYTHING);
    for (int threads = 2; threads < 6; threads++) {
      same(
          threads + " threads",
          alone,
          attention.withExecution(run.withThreads(threads)).inspect(q, k, v, EVERYTHING));
    }
    same(
        "scalar kernels",
        alone,
        attention.withExecution(run.withKernels(KernelSet.SCALAR)).inspect(q, k, v, EVERYTHING));
  }

  @Test
  void aSequenceHasTheSameAnswersInABatch() {
    Tensor q = normal(3, 2, 90, 8);
    Tensor k = normal(3, 2, 70, 8);
    Tensor v = normal(3, 2, 70, 8);
    InspectionResult batch = Attention.scaledDotProduct().inspect(q, k, v, EVERYTHING);
    for (int b = 0; b < 3; b++) {
      InspectionResult alone =
          Attention.scaledDotProduct()
              .inspect(q.select(0, b), k.select(0, b), v.select(0, b), EVERYTHING);
      for (int n = 0; n < tensors(batch).size(); n++) {
        Bits.assertSame(
            "sequence " + b + ", answer " + n,
            tensors(alone).get(n),
            tensors(batch).get(n).select(0, b));
      }
    }
  }

  @Test
  void packedSequencesHaveTheirOwnPositionsAndAnswers() {
    Tensor q = normal(2, 100, 8);
    Tensor k = normal(2, 130, 8);
    Tensor v = normal(2, 130, 8);
    Inspection asked =
        Inspection.none()
            .withEntropy()
            .withTopKeys(3)
            .withReceived()
            .withMass("near", KeySet.window(3, 0, Corner.BOTTOM_RIGHT));
    Attention packed =
        Attention.scaledDotProduct()
            .withMask(Mask.packed(new int[] {0, 40, 40, 100}, new int[] {0, 60, 65, 130}));
    InspectionResult together = packed.inspect(q, k, v, asked);
    int[][] parts = {{0, 40, 0, 60}, {40, 100, 65, 130}};
    for (int[] part : parts) {
      InspectionResult alone =
          Attention.scaledDotProduct()
              .inspect(
                  q.slice(1, part[0], part[1]),
                  k.slice(1, part[2], part[3]),
                  v.slice(1, part[2], part[3]),
                  asked);
      Bits.assertSame(
          "entropy",
          Objects.requireNonNull(alone.entropy()),
          Objects.requireNonNull(together.entropy()).slice(1, part[0], part[1]));
      Bits.assertSame(
          "received",
          Objects.requireNonNull(alone.weights().received()),
          Objects.requireNonNull(together.weights().received()).slice(1, part[2], part[3]));
      Bits.assertSame(
          "mass",
          Objects.requireNonNull(alone.masses().get("near")),
          Objects.requireNonNull(together.masses().get("near")).slice(1, part[0], part[1]));
      double[] own = Objects.requireNonNull(alone.weights().topKeys()).keys().toDoubleArray();
      double[] shifted =
          Objects.requireNonNull(together.weights().topKeys())
              .keys()
              .slice(1, part[0], part[1])
              .toDoubleArray();
      for (int n = 0; n < own.length; n++) {
        assertThat(shifted[n]).isEqualTo(own[n] + part[2]);
      }
    }
  }

  @Test
  void cachedKeysHaveTheAnswersOfOneTensor() {
    CacheLayout layout = CacheLayout.of(2, 8).withPageKeys(16);
    Tensor k = normal(2, 100, 8);
    Tensor v = normal(2, 100, 8);
    Tensor q = normal(4, 20, 8);
    Attention attention = Attention.scaledDotProduct().withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    try (KeyValueCache cache = KeyValueCache.of(layout, 100)) {
      cache.append(k, v);
      InspectionResult paged = attention.inspect(q, KeyValueBatch.of(cache), EVERYTHING);
      same("pages", attention.inspect(q, k, v, EVERYTHING), paged);
    }
  }

  @Test
  void rowsWithoutKeysAreEmptyEverywhereAndNotNaN() {
    Tensor q = normal(6, 4);
    Attention attention =
        Attention.scaledDotProduct().withMask(Mask.function((b, h, i, j) -> i >= 3));
    InspectionResult result = attention.inspect(q, q, q, EVERYTHING.withMap(6));
    for (Tensor tensor : tensors(result)) {
      for (double number : tensor.toDoubleArray()) {
        assertThat(number).isNotNaN();
      }
    }
    for (int i = 0; i < 3; i++) {
      assertThat(result.logSumExp().get(i)).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(result.rowMaximum().get(i)).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(Objects.requireNonNull(result.entropy()).get(i)).isZero();
      assertThat(Objects.requireNonNull(result.weights().topKeys()).keys().get(i, 0)).isEqualTo(-1);
    }
    double total = 0;
    for (double sum : Objects.requireNonNull(result.weights().received()).toDoubleArray()) {
      total += sum;
    }
    assertThat(total).isCloseTo(3, within(1e-6));
  }

  @Test
  void ofEqualScoresTheLowerKeyComesFirst() {
    Tensor q = Tensor.zeros(DType.FLOAT32, Shape.of(70, 4));
    Tensor k = Tensor.zeros(DType.FLOAT32, Shape.of(300, 4));
    InspectionResult result =
        Attention.scaledDotProduct()
            .withMask(Mask.window(-1, 200, Corner.TOP_LEFT))
            .inspect(q, k, k, Inspection.none().withTopKeys(260));
    Tensor keys = Objects.requireNonNull(result.weights().topKeys()).keys();
    for (int place = 0; place < 260; place++) {
      assertThat(keys.get(9, place)).isEqualTo(place < 210 ? place : -1);
      assertThat(result.weights().topKeys().weights().get(9, place))
          .isCloseTo(place < 210 ? 1 / 210.0 : 0, within(1e-8));
    }
  }

  @Test
  void allKeysAreAFullSort() {
    Tensor q = normal(40, 8);
    Tensor k = normal(333, 8);
    InspectionResult result =
        Attention.scaledDotProduct()
            .inspect(q, k, k, Inspection.none().withTopKeys(333).withBlock(Block.rows(0, 40)));
    Tensor keys = Objects.requireNonNull(result.weights().topKeys()).keys();
    Tensor block = result.weights().blocks().getFirst();
    for (int i = 0; i < 40; i++) {
      boolean[] seen = new boolean[333];
      for (int place = 0; place < 333; place++) {
        int key = (int) keys.get(i, place);
        assertThat(seen[key]).isFalse();
        seen[key] = true;
        double weight = result.weights().topKeys().weights().get(i, place);
        assertThat(weight).isEqualTo(block.get(i, key));
        if (place > 0) {
          assertThat(weight)
              .isLessThanOrEqualTo(result.weights().topKeys().weights().get(i, place - 1));
        }
      }
    }
  }

  @Test
  void entropyIsThatOfEvenAndOfSingleWeights() {
    Tensor q = Tensor.zeros(DType.FLOAT32, Shape.of(3, 500, 4));
    InspectionResult result =
        Attention.scaledDotProduct()
            .withMask(Mask.causal())
            .inspect(q, q, q, Inspection.none().withEntropy());
    for (int i = 0; i < 500; i++) {
      double entropy = Objects.requireNonNull(result.entropy()).get(1, i);
      assertThat(entropy).isBetween(0.0, Math.log(i + 1) + 1e-6);
      assertThat(entropy).isCloseTo(Math.log(i + 1), within(1e-6));
    }
  }

  @Test
  void manyEqualWeightsDoNotDrift() {
    Tensor q = Tensor.zeros(DType.FLOAT32, Shape.of(9, 4));
    Tensor k = Tensor.zeros(DType.FLOAT32, Shape.of(99_991, 4));
    Attention attention = Attention.scaledDotProduct().withScale(1);
    Inspection asked = Inspection.none().withEntropy().withReceived().withMap(9);
    InspectionResult result = attention.inspect(q, k, k, asked);
    double[] entropy = Objects.requireNonNull(result.entropy()).toDoubleArray();
    double[] received = Objects.requireNonNull(result.weights().received()).toDoubleArray();
    assertThat(entropy[3]).isCloseTo(Math.log(99_991), within(2e-6));
    assertThat(received[77_777]).isCloseTo(9 / 99_991.0, within(1e-10));
  }

  @Test
  void noQueriesAndNoKeysGiveEmptyAnswers() {
    Inspection asked = Inspection.none().withEntropy().withReceived();
    Attention attention = Attention.scaledDotProduct();
    InspectionResult noKeys = attention.inspect(normal(5, 4), normal(0, 4), normal(0, 4), asked);
    assertThat(Objects.requireNonNull(noKeys.entropy()).toDoubleArray()).containsOnly(0);
    assertThat(Objects.requireNonNull(noKeys.weights().received()).shape()).isEqualTo(Shape.of(0));
    InspectionResult noQueries = attention.inspect(normal(0, 4), normal(5, 4), normal(5, 4), asked);
    assertThat(Objects.requireNonNull(noQueries.weights().received()).toDoubleArray())
        .containsExactly(0, 0, 0, 0, 0);
  }

  @Test
  void anInspectionThatDoesNotFitIsRefusedInOneSentence() {
    Tensor q = normal(6, 4);
    Tensor k = normal(8, 4);
    refused(
        q, k, Inspection.none().withTopKeys(9), "top 9 of 8 keys: at most as many as there are");
    refused(
        q,
        k,
        Inspection.none().withMap(7, CellValue.MAXIMUM),
        "a map of 7 × 7 cells of 6 queries and 8 keys: at most as many as there are");
    refused(
        q,
        k,
        Inspection.none().withBlock(Block.rows(4, 7)),
        "rows 4 to 6 and keys 0 to the last are not among 6 queries and 8 keys, counted from 0");
    refused(
        q,
        k,
        Inspection.none().withBlock(new Block(0, 1, 8, 9)),
        "rows 0 to 0 and keys 8 to 8 are not among 6 queries and 8 keys, counted from 0");
    assertThatThrownBy(
            () -> Attention.scaledDotProduct().inspect(q, k, k, Inspection.none().withDistance()))
        .hasMessageContaining("distance for 6 queries and 8 keys: name the corner");
    assertThatThrownBy(() ->
            Attention.scaledDotProduct()
                .inspect(q, k, k, Inspection.none().withMass("own", KeySet.diagonal())))
        .hasMessageContaining("mass own for 6 queries and 8 keys: name the corner");
    assertThatThrownBy(() -> Inspection.none().withTopKeys(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Block.rows(3, 3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KeySet.window(1, -2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KeySet.first(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KeySet.listed(new int[][] {{-1}}))
        .hasMessage("query 0: key -1, and keys count from 0");
  }

  private static void refused(Tensor q, Tensor k, Inspection asked, String message) {
    Attention attention = Attention.scaledDotProduct();
    assertThatThrownBy(() -> attention.inspect(q, k, k, asked))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> attention.plan(q, k, k, asked)).hasMessage(message);
  }

  @Test
  void aSummaryOfAHeadIsWhatItsWeightsSay() {
    int[] tokens = {5, 8, 5, 8, 9};
    Tensor q = normal(2, 5, 3);
    Inspection asked = HeadSummary.inspection(tokens).withBlock(Block.rows(0, 5));
    InspectionResult result = Attention.scaledDotProduct().inspect(q, q, q, asked);
    Tensor w = result.weights().blocks().getFirst().select(0, 1);
    HeadSummary summary = HeadSummary.of(result, tokens).get(1);
    double distance = 0;
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        distance += w.get(i, j) * Math.abs(i - j) / 5;
      }
    }
    assertThat(summary.distance()).isCloseTo(distance, within(1e-6));
    double sink = 0;
    for (int i = 0; i < 5; i++) {
      sink += w.get(i, 0) / 5;
    }
    assertThat(summary.sink()).isCloseTo(sink, within(1e-6));
    double previous = (w.get(1, 0) + w.get(2, 1) + w.get(3, 2) + w.get(4, 3)) / 4;
    assertThat(summary.previous()).isCloseTo(previous, within(1e-6));
    // Token 5 at 2 was at 0, so key 1 follows; token 8 at 3 was at 1, so key 2 does.
    double induction = (w.get(2, 1) + w.get(3, 2)) / 2;
    assertThat(summary.induction()).isCloseTo(induction, within(1e-6));
    assertThat(HeadSummary.of(result, new int[] {1, 2, 3, 4, 5}).get(0).induction()).isNaN();
  }

  @Test
  void aPlanSaysWhatEachPartAdds() {
    Tensor q = normal(2, 640, 64);
    Plan plan = Attention.scaledDotProduct().plan(q, q, q, EVERYTHING);
    assertThat(plan.inspection())
        .extracting(Plan.Part::name)
        .contains("entropy", "top 5", "received", "map of 7 × 7", "scores once more");
    Plan.Part again =
        plan.inspection().stream()
            .filter(part -> part.name().equals("scores once more"))
            .findFirst()
            .orElseThrow();
    assertThat(again.multiplyAdds()).isEqualTo(2L * 640 * 640 * 64);
    assertThat(plan.toString().lines()).allMatch(line -> line.length() <= 80);
    assertThat(Attention.scaledDotProduct().plan(q, q, q).inspection()).isEmpty();
  }
}
