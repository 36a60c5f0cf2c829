package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.execution.Execution;
import dev.heed.mask.Bias;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.ErrorBound;
import dev.heed.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences of up to 8 queries: splits of keys, shared by all heads of a group. */
@DisplayName("S6, S11, S12, S14: few queries")
class FewQueriesTest {
  private static final int KEYS = 5000;
  private static final Attention PLAIN = Attention.scaledDotProduct();

  private final Seeds seeds = Seeds.fromProperty();
  private final Tensor k = normal(2, 3, KEYS, 20);
  private final Tensor v = normal(2, 3, KEYS, 7);

  private Tensor normal(int... shape) {
    return Tensor.of(seeds.normalFloats((int) Shape.of(shape).elements()), shape);
  }

  private static List<Attention> attentions(Tensor sinks) {
    return List.of(
        PLAIN,
        PLAIN.withMask(Mask.causal(Corner.BOTTOM_RIGHT)).withSoftcap(3),
        PLAIN.withMask(Mask.window(2100, 1, Corner.BOTTOM_RIGHT)).withSinks(sinks),
        PLAIN.withMask(Mask.lengths(4097, 13)).withBias(Bias.alibi(sinks, Corner.BOTTOM_RIGHT)),
        PLAIN.withMask(Mask.function((b, h, i, j) -> (i + j * h) % 3 != 1)),
        PLAIN.withBias(Bias.function((s, b, h, i, j) -> j % 7 == h ? -1e30 : 1.5 * s)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8})
  void sameBitsAtAnyNumberOfThreadsAndInAnyLayout(int queries) {
    Tensor q = normal(2, 6, queries, 20);
    for (Attention attention : attentions(normal(6))) {
      AttentionResult alone =
          attention.withExecution(Execution.standard().withThreads(1)).evaluate(q, k, v);
      for (int threads : new int[] {2, 3, 7}) {
        Execution shared = Execution.standard().withThreads(threads);
        Bits.assertSame(attention + "", alone, attention.withExecution(shared).evaluate(q, k, v));
      }
      Layout layout = Layout.random(seeds.random(), 4);
      Bits.assertSame(
          layout + "", alone, attention.evaluate(layout.of(q), layout.of(k), layout.of(v)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void aloneOrInABatchGroupedOrRepeatedPackedOrSeparate(int queries) {
    Tensor q = normal(2, 6, queries, 20);
    Attention causal = PLAIN.withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    Tensor batch = causal.compute(q, k, v);
    for (int b = 0; b < 2; b++) {
      for (int h = 0; h < 6; h++) {
        Tensor one =
            causal.compute(
                q.select(0, b).select(0, h),
                k.select(0, b).select(0, h / 2),
                v.select(0, b).select(0, h / 2));
        Bits.assertSame("head " + h, one, batch.select(0, b).select(0, h));
      }
    }
    int[] rows = {0, queries, queries, queries + 30};
    int[] keys = {0, 3000, 3100, KEYS};
    Tensor packedQuery = normal(1, 6, queries + 30, 20);
    Tensor packed =
        causal
            .withMask(causal.mask().and(Mask.packed(rows, keys)))
            .compute(packedQuery, k.slice(0, 0, 1), v.slice(0, 0, 1));
    for (int n = 0; n < 3; n += 2) {
      Tensor one =
          causal.compute(
              packedQuery.slice(2, rows[n], rows[n + 1]),
              k.slice(0, 0, 1).slice(2, keys[n], keys[n + 1]),
              v.slice(0, 0, 1).slice(2, keys[n], keys[n + 1]));
      Bits.assertSame("sequence " + n, one, packed.slice(2, rows[n], rows[n + 1]));
    }
  }

  @Test
  void largeGroupsAreParted() {
    Tensor q = normal(1, 300, 3, 20);
    Tensor batch = PLAIN.compute(q, k.slice(0, 0, 1), v.slice(0, 0, 1));
    for (int h : new int[] {0, 20, 21, 22, 99, 100, 163, 299}) {
      Tensor one =
          PLAIN.compute(
              q.select(0, 0).select(0, h),
              k.select(0, 0).select(0, h / 100),
              v.select(0, 0).select(0, h / 100));
      Bits.assertSame("head " + h, one, batch.select(0, 0).select(0, h));
    }
  }

  /** Each split has another maximum, thousands apart, and only the largest counts. */
  @Test
  void splitsWhoseScoresLieFarApartMerge() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int loud = 0; loud < 3; loud++) {
        Tensor key = Tensor.zeros(dtype, Shape.of(KEYS, 1));
        Tensor value = Tensor.zeros(dtype, Shape.of(KEYS, 1));
        for (int j = 0; j < KEYS; j++) {
          key.set(j / 2048 == loud ? 1e4 : j % 2, j, 0);
          value.set(j / 2048 == loud ? 3 : 1e6, j, 0);
        }
        Tensor query = Tensor.of(new double[] {1, 1}, 2, 1).to(dtype);
        AttentionResult result = PLAIN.evaluate(query, key, value);
        int count = loud < 2 ? 2048 : KEYS - 2 * 2048;
        assertThat(result.output().get(1, 0)).isEqualTo(3);
        assertThat(result.logSumExp().get(1))
            .isEqualTo(1e4 + Math.log(count), org.assertj.core.data.Offset.offset(1e-3));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 4500, 0.125", "8, 4500, 1", "5, 300, 1", "3, 2049, -0.7"})
  void errorIsAtMostTwiceThatOfAPlainEvaluation(int queries, int keys, double scale) {
    AttentionSizes sizes = new AttentionSizes(1, 24, 6, queries, keys, 64, 32);
    float[] query = seeds.normalFloats(sizes.queryElements());
    float[] key = seeds.normalFloats(sizes.keyElements());
    float[] value = seeds.normalFloats(sizes.valueElements());
    ErrorBound bound =
        ErrorBound.of(AttentionProblem.of(sizes).withScale(scale), query, key, value);
    bound.assertHolds(
        PLAIN
            .withScale(scale)
            .compute(
                Tensor.of(query, 1, 24, queries, 64),
                Tensor.of(key, 1, 6, keys, 64),
                Tensor.of(value, 1, 6, keys, 32))
            .toFloatArray());
  }

  @Test
  void keysOutsideOfAWindowMayHoldAnythingAndCostNothing() {
    Mask window = Mask.window(300, 0, Corner.BOTTOM_RIGHT);
    Tensor q = normal(2, 6, 3, 20);
    Tensor clean = PLAIN.withMask(window).compute(q, k, v);
    int first = KEYS - 3 - 300;
    Tensor poison = Tensor.of(new float[] {Float.NaN}, 1);
    poison.broadcastTo(Shape.of(2, 3, first, 20)).copyInto(k.slice(2, 0, first));
    poison.broadcastTo(Shape.of(2, 3, first, 7)).copyInto(v.slice(2, 0, first));
    Bits.assertSame("window", clean, PLAIN.withMask(window).compute(q, k, v));
    int keys = 1 << 30;
    Tensor many = normal(1, 20).broadcastTo(Shape.of(2, 3, keys, 20));
    Tensor output = PLAIN.withMask(window).compute(q, many, many);
    assertThat(output.get(1, 3, 2, 2) / many.get(0, 0, 0, 2)).isBetween(0.99999, 1.00001);
  }

  @Test
  void valuesThatAreLeftOutMayBeInfiniteAndSumsMayBeyondTheRange() {
    Tensor q = normal(2, 6, 4, 20);
    Attention causal = PLAIN.withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    Tensor clean = causal.compute(q, k, v);
    Tensor spoiled = v.copy();
    for (int b = 0; b < 2; b++) {
      spoiled.set(Double.NaN, b, 1, KEYS - 1, 3);
    }
    Tensor result = causal.compute(q, k, spoiled);
    Bits.assertSame("others", clean.slice(2, 0, 3), result.slice(2, 0, 3));
    assertThat(result.get(1, 2, 3, 3)).isNaN();
    Tensor huge = Tensor.of(new float[] {Float.MAX_VALUE}, 1).broadcastTo(v.shape());
    for (float number : PLAIN.compute(q, k, huge).toFloatArray()) {
      assertThat(number / Float.MAX_VALUE).isBetween(0.99999f, 1f);
    }
  }

  @Test
  void aPlanCountsPartsAndTiles() {
    Plan plan = PLAIN.plan(normal(2, 6, 3, 20), k, v);
    assertThat(plan.fewQueryParts()).isEqualTo(2L * 3 * 3);
    assertThat(plan.tiles()).isEqualTo(2L * 3 * 20);
    assertThat(plan.queryTiles()).isZero();
    assertThat(plan.multiplyAdds()).isEqualTo(2L * 6 * 3 * KEYS * 27);
    assertThat(plan.toString()).contains("few queries, 18 parts, online softmax");
    Mask window = Mask.window(300, 0, Corner.BOTTOM_RIGHT);
    assertThat(PLAIN.withMask(window).plan(normal(2, 6, 1, 20), k, v).tiles()).isEqualTo(12);
    assertThat(plan.toString().lines()).allMatch(line -> line.length() <= 80);
  }
}
