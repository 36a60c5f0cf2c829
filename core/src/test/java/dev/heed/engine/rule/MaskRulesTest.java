package dev.heed.engine.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heed.attention.Attention;
import dev.heed.attention.Bits;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which keys each mask leaves, read off the weights: equal scores give equal weights. */
@DisplayName("S1, S2, S6, S7, S8: masks and heads")
class MaskRulesTest {
  private static final Attention ATTENTION = Attention.scaledDotProduct();

  /** One row of 0 and 1 for each query: whether it attends to each key. */
  private static List<String> attended(Mask mask, int queries, int keys) {
    Tensor q = Tensor.zeros(DType.FLOAT64, Shape.of(queries, 2));
    Tensor k = Tensor.zeros(DType.FLOAT64, Shape.of(keys, 2));
    Tensor weights = ATTENTION.withMask(mask).steps(q, k, k).weights();
    return java.util.stream.IntStream.range(0, queries)
        .mapToObj(i -> row(weights, i, keys))
        .toList();
  }

  private static String row(Tensor weights, int i, int keys) {
    StringBuilder row = new StringBuilder();
    for (int j = 0; j < keys; j++) {
      row.append(weights.get(i, j) > 0 ? '1' : '0');
    }
    return row.toString();
  }

  @Test
  @DisplayName("S1: keep and hide are opposites")
  void keepAndHideAreOpposites() {
    boolean[][] flags = {{true, false, true}, {false, true, true}};
    assertThat(attended(Mask.keep(Tensor.of(flags)), 2, 3)).containsExactly("101", "011");
    assertThat(attended(Mask.hide(Tensor.of(flags)), 2, 3)).containsExactly("010", "100");
  }

  @Test
  @DisplayName("S1: flags broadcast from the right")
  void flagsBroadcastFromTheRight() {
    Tensor row = Tensor.of(new byte[] {1, 0, 1}, 3);
    Tensor column = Tensor.of(new byte[] {1, 0}, 2, 1);
    assertThat(attended(Mask.keep(row), 2, 3)).containsExactly("101", "101");
    assertThat(attended(Mask.keep(column), 2, 3)).containsExactly("111", "000");
    assertThat(attended(Mask.keep(row).and(Mask.keep(column)), 2, 3)).containsExactly("101", "000");
  }

  @Test
  @DisplayName("S1: any byte other than 0 is true")
  void anyByteButZeroIsTrue() {
    Tensor odd = Tensor.of(new byte[] {0, 1, 2, -1, (byte) 128}, 5);
    assertThat(attended(Mask.keep(odd), 1, 5)).containsExactly("01111");
  }

  @Test
  @DisplayName("S2: corners of a causal mask")
  void causalCorners() {
    assertThat(attended(Mask.causal(), 3, 3)).containsExactly("100", "110", "111");
    assertThat(attended(Mask.causal(Corner.TOP_LEFT), 3, 5))
        .containsExactly("10000", "11000", "11100");
    assertThat(attended(Mask.causal(Corner.BOTTOM_RIGHT), 3, 5))
        .containsExactly("11100", "11110", "11111");
    assertThat(attended(Mask.causal(Corner.TOP_LEFT), 4, 2))
        .containsExactly("10", "11", "11", "11");
    assertThat(attended(Mask.causal(Corner.BOTTOM_RIGHT), 4, 2))
        .containsExactly("00", "00", "10", "11");
  }

