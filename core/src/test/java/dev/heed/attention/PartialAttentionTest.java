package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States of parts of the keys, merged in any grouping, against the whole. */
@DisplayName("S3, S12, S14: partial attention")
class PartialAttentionTest {
  private static final int KEYS = 700;
  private static final int DEPTH = 20;
  private static final int VALUES = 7;

  private final Seeds seeds = Seeds.fromProperty();

  private Tensor normal(int... shape) {
    return Tensor.of(seeds.normalFloats((int) Shape.of(shape).elements()), shape);
  }

  private static Tensor rows(Tensor tensor, int from, int to) {
    return tensor.slice(tensor.rank() - 2, from, to);
  }

  /** States of the parts of the keys between cuts. */
  private static List<PartialAttention> parts(
      Attention attention, Tensor q, Tensor k, Tensor v, int... cuts) {
    List<PartialAttention> parts = new ArrayList<>();
    for (int n = 0; n + 1 < cuts.length; n++) {
      Tensor keys = rows(k, cuts[n], cuts[n + 1]);
      Tensor values = rows(v, cuts[n], cuts[n + 1]);
      parts.add(attention.partial(q, keys, values, cuts[n], k.size(-2)));
    }
    return parts;
  }

  private static PartialAttention merged(List<PartialAttention> parts) {
    return parts.stream().reduce(PartialAttention::merge).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8, 9, 70})
  void anySplitInAnyGroupingAgreesWithTheWhole(int queries) {
    AttentionSizes sizes = new AttentionSizes(2, 6, 3, queries, KEYS, DEPTH, VALUES);
    float[] query = seeds.normalFloats(sizes.queryElements());
    float[] key = seeds.normalFloats(sizes.keyElements());
    float[] value = seeds.normalFloats(sizes.valueElements());
    int shift = KEYS - queries;
    AttentionProblem problem =
        AttentionProblem.of(sizes)
            .withScale(0.5)
            .withKept((b, h, i, j) -> j <= i + shift && j >= i + shift - 500);
    ErrorBound bound = ErrorBound.of(problem, query, key, value);
    Attention attention =
        Attention.scaledDotProduct()
            .withScale(0.5)
            .withMask(Mask.window(500, 0, Corner.BOTTOM_RIGHT));
    Tensor q = Tensor.of(query, 2, 6, queries, DEPTH);
    Tensor k = Tensor.of(key, 2, 3, KEYS, DEPTH);
    Tensor v = Tensor.of(value, 2, 3, KEYS, VALUES);
    for (int[] cuts :
        List.of(
            new int[] {0, KEYS},
            new int[] {0, 128, 256, 512, KEYS},
            new int[] {0, 1, 1, 77, 350, 351, 699, KEYS, KEYS})) {
      List<PartialAttention> parts = parts(attention, q, k, v, cuts);
      Collections.shuffle(parts, new Random(seeds.random().nextLong()));
      bound.assertHolds(merged(parts).finish().output().toFloatArray());
      while (parts.size() > 1) {
        int n = seeds.random().nextInt(parts.size() - 1);
        parts.set(n, parts.get(n).merge(parts.remove(n + 1)));
      }
      AttentionResult result = parts.getFirst().finish();
      bound.assertHolds(result.output().toFloatArray());
      double[] sums = result.logSumExp().toDoubleArray();
      double[] whole = attention.evaluate(q, k, v).logSumExp().toDoubleArray();
      for (int n = 0; n < sums.length; n++) {
        assertThat(sums[n]).isCloseTo(whole[n], within(1e-5));
      }
    }
  }

  @Test
  void optionsCountPositionsInTheWhole() {
    Tensor slopes = normal(6);
    Tensor bias = normal(6, 1, KEYS).to(DType.FLOAT64);
    Attention attention =
        Attention.scaledDotProduct()
            .withSoftcap(4)
            .withBias(Bias.alibi(slopes, Corner.BOTTOM_RIGHT).and(Bias.dense(bias)))
            .withMask(Mask.lengths(650).and(Mask.function((b, h, i, j) -> (i + j * h) % 3 != 1)));
    for (int queries : new int[] {3, 30}) {
      Tensor q = normal(6, queries, DEPTH).to(DType.FLOAT64);
      Tensor k = normal(3, KEYS, DEPTH).to(DType.FLOAT64);
      Tensor v = normal(3, KEYS, VALUES).to(DType.FLOAT64);
      AttentionResult whole = attention.evaluate(q, k, v);
      AttentionResult parts = merged(parts(attention, q, k, v, 0, 200, 640, 660, KEYS)).finish();
      double[] expected = whole.output().toDoubleArray();
      double[] actual = parts.output().toDoubleArray();
      for (int n = 0; n < expected.length; n++) {
        assertThat(actual[n]).isCloseTo(expected[n], within(1e-12));
      }
    }
  }

  @Test
  void mergingIsCommutativeToTheBitAndIdentityChangesNothing() {
    Attention attention = Attention.scaledDotProduct();
    Tensor q = normal(4, 40, DEPTH);
    PartialAttention one = attention.partial(q, normal(2, 90, DEPTH), normal(2, 90, VALUES));
    PartialAttention other = attention.partial(q, normal(2, 33, DEPTH), normal(2, 33, VALUES));
    assertThat(one.merge(other).toBytes()).isEqualTo(other.merge(one).toBytes());
    PartialAttention identity = PartialAttention.identity(Shape.of(4, 40), VALUES, DType.FLOAT32);
    assertThat(one.merge(identity).toBytes()).isEqualTo(one.toBytes());
    assertThat(identity.merge(one).toBytes()).isEqualTo(one.toBytes());
    assertThat(identity.merge(identity).toBytes()).isEqualTo(identity.toBytes());
    assertThat(identity.maximum().get(0, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
    PartialAttention none = attention.partial(q, normal(2, 0, DEPTH), normal(2, 0, VALUES));
    assertThat(none.toBytes()).isEqualTo(identity.toBytes());
    Bits.assertSame(
        "no keys",
        attention.evaluate(q, normal(2, 0, DEPTH), normal(2, 0, VALUES)),
        identity.finish());
  }

  /** Maxima 1e4 apart: only the larger part counts, and nothing overflows. */
  @Test
  void partsWhoseScoresLieFarApart() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Tensor q = Tensor.of(new double[] {1, -1}, 2, 1).to(dtype);
      Tensor low = Tensor.of(new double[] {-1e4, -1e4}, 2, 1).to(dtype);
      Tensor high = Tensor.of(new double[] {1e4, 1e4}, 2, 1).to(dtype);
      Tensor v = Tensor.of(new double[] {1, 5}, 2, 1).to(dtype);
      Tensor w = Tensor.of(new double[] {10, 20}, 2, 1).to(dtype);
      Attention attention = Attention.scaledDotProduct();
      AttentionResult result =
          attention.partial(q, low, v).merge(attention.partial(q, high, w)).finish();
      assertThat(result.output().get(0, 0)).isEqualTo(15);
      assertThat(result.output().get(1, 0)).isEqualTo(3);
      assertThat(result.logSumExp().get(0)).isGreaterThanOrEqualTo(1e4);
    }
  }

  /**
   * −∞ as a product leaves nothing out: a row of only such scores is NaN, in parts as in the whole.
   */
  @Test
  void rowsWithoutKeysAndRowsOfMinusInfinity() {
    Attention attention = Attention.scaledDotProduct();
    for (int queries : new int[] {2, 40}) {
      Tensor q = Tensor.zeros(DType.FLOAT32, Shape.of(queries, 1));
      for (int i = 0; i < queries; i++) {
        q.set(1, i, 0);
      }
      float infinity = Float.NEGATIVE_INFINITY;
      Tensor k = Tensor.of(new float[] {infinity, infinity, infinity, 1}, 4, 1);
      Tensor v = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1);
      PartialAttention undefined = attention.partial(q, rows(k, 0, 2), rows(v, 0, 2), 0, 3);
      assertThat(undefined.maximum().get(0)).isEqualTo(Double.NEGATIVE_INFINITY);
      PartialAttention more = undefined.merge(attention.partial(q, rows(k, 2, 3), rows(v, 2, 3)));
      assertThat(more.finish().output().get(0, 0)).isNaN();
      assertThat(more.finish().logSumExp().get(0)).isNaN();
      Attention hidden = attention.withMask(Mask.lengths(0));
      PartialAttention empty = hidden.partial(q, rows(k, 0, 3), rows(v, 0, 3));
      assertThat(empty.finish().output().get(1, 0)).isZero();
      assertThat(empty.finish().logSumExp().get(1)).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(empty.merge(undefined).finish().output().get(1, 0)).isNaN();
      PartialAttention one = attention.partial(q, rows(k, 3, 4), rows(v, 3, 4));
      assertThat(one.merge(more).merge(empty).finish().output().get(1, 0)).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 40})
  void sinksTakePartOnce(int queries) {
    Tensor q = normal(4, queries, DEPTH).to(DType.FLOAT64);
    Tensor k = normal(2, 300, DEPTH).to(DType.FLOAT64);
    Tensor v = normal(2, 300, VALUES).to(DType.FLOAT64);
    Tensor sinks = Tensor.of(new double[] {0.5, 3, Double.NEGATIVE_INFINITY, -2}, 4);
    Attention attention =
        Attention.scaledDotProduct().withMask(Mask.function((b, h, i, j) -> i != 1));
    AttentionResult whole = attention.withSinks(sinks).evaluate(q, k, v);
    AttentionResult parts = merged(parts(attention, q, k, v, 0, 100, 300)).finish(sinks);
    double[] expected = whole.output().toDoubleArray();
    double[] actual = parts.output().toDoubleArray();
    for (int n = 0; n < expected.length; n++) {
      assertThat(actual[n]).isCloseTo(expected[n], within(1e-13));
    }
    assertThat(parts.logSumExp().get(0, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThatThrownBy(() -> attention.withSinks(sinks).partial(q, k, v))
        .hasMessageContaining("they take part once");
    assertThatThrownBy(() -> attention.partial(q, k, v).finish(Tensor.of(new double[] {1}, 1)))
        .hasMessageContaining("each head has one");
  }

  @Test
  void theTreeHasTheSameBitsForAnyOrderOfArrival() {
    Tensor q = normal(2, 9, DEPTH);
    Attention attention = Attention.scaledDotProduct().withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    for (int blocks : new int[] {1, 2, 3, 7, 8, 13}) {
      int[] cuts = new int[blocks + 1];
      Arrays.setAll(cuts, n -> n * 40);
      Tensor k = normal(1, blocks * 40, DEPTH);
      Tensor v = normal(1, blocks * 40, VALUES);
      List<PartialAttention> parts = parts(attention, q, k, v, cuts);
      byte[] expected = null;
      for (int turn = 0; turn < 5; turn++) {
        List<Integer> order = new ArrayList<>();
        for (int n = 0; n < blocks; n++) {
          order.add(n);
        }
        Collections.shuffle(order, new Random(seeds.random().nextLong()));
        PartialTree tree = new PartialTree(blocks);
        for (int n : order) {
          assertThat(tree.isComplete()).isFalse();
          tree.add(n, parts.get(n));
        }
        byte[] bytes = tree.result().toBytes();
        assertThat(bytes).isEqualTo(expected == null ? bytes : expected);
        expected = bytes;
      }
      PartialTree ranges = new PartialTree(blocks);
      for (int first = (blocks - 1) / 4 * 4; first >= 0; first -= 4) {
        int count = Math.min(4, blocks - first);
        PartialTree own = new PartialTree(count);
        for (int n = 0; n < count; n++) {
          own.add(n, parts.get(first + n));
        }
        ranges.add(first, count, own.result());
      }
      assertThat(ranges.result().toBytes()).isEqualTo(expected);
    }
  }

  @Test
  void treesRefuseWhatDoesNotFit() {
    PartialAttention state = PartialAttention.identity(Shape.of(2), 3, DType.FLOAT32);
    PartialTree tree = new PartialTree(6);
    tree.add(2, 2, state);
    assertThatThrownBy(() -> tree.add(3, state)).hasMessageContaining("block 3 came before");
    assertThatThrownBy(() -> tree.add(0, 4, state)).hasMessageContaining("block 2 came before");
    assertThatThrownBy(() -> tree.add(1, 2, state)).hasMessageContaining("a power of two");
    assertThatThrownBy(() -> tree.add(0, 3, state)).hasMessageContaining("blocks 0 to 3 of 6");
    assertThatThrownBy(() -> tree.add(6, state)).hasMessageContaining("blocks 6 to 7 of 6");
    assertThatThrownBy(() -> tree.add(-1, state)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(tree::result)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("block 0 of 6 did not come");
    PartialAttention longer = PartialAttention.identity(Shape.of(3), 3, DType.FLOAT32);
    assertThatThrownBy(() -> tree.add(0, 2, longer)).hasMessageContaining("merging needs equal");
    tree.add(0, 2, state);
    tree.add(4, 2, state);
    assertThat(tree.isComplete()).isTrue();
    assertThatThrownBy(() -> new PartialTree(0)).hasMessageContaining("0 blocks");
  }

  @Test
  void partsAreWithinTheWholeAndStatesAlike() {
    Attention attention = Attention.scaledDotProduct();
    Tensor q = normal(2, DEPTH);
    Tensor k = normal(5, DEPTH);
    Tensor v = normal(5, VALUES);
    assertThatThrownBy(() -> attention.partial(q, k, v, 6, 10))
        .hasMessage("keys [5, 20] from key 6 on are no part of 10 keys");
    assertThatThrownBy(() -> attention.partial(q, k, v, -1, 10)).hasMessageContaining("no part");
    Attention packed = attention.withMask(Mask.packed(new int[] {0, 2}, new int[] {0, 5}));
    assertThatThrownBy(() -> packed.partial(q, k, v)).hasMessageContaining("packed sequences");
    PartialAttention state = attention.partial(q, k, v);
    assertThatThrownBy(() -> state.merge(attention.partial(rows(q, 0, 1), k, v)))
        .hasMessage(
            "states of float32 [2] with Dv 7 and of float32 [1] with Dv 7: merging needs equal ones");
    assertThatThrownBy(
            () -> state.merge(PartialAttention.identity(Shape.of(2), VALUES, DType.FLOAT64)))
        .hasMessageContaining("float64 [2]");
    assertThatThrownBy(() -> PartialAttention.identity(Shape.of(2), 1, DType.FLOAT16))
        .hasMessageContaining("float16 states");
    assertThat(state.rows()).isEqualTo(Shape.of(2));
    assertThat(state.valueDepth()).isEqualTo(VALUES);
    assertThat(state.accumulator().shape()).isEqualTo(Shape.of(2, VALUES));
  }

  @Test
  void statesOfNoQueriesAreReadBack() {
    for (Shape rows : List.of(Shape.of(0), Shape.of(9, 3, 0), Shape.of(0, 3, 5))) {
      PartialAttention none = PartialAttention.identity(rows, VALUES, DType.FLOAT32);
      assertThat(PartialAttention.ofBytes(none.toBytes()).rows()).isEqualTo(rows);
    }
  }

  @Test
  void bytesAreReadBackAndDamageIsSaid() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Tensor q = normal(2, 3, DEPTH).to(dtype);
      PartialAttention state =
          Attention.scaledDotProduct()
              .partial(q, normal(1, 5, DEPTH).to(dtype), normal(1, 5, VALUES).to(dtype));
      byte[] bytes = state.toBytes();
      PartialAttention again = PartialAttention.ofBytes(bytes);
      assertThat(again.toBytes()).isEqualTo(bytes);
      Bits.assertSame("read back", state.finish(), again.finish());
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> PartialAttention.ofBytes(cut))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("cannot read ");
      }
      for (int n = 0; n < bytes.length; n++) {
        byte[] changed = bytes.clone();
        changed[n] ^= (byte) (1 << seeds.random().nextInt(8));
        assertThatThrownBy(() -> PartialAttention.ofBytes(changed))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("cannot read ");
      }
      byte[] newer = bytes.clone();
      newer[8] = 2;
      assertThatThrownBy(() -> PartialAttention.ofBytes(newer))
          .hasMessage("cannot read states of version 2: this one reads version 1");
      assertThatThrownBy(() -> PartialAttention.ofBytes(Arrays.copyOf(bytes, bytes.length + 1)))
          .hasMessageContaining("followed by others");
    }
  }
}
