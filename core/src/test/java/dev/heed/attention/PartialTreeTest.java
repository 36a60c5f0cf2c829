package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks spread over trees, left out, and delivered more than once. */
@DisplayName("S11, S14: a tree of states in parts")
class PartialTreeTest {
  private static final int ROWS = 5;
  private static final int VALUES = 3;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private final Seeds seeds = Seeds.fromProperty();
  private final RandomGenerator random = seeds.random();

  /**
   * What the keys of one block leave in rows that have everything: far scores, zeros of both signs,
   * sums that underflow to −0, values that are not finite, scores of −∞, +∞ and NaN.
   */
  private PartialAttention state(DType dtype) {
    double[] odd = {0, -0.0, -1e-42, 1e-42, INFINITY, -INFINITY, Double.NaN, 1e5, -1e5};
    double[] keys = seeds.normal(2 * 2);
    double[] values = seeds.normal(2 * VALUES);
    for (double[] numbers : List.of(keys, values)) {
      for (int n = 0; n < numbers.length; n++) {
        numbers[n] = random.nextInt(3) == 0 ? odd[random.nextInt(odd.length)] : numbers[n];
      }
    }
    double[] queries = seeds.normal(2 * ROWS);
    Attention attention =
        Attention.scaledDotProduct()
            .withMask(Mask.keep(Tensor.of(new byte[] {0, 1, 1, 1, 1, 0, 0, 0, 1, 1}, ROWS, 2)));
    return attention.partial(
        Tensor.of(queries, ROWS, 2).to(dtype),
        Tensor.of(keys, 2, 2).to(dtype),
        Tensor.of(values, 2, VALUES).to(dtype));
  }

  private static PartialAttention identity(DType dtype) {
    return PartialAttention.identity(Shape.of(ROWS), VALUES, dtype);
  }

  /** The tree's rule spelled out: neighbours on each level, from left to right. */
  private static PartialAttention byLevels(List<PartialAttention> states) {
    List<PartialAttention> level = states;
    while (level.size() > 1) {
      List<PartialAttention> next = new ArrayList<>();
      for (int n = 0; n < level.size(); n += 2) {
        next.add(n + 1 < level.size() ? level.get(n).merge(level.get(n + 1)) : level.get(n));
      }
      level = next;
    }
    return level.getFirst();
  }