  @Test
  @DisplayName("S2: an unnamed corner with L ≠ S is an error that shows both")
  void unnamedCornersAreRefusedWhereTheyWouldBeAGuess() {
    for (int[] size : new int[][] {{3, 5}, {5, 3}, {0, 1}, {1, 0}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> attended(Mask.causal(), size[0], size[1]))
          .withMessage(
              "causal mask for %d queries and %d keys: name the corner, top-left (query 0 at key 0)"
                  + " or bottom-right (last query at last key)",
              size[0], size[1]);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> attended(Mask.window(1, 1), size[0], size[1]))
          .withMessageStartingWith(
              "window mask for %d queries and %d keys: name the corner", size[0], size[1]);
    }
  }

  @Test
  @DisplayName("S7: a window counts from the aligned position, both ends included")
  void windowsIncludeBothEnds() {
    assertThat(attended(Mask.window(1, 0), 4, 4)).containsExactly("1000", "1100", "0110", "0011");
    assertThat(attended(Mask.window(0, 0), 3, 3)).containsExactly("100", "010", "001");
    assertThat(attended(Mask.window(-1, 1), 3, 3)).containsExactly("110", "111", "111");
    assertThat(attended(Mask.window(1, -1), 3, 3)).containsExactly("111", "111", "011");
    assertThat(attended(Mask.window(-1, -1), 2, 2)).containsExactly("11", "11");
    assertThat(attended(Mask.window(1, 1, Corner.TOP_LEFT), 2, 5))
        .containsExactly("11000", "11100");
    assertThat(attended(Mask.window(1, 0, Corner.BOTTOM_RIGHT), 2, 5))
        .containsExactly("00110", "00011");
    assertThat(attended(Mask.window(1, 1, Corner.BOTTOM_RIGHT), 5, 2))
        .containsExactly("00", "00", "10", "11", "11");
  }

  @Test
  @DisplayName("S7: the largest sides do not overflow")
  void theWidestWindowIsOpen() {
    int wide = Integer.MAX_VALUE;
    assertThat(attended(Mask.window(wide, wide), 3, 3)).containsExactly("111", "111", "111");
    assertThat(attended(Mask.window(wide, 0), 3, 3)).isEqualTo(attended(Mask.causal(), 3, 3));
  }

  @Test
  @DisplayName("S8: lengths cut on the right, and a bottom-right corner counts from them")
  void lengthsCutOnTheRight() {
    assertThat(attended(Mask.lengths(2), 2, 4)).containsExactly("1100", "1100");
    assertThat(attended(Mask.lengths(0), 1, 3)).containsExactly("000");
    assertThat(attended(Mask.lengths(3).and(Mask.lengths(1)), 1, 3)).containsExactly("100");
    assertThat(attended(Mask.lengths(3).and(Mask.causal(Corner.BOTTOM_RIGHT)), 2, 5))
        .containsExactly("11000", "11100");
    assertThat(attended(Mask.causal(Corner.BOTTOM_RIGHT).and(Mask.lengths(3)), 2, 5))
        .containsExactly("11000", "11100");
  }

  @Test
  @DisplayName("S8: a padded sequence gives the bits that it gives alone")
  void paddingChangesNoBit() {
    Seeds seeds = Seeds.fromProperty();
    int[] lengths = {70, 131, 0, 1};
    Tensor q = Tensor.of(seeds.normalFloats(4 * 2 * 9 * 5), 4, 2, 9, 5);
    Tensor k = Tensor.of(seeds.normalFloats(4 * 2 * 131 * 5), 4, 2, 131, 5);
    Tensor v = Tensor.of(seeds.normalFloats(4 * 2 * 131 * 3), 4, 2, 131, 3);
    Mask corner = Mask.causal(Corner.BOTTOM_RIGHT);
    Tensor padded = ATTENTION.withMask(Mask.lengths(lengths).and(corner)).compute(q, k, v);
    for (int b = 0; b < 4; b++) {
      Tensor own = k.select(0, b).slice(1, 0, lengths[b]);
      Tensor values = v.select(0, b).slice(1, 0, lengths[b]);
      Tensor alone = ATTENTION.withMask(corner).compute(q.select(0, b), own, values);
      Bits.assertSame("sequence " + b, alone, padded.select(0, b));
    }
  }

  @Test
  @DisplayName("S6: query head h reads key/value head ⌊h/(H/Hk)⌋")
  void groupedHeadsReadTheirOwnKeyHead() {
    Seeds seeds = Seeds.fromProperty();
    Tensor q = Tensor.of(seeds.normalFloats(2 * 6 * 5 * 4), 2, 6, 5, 4);
    Tensor k = Tensor.of(seeds.normalFloats(2 * 2 * 7 * 4), 2, 2, 7, 4);
    Tensor v = Tensor.of(seeds.normalFloats(2 * 2 * 7 * 3), 2, 2, 7, 3);
    Tensor grouped = ATTENTION.compute(q, k, v);
    for (int b = 0; b < 2; b++) {
      for (int h = 0; h < 6; h++) {
        Tensor alone =
            ATTENTION.compute(
                q.select(0, b).select(0, h),
                k.select(0, b).select(0, h / 3),
                v.select(0, b).select(0, h / 3));
        Bits.assertSame("head " + h, alone, grouped.select(0, b).select(0, h));
      }
    }
  }

  @Test
  @DisplayName("masks combine by and, in any order and nesting")
  void masksCombineByAnd() {
    Mask flags = Mask.keep(Tensor.of(new boolean[][] {{true, true, false, true}}));
    Mask one = Mask.causal().and(flags).and(Mask.lengths(4)).and(Mask.none());
    Mask other = Mask.lengths(4).and(Mask.none().and(flags.and(Mask.causal())));
    List<String> expected = List.of("1000", "1100", "1100", "1101");
    assertThat(attended(one, 4, 4)).isEqualTo(expected);
    assertThat(attended(other, 4, 4)).isEqualTo(expected);
    assertThat(attended(new Mask.All(List.of(one, other)), 4, 4)).isEqualTo(expected);
  }
}
