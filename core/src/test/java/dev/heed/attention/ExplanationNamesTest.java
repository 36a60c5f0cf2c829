package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.heed.explain.BiasChange;
import dev.heed.explain.Explanation;
import dev.heed.explain.MaskVerdict;
import dev.heed.explain.Pair;
import dev.heed.mask.Bias;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an explanation says in words, and what it refuses; four queries and six keys. */
class ExplanationNamesTest {
  private static final Attention ATTENTION = Attention.scaledDotProduct();
  private static final Tensor QUERY = Tensor.of(new double[] {1, 2, 3, 4}, 4, 1);
  private static final Tensor KEY = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 6, 1);

  @Test
  void aKeyThatIsLeftOutNamesEveryMaskThatDidIt() {
    boolean[][] flags = new boolean[4][6];
    flags[1][5] = true;
    Mask mask =
        Mask.causal(Corner.TOP_LEFT)
            .and(Mask.window(2, -1, Corner.TOP_LEFT))
            .and(Mask.hide(Tensor.of(flags)))
            .and(Mask.keep(Tensor.of(flags)))
            .and(Mask.lengths(4))
            .and(Mask.blocks(Tensor.of(new boolean[][] {{true, false}, {true, true}}), 3))
            .and(BlockMask.of((b, h, i, j) -> j != 5, 4, 6))
            .and(Mask.function((b, h, i, j) -> true))
            .and(Mask.function((b, h, i, j) -> i == j));
    Explanation out = ATTENTION.withMask(mask).explain(QUERY, KEY, KEY, Pair.of(1, 5));
    assertThat(out.attended()).isFalse();
    assertThat(out.weight()).isZero();
    assertThat(out.rank()).isZero();
    assertThat(out.masked()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(out.score()).isEqualTo(12);
    assertThat(out.leftOutBy())
        .containsExactly(
            "causal mask, top left",
            "hide flags",
            "lengths",
            "block flags",
            "block mask",
            "mask function 2");
    assertThat(out.masks().stream().map(MaskVerdict::reason))
        .containsExactly(
            "key 5 comes after position 1, where the query stands",
            "the query at position 1 sees the keys from -1 on, and key 5 is one of them",
            "the pair's flag is true, and true leaves a key out",
            "the pair's flag is true, and true keeps a key",
            "sequence 0 has 4 keys, and key 5 is padding",
            "the flag of block (0, 1) of 3 x 3 is false",
            "the block mask does not join query 1 with key 5",
            "the function joins query 1 with key 5",
            "the function does not join query 1 with key 5");
    assertThat(out.masks().getFirst().numbers()).isEqualTo(Map.of("position", 1, "key", 5));
  }

  @Test
  void theCornerSaysWhereTheQueryStands() {
    Attention causal = ATTENTION.withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    assertThat(causal.explain(QUERY, KEY, KEY, Pair.of(1, 3)).attended()).isTrue();
    Explanation out = causal.explain(QUERY, KEY, KEY, Pair.of(1, 4));
    assertThat(out.leftOutBy()).containsExactly("causal mask, bottom right");
    assertThat(out.masks().getFirst().reason()).contains("position 3");
  }

  @Test
  void aKeyOfAnotherPackedSequenceIsSaidToBeOne() {
    Attention packed =
        ATTENTION
            .withMask(
                Mask.packed(new int[] {0, 1, 4}, new int[] {0, 2, 6})
                    .and(Mask.function((b, h, i, j) -> j < 3)))
            .withBias(Bias.function((score, b, h, i, j) -> score + j));
    Explanation other = packed.explain(QUERY, KEY, KEY, Pair.of(2, 1));
    assertThat(other.leftOutBy()).containsExactly("packed sequences");
    assertThat(other.masks().getFirst().reason())
        .isEqualTo("the query is in packed sequence 1 and the key in 0");
    assertThat(other.masks()).hasSize(1);
    assertThat(other.biases()).isEmpty();
    Explanation own = packed.explain(QUERY, KEY, KEY, Pair.of(2, 3));
    assertThat(own.attended()).isTrue();
    assertThat(own.biases().getFirst().after()).isEqualTo(12 + 1);
    assertThat(own.row().keys()).isEqualTo(3);
    assertThat(own.row().maximumKey()).isEqualTo(4);
  }

  @Test
  void everyBiasIsAStepOfItsOwn() {
    double[] dense = new double[24];
    dense[1 * 6 + 4] = 0.5;
    dense[1 * 6 + 5] = Double.NEGATIVE_INFINITY;
    Bias bias =
        Bias.dense(Tensor.of(dense, 4, 6))
            .and(Bias.alibi(Tensor.of(new double[] {0.25}, 1), Corner.BOTTOM_RIGHT))
            .and(Bias.function((score, b, h, i, j) -> j == 0 ? Double.NEGATIVE_INFINITY : -score));
    Attention attention = ATTENTION.withBias(bias);
    assertThat(attention.explain(QUERY, KEY, KEY, Pair.of(1, 4)).biases())
        .containsExactly(
            new BiasChange("dense bias", 10, 10.5, false, Map.of("bias", 0.5)),
            new BiasChange("ALiBi", 10.5, 10.25, false, Map.of("slope", 0.25, "distance", 1.0)),
            new BiasChange("score function 1", 10.25, -10.25, false, Map.of()));
    Explanation first = attention.explain(QUERY, KEY, KEY, Pair.of(1, 0));
    assertThat(first.leftOutBy()).containsExactly("score function 1");
    // −(−∞) is +∞: the function takes a key back that the dense bias left out.
    Explanation back = attention.explain(QUERY, KEY, KEY, Pair.of(1, 5));
    assertThat(back.attended()).isTrue();
    assertThat(back.leftOutBy()).isEmpty();
    Attention alone = ATTENTION.withBias(Tensor.of(dense, 4, 6));
    assertThat(alone.explain(QUERY, KEY, KEY, Pair.of(1, 5)).leftOutBy())
        .containsExactly("dense bias");
  }

  @Test
  void scoresOfMinusInfinityLeaveNothingOutBySelves() {
    Tensor key = Tensor.of(new double[] {1, Double.NEGATIVE_INFINITY}, 2, 1);
    Explanation found = ATTENTION.explain(QUERY, key, KEY.slice(0, 0, 2), Pair.of(0, 1));
    assertThat(found.attended()).isTrue();
    assertThat(found.weight()).isZero();
    assertThat(found.rank()).isEqualTo(2);
    Attention function = ATTENTION.withBias(Bias.function((score, b, h, i, j) -> score));
    Explanation out = function.explain(QUERY, key, KEY.slice(0, 0, 2), Pair.of(0, 1));
    assertThat(out.leftOutBy()).containsExactly("score function 1");
  }

  @Test
  void whatIsLeftOutTouchesNothing() {
    Tensor value = Tensor.of(new double[] {5, Double.NaN}, 2, 1);
    Mask mask = Mask.lengths(1);
    Tensor key = Tensor.of(new double[] {1, Double.NaN}, 2, 1);
    Explanation out = ATTENTION.withMask(mask).explain(QUERY, key, value, Pair.of(0, 1));
    assertThat(out.values().columns().getFirst().weighted()).isZero();
    assertThat(out.values().columns().getFirst().output()).isEqualTo(5);
    assertThat(out.values().share()).isZero();
  }

  @Test
  void aSinkTakesItsPartAndMayBeTheMaximum() {
    Attention sink =
        ATTENTION.withScale(1).withSinks(Tensor.of(new double[] {StrictMath.log(3)}, 1));
    Tensor zero = Tensor.zeros(DType.FLOAT64, Shape.of(1, 1));
    Explanation found = sink.explain(zero, zero, zero, Pair.of(0, 0));
    assertThat(found.row().maximumKey()).isEqualTo(-1);
    assertThat(found.row().sinkPower()).isEqualTo(1);
    assertThat(found.row().sum()).isEqualTo(4 / 3.0, within(1e-15));
    assertThat(found.weight()).isEqualTo(0.25, within(1e-15));
  }

  @Test
  void pairsThatAreNotThereAreRefusedWithTheNumbers() {
    List<Pair> pairs =
        List.of(new Pair(1, 0, 0, 0), new Pair(0, -1, 0, 0), Pair.of(4, 0), Pair.of(0, 6));
    List<String> said =
        List.of(
            "batch entry 1: they are counted from 0 to 0",
            "head -1: they are counted from 0 to 0",
            "query 4: they are counted from 0 to 3",
            "key 6: they are counted from 0 to 5");
    for (int n = 0; n < pairs.size(); n++) {
      Pair pair = pairs.get(n);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ATTENTION.explain(QUERY, KEY, KEY, pair))
          .withMessage(said.get(n));
    }
    Tensor none = KEY.slice(0, 0, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ATTENTION.explain(QUERY, none, none, Pair.of(0, 0)))
        .withMessage("key 0: there is none");
  }
}