  private <T> List<T> shuffled(List<T> list) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, new Random(random.nextLong()));
    return copy;
  }

  /** Blocks on some machines, merged in rounds on ever fewer, some of what is sent sent again. */
  private PartialAttention inRounds(int blocks, BitSet needed, List<PartialAttention> states) {
    List<PartialRange> sent = new ArrayList<>();
    needed.stream().forEach(n -> sent.add(new PartialRange(n, 1, states.get(n))));
    List<PartialRange> waiting = sent;
    for (int machines = 1 + random.nextInt(5); machines > 1; machines = (machines + 1) / 2) {
      List<PartialTree> trees = new ArrayList<>();
      for (int n = 0; n < machines; n++) {
        trees.add(new PartialTree(blocks, needed));
      }
      for (PartialRange range : shuffled(waiting)) {
        PartialTree tree = trees.get(random.nextInt(machines));
        tree.add(PartialRange.ofBytes(range.toBytes()));
        if (random.nextInt(3) == 0) {
          tree.add(range);
        }
      }
      waiting = shuffled(trees.stream().flatMap(tree -> tree.ranges().stream()).toList());
    }
    PartialTree last = new PartialTree(blocks, needed);
    for (PartialRange range : waiting) {
      last.add(range);
    }
    for (PartialRange again : shuffled(waiting)) {
      last.add(again);
    }
    assertThat(last.ranges()).hasSize(1);
    assertThat(last.ranges().getFirst().count()).isEqualTo(blocks);
    return last.result();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void theSameBitsHoweverBlocksAreSpreadOverTrees(DType dtype) {
    for (int turn = 0; turn < 40; turn++) {
      int blocks = 1 + random.nextInt(20);
      List<PartialAttention> states = new ArrayList<>();
      PartialTree whole = new PartialTree(blocks);
      for (int n = 0; n < blocks; n++) {
        states.add(state(dtype));
        whole.add(n, states.get(n));
      }
      BitSet all = new BitSet();
      all.set(0, blocks);
      byte[] expected = byLevels(states).toBytes();
      assertThat(whole.result().toBytes()).isEqualTo(expected);
      assertThat(inRounds(blocks, all, states).toBytes()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void blocksThatNeverComeLeaveTheBitsOfIdentities(DType dtype) {
    for (int turn = 0; turn < 40; turn++) {
      int blocks = 1 + random.nextInt(20);
      BitSet needed = new BitSet();
      List<PartialAttention> states = new ArrayList<>();
      int share = 1 + random.nextInt(6);
      for (int n = 0; n < blocks; n++) {
        needed.set(n, random.nextInt(share) == 0);
        states.add(needed.get(n) ? state(dtype) : identity(dtype));
      }
      if (needed.isEmpty()) {
        assertThatThrownBy(() -> new PartialTree(blocks, needed))
            .hasMessageContaining("none of %d blocks is needed".formatted(blocks));
        assertThat(byLevels(states).toBytes()).isEqualTo(identity(dtype).toBytes());
        continue;
      }
      PartialTree whole = new PartialTree(blocks);
      for (int n = 0; n < blocks; n++) {
        whole.add(n, states.get(n));
      }
      byte[] expected = whole.result().toBytes();
      assertThat(byLevels(states).toBytes()).isEqualTo(expected);
      assertThat(inRounds(blocks, needed, states).toBytes()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void statesWithoutKeysChangeNoBitAndMergingCommutes(DType dtype) {
    boolean sawNaN = false;
    for (int turn = 0; turn < 200; turn++) {
      PartialAttention one = state(dtype);
      PartialAttention other = state(dtype);
      assertThat(one.merge(identity(dtype)).toBytes()).isEqualTo(one.toBytes());
      assertThat(identity(dtype).merge(one).toBytes()).isEqualTo(one.toBytes());
      assertThat(one.merge(other).toBytes()).isEqualTo(other.merge(one).toBytes());
      assertThat(PartialAttention.ofBytes(one.toBytes()).toBytes()).isEqualTo(one.toBytes());
      for (double number : one.accumulator().toDoubleArray()) {
        assertThat(Double.doubleToRawLongBits(number)).isNotEqualTo(Long.MIN_VALUE);
        sawNaN |= Double.isNaN(number);
      }
    }
    assertThat(sawNaN).isTrue();
  }

  /** A sum of weighted values that underflows from below when it is merged: fma gives −0. */
  @Test
  void zerosOfAStateHaveOneSign() {
    Tensor one = Tensor.of(new float[] {1}, 1, 1);
    Attention attention = Attention.scaledDotProduct();
    PartialAttention low = attention.partial(one, one, Tensor.of(new float[] {-1e-30f}, 1, 1));
    Tensor far = Tensor.of(new float[] {50}, 1, 1);
    PartialAttention high = attention.partial(one, far, Tensor.of(new float[] {0}, 1, 1));
    assertThat(Math.fma(-1e-30f, (float) Math.exp(-49), 0f)).isEqualTo(-0f);
    PartialAttention merged = low.merge(high);
    double zero = merged.accumulator().get(0, 0);
    assertThat(Double.doubleToRawLongBits(zero)).isZero();
    byte[] bytes = merged.toBytes();
    PartialAttention none = PartialAttention.identity(Shape.of(1), 1, DType.FLOAT32);
    assertThat(merged.merge(none).toBytes()).isEqualTo(bytes);
  }

  @Test
  void whatRemainsIsAsFewRangesAsTheTreeAllows() {
    List<PartialAttention> states = new ArrayList<>();
    for (int n = 0; n < 11; n++) {
      states.add(state(DType.FLOAT32));
    }
    PartialTree tree = new PartialTree(11);
    for (int n : new int[] {10, 5, 1, 8, 4, 7, 9}) {
      tree.add(n, states.get(n));
    }
    assertThat(tree.ranges().stream().map(one -> one.first() + "+" + one.count()))
        .containsExactly("1+1", "4+2", "7+1", "8+3");
    assertThat(tree.isComplete()).isFalse();
    BitSet needed = new BitSet();
    needed.set(2);
    needed.set(9);
    PartialTree thin = new PartialTree(11, needed);
    thin.add(2, states.get(2));
    assertThat(thin.ranges().stream().map(one -> one.first() + "+" + one.count()))
        .containsExactly("0+8");
    assertThatThrownBy(() -> thin.add(3, states.get(3)))
        .hasMessage("block 3: nobody needs a key of it, and so it never comes");
    assertThatThrownBy(() -> thin.add(4, 4, states.get(3)))
        .hasMessage("blocks 4 to 7: nobody needs a key of it, and so it never comes");
    assertThatThrownBy(thin::result).hasMessage("block 9 of 11 did not come");
    thin.add(8, 2, states.get(9));
    assertThat(thin.isComplete()).isTrue();
    needed.set(11);
    assertThatThrownBy(() -> new PartialTree(11, needed)).hasMessageContaining("block 11 of 11");
  }

  @Test
  void whatComesTwiceIsTakenOnceOrRefused() {
    Attention attention = Attention.scaledDotProduct().withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    Tensor q = Tensor.of(seeds.normalFloats(ROWS * 4), ROWS, 4);
    Tensor k = Tensor.of(seeds.normalFloats(8 * 4), 8, 4);
    Tensor v = Tensor.of(seeds.normalFloats(8 * VALUES), 8, VALUES);
    PartialAttention[] states = new PartialAttention[4];
    Arrays.setAll(
        states,
        n ->
            attention.partial(
                q, k.slice(0, 2 * n, 2 * n + 2), v.slice(0, 2 * n, 2 * n + 2), 2 * n, 8));
    PartialTree tree = new PartialTree(4);
    tree.add(0, states[0]);
    tree.add(0, states[0]);
    tree.add(1, states[1]);
    tree.add(1, states[1]);
    tree.add(0, 2, states[1].merge(states[0]));
    assertThatThrownBy(() -> tree.add(1, states[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("block 1 came before with other bits: the same keys leave the same state");
    assertThatThrownBy(() -> tree.add(0, 2, states[2]))
        .hasMessage(
            "blocks 0 to 1 came before with other bits: the same keys leave the same state");
    PartialAttention right = states[2].merge(states[3]);
    tree.add(2, 2, right);
    byte[] expected = tree.result().toBytes();
    tree.add(2, 2, right);
    assertThatThrownBy(() -> tree.add(3, states[3]))
        .hasMessage("block 3 came before in another range than this one, block 3");
    assertThat(tree.result().toBytes()).isEqualTo(expected);
    assertThat(tree.ranges()).hasSize(1);
  }

  @Test
  void aStateThatDoesNotFitChangesNothing() {
    PartialTree tree = new PartialTree(4);
    PartialAttention longer = PartialAttention.identity(Shape.of(ROWS + 1), 3, DType.FLOAT32);
    List<PartialAttention> states = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      states.add(state(DType.FLOAT32));
    }
    tree.add(0, states.get(0));
    assertThatThrownBy(() -> tree.add(2, longer)).hasMessageContaining("merging needs equal ones");
    for (int n = 1; n < 4; n++) {
      tree.add(n, states.get(n));
    }
    assertThat(tree.result().toBytes()).isEqualTo(byLevels(states).toBytes());
  }

  @Test
  void rangesAreReadBackAndDamageIsSaid() {
    PartialRange range = new PartialRange(6, 2, state(DType.FLOAT64));
    byte[] bytes = range.toBytes();
    PartialRange again = PartialRange.ofBytes(bytes);
    assertThat(again.first()).isEqualTo(6);
    assertThat(again.count()).isEqualTo(2);
    assertThat(again.toBytes()).isEqualTo(bytes);
    for (int n = 0; n < bytes.length; n++) {
      byte[] cut = Arrays.copyOf(bytes, n);
      byte[] changed = bytes.clone();
      changed[n] ^= (byte) (1 << random.nextInt(8));
      for (byte[] damaged : List.of(cut, changed)) {
        assertThatThrownBy(() -> PartialRange.ofBytes(damaged))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("cannot read ");
      }
    }
    assertThatThrownBy(() -> new PartialRange(-1, 2, range.state())).hasMessageContaining("from 0");
    assertThatThrownBy(() -> new PartialRange(0, 0, range.state())).hasMessageContaining("one");
  }
}
