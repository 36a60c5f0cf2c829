package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.heed.mask.Bias;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.mask.MaskFunction;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each option refuses what it cannot mean, with its name, the numbers and the rule. */
@DisplayName("S2, S3, S8, S13: options that are refused at the door")
class OptionDoorTest {
  private static final Attention PLAIN = Attention.scaledDotProduct();
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static Tensor zeros(int... sizes) {
    return Tensor.zeros(DType.FLOAT32, Shape.of(sizes));
  }

  private static Tensor of(double... numbers) {
    return Tensor.of(numbers, numbers.length);
  }

  private static Tensor flags(int... sizes) {
    return Tensor.zeros(DType.BOOL, Shape.of(sizes));
  }

  private static Tensor places(int... sizes) {
    return Tensor.zeros(DType.INT32, Shape.of(sizes));
  }

  private static void refused(ThrowingCallable what, String... said) {
    assertThatIllegalArgumentException().isThrownBy(what).withMessageContainingAll(said);
  }

  /** Two heads of 4 queries and 6 keys. */
  private static void refusedInCalls(Attention attention, String... said) {
    Tensor q = zeros(2, 4, 3);
    Tensor k = zeros(2, 6, 3);
    refused(() -> attention.compute(q, k, k), said);
    refused(() -> attention.compute(q, k, k, zeros(2, 4, 3)), said);
    refused(() -> attention.evaluate(q, k, k), said);
    refused(() -> attention.steps(q, k, k), said);
    refused(() -> attention.plan(q, k, k), said);
  }

  @Test
  void scales() {
    for (double wrong : new double[] {NAN, INFINITY, -INFINITY}) {
      refused(() -> PLAIN.withScale(wrong), "scale " + wrong, "finite number, 1 for none");
    }
    refusedInCalls(PLAIN.withScale(1e39), "scale 1.0E39 for float32", "at most 3.4028235E38");
  }

  @Test
  void softcaps() {
    for (double wrong : new double[] {0, -0.0, -1, NAN, INFINITY, -INFINITY}) {
      refused(() -> PLAIN.withSoftcap(wrong), "softcap " + wrong, "finite number above 0");
    }
    for (double beyond : new double[] {1e-50, 1e39}) {
      refusedInCalls(
          PLAIN.withSoftcap(beyond),
          "softcap " + beyond + " for float32",
          "between 1.4E-45 and 3.4028235E38");
      Tensor wide = Tensor.zeros(DType.FLOAT64, Shape.of(2, 3));
      assertThat(PLAIN.withSoftcap(beyond).compute(wide, wide, wide).get(1, 2)).isZero();
    }
    Tensor least = Tensor.of(new float[] {1, 2}, 2, 1);
    double output = PLAIN.withSoftcap(Float.MIN_VALUE).compute(least, least, least).get(0, 0);
    assertThat(output).isEqualTo(1.5);
  }

  @Test
  void sinks() {
    refused(() -> PLAIN.withSinks(zeros(1, 2)), "sinks float32[1, 2]", "number a query head, [H]");
    refused(() -> PLAIN.withSinks(flags(2)), "sinks bool[2]", "one floating-point number a query");
    refused(() -> PLAIN.withSinks(places(2)), "sinks int32[2]", "one floating-point number a");
    refused(() -> PLAIN.withSinks(of(0, NAN)), "sinks [2] hold NaN", "a sink is finite");
    refused(
        () -> PLAIN.withSinks(of(INFINITY, 0)), "sinks [2] hold Infinity", "-Infinity for none");
    refusedInCalls(
        PLAIN.withSinks(of(1, 2, 3)), "sinks [3] for 2 query heads", "each head has one");
    refusedInCalls(PLAIN.withSinks(of(1, 1e39)), "sinks float64[2]", "beyond float32");
    Tensor wide = Tensor.zeros(DType.FLOAT64, Shape.of(2, 2, 3));
    assertThat(PLAIN.withSinks(of(1, 1e39)).compute(wide, wide, wide).get(1, 1, 1)).isZero();
  }

  @Test
  void slopes() {
    for (Tensor wrong : List.of(zeros(), zeros(1, 1, 2), flags(2))) {
      refused(() -> Bias.alibi(wrong), "slopes " + wrong, "[H] or [B, H]");
    }
    refused(() -> Bias.alibi(of(1, NAN)), "slopes float64[2] hold NaN", "a slope is finite");
    refused(() -> Bias.alibi(of(-INFINITY)), "hold -Infinity", "a slope is finite");
    Bias three = Bias.alibi(of(1, 2, 3), Corner.TOP_LEFT);
    refusedInCalls(PLAIN.withBias(three), "slopes [3] for 1 sequences of 2 heads");
    Bias batch = Bias.alibi(zeros(2, 2), Corner.TOP_LEFT);
    refusedInCalls(PLAIN.withBias(batch), "slopes [2, 2] for 1 sequences of 2 heads");
    Bias beyond = Bias.alibi(of(1, 1e39), Corner.TOP_LEFT);
    refusedInCalls(PLAIN.withBias(beyond), "slopes float64[2]", "beyond float32");
    Bias unnamed = Bias.alibi(of(1, 2));
    refusedInCalls(
        PLAIN.withBias(unnamed), "ALiBi for 4 queries and 6 keys", "top-left", "bottom-right");
    refused(() -> Bias.alibiSlopes(0), "0 heads", "at least 1");
  }

  /** Press et al. 2021, section 3: 8 heads have 1/2, 1/4 … 1/256. */
  @Test
  void slopesOfThePaper() {
    assertThat(Bias.alibiSlopes(8).toDoubleArray())
        .containsExactly(0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.0078125, 0.00390625);
    double half = StrictMath.sqrt(0.5);
    double[] sixteen = Bias.alibiSlopes(16).toDoubleArray();
    assertThat(sixteen[0]).isCloseTo(half, within(Math.ulp(half)));
    assertThat(sixteen[15]).isEqualTo(1 / 256.0);
    assertThat(Bias.alibiSlopes(10).toDoubleArray())
        .startsWith(Bias.alibiSlopes(8).toDoubleArray())
        .endsWith(sixteen[0], sixteen[2]);
  }

  @Test
  void offsetsThatAreNone() {
    refused(() -> Mask.packed(), "query offsets []", "begin at 0 and never decrease");
    refused(() -> Mask.packed(1, 4), "query offsets [1, 4]", "begin at 0");
    refused(() -> Mask.packed(0, 4, 3), "query offsets [0, 4, 3]", "never decrease");
    refused(() -> Mask.packed(new int[] {0, 4}, new int[] {0, -1}), "key offsets [0, -1]");
    refused(
        () -> Mask.packed(new int[] {0, 4}, new int[] {0, 3, 6}),
        "2 query offsets and 3 key offsets");
  }

  private static Mask packed() {
    return Mask.packed(new int[] {0, 2, 4}, new int[] {0, 2, 6});
  }

  @Test
  void offsetsThatDoNotFitTheCall() {
    String ends = "offsets end at query %d and key %d, and there are 4 queries and 6 keys";
    refusedInCalls(PLAIN.withMask(Mask.packed(0, 2)), ends.formatted(2, 2));
    Mask beyond = Mask.packed(new int[] {0, 4}, new int[] {0, 7});
    refusedInCalls(PLAIN.withMask(beyond), ends.formatted(4, 7));
    Mask other = Mask.packed(new int[] {0, 4}, new int[] {0, 6});
    refusedInCalls(PLAIN.withMask(packed().and(other)), "offsets are given twice, and differ");
    Tensor batch = zeros(3, 1, 4, 2);
    refused(
        () -> PLAIN.withMask(Mask.packed(0, 4)).compute(batch, batch, batch),
        "offsets for a batch of 3");
    refusedInCalls(PLAIN.withMask(packed().and(Mask.lengths(6))), "1 lengths for 2 sequences");
    refusedInCalls(
        PLAIN.withMask(packed().and(Mask.lengths(3, 4))), "length 3 is more than the 2 keys");
  }

  @Test
  @DisplayName("S2: each packed sequence with L ≠ S wants a corner")
  void unnamedCornersOfPackedSequences() {
    String said = "for 2 queries and 4 keys: name the corner";
    refusedInCalls(PLAIN.withMask(packed().and(Mask.causal())), "causal mask " + said);
    refusedInCalls(PLAIN.withMask(Mask.window(1, 1).and(packed())), "window mask " + said);
    refusedInCalls(PLAIN.withMask(packed()).withBias(Bias.alibi(of(1, 2))), "ALiBi " + said);
    Tensor x = zeros(6, 3);
    Mask square = Mask.packed(0, 2, 6).and(Mask.causal());
    assertThat(PLAIN.withMask(square).compute(x, x, x).shape()).isEqualTo(Shape.of(6, 3));
    Mask crossed = Mask.packed(new int[] {0, 2, 6}, new int[] {0, 3, 6}).and(Mask.causal());
    refused(
        () -> PLAIN.withMask(crossed).compute(x, x, x),
        "causal mask for 2 queries and 3 keys: name the corner");
  }

  @Test
  void blocks() {
    for (int wrong : new int[] {0, -1, Integer.MIN_VALUE}) {
      refused(() -> Mask.blocks(flags(1, 1), wrong), "blocks of " + wrong, "at least 1 key");
    }
    refused(() -> Mask.blocks(zeros(1, 1), 4), "float32[1, 1]", "flags are bool");
    refused(() -> Mask.blocks(places(1, 1), 4), "int32[1, 1]", "flags are bool");
    refusedInCalls(
        PLAIN.withMask(Mask.blocks(flags(3, 2), 2)),
        "block flags [3, 2]",
        "[1, 2, 2, 3]",
        "from the right, each axis is equal or 1");
    refusedInCalls(
        PLAIN.withMask(packed().and(Mask.blocks(flags(1, 1), 2))), "block flags and offsets");
    Mask whole = Mask.blocks(flags(1, 1), Integer.MAX_VALUE);
    Tensor x = zeros(4, 3);
    assertThat(PLAIN.withMask(whole).evaluate(x, x, x).logSumExp().get(3)).isEqualTo(-INFINITY);
  }

  @Test
  void blockMasksOfOtherSizes() {
    MaskFunction rule = (b, h, i, j) -> true;
    for (int[] wrong : new int[][] {{1, 1, 5, 6}, {1, 1, 4, 7}, {2, 1, 4, 6}, {1, 3, 4, 6}}) {
      refusedInCalls(
          PLAIN.withMask(BlockMask.of(rule, Shape.of(wrong))),
          "block mask for " + Shape.of(wrong),
          "1 sequences of 2 heads, 4 queries and 6 keys");
    }
    refusedInCalls(
        PLAIN.withMask(packed().and(BlockMask.of(rule, 2, 3))), "block mask for [1, 1, 2, 3]");
    refused(() -> BlockMask.of(rule, Shape.of(4, 6)), "shape [4, 6]", "[B, H, L, S]");
    int huge = Integer.MAX_VALUE;
    refused(() -> BlockMask.of(rule, huge, huge), "1125899906842624 tiles", "at most 2147483647");
    refused(() -> BlockMask.of(rule, -1, 4), "negative axis");
  }

  @Test
  void biases() {
    refused(() -> Bias.dense(flags(4, 6)), "bias bool[4, 6]", "Mask.keep or Mask.hide");
    refused(() -> Bias.dense(places(4, 6)), "bias int32[4, 6]", "is floating-point numbers");
    for (Tensor wrong : List.of(flags(2), places(2))) {
      refused(() -> Bias.alibi(wrong), "slopes " + wrong, "one floating-point number a head");
    }
    refusedInCalls(PLAIN.withBias(zeros(4, 5)), "bias [4, 5]", "[1, 2, 4, 6]");
    Tensor wide = Tensor.zeros(DType.FLOAT64, Shape.of(6));
    refusedInCalls(PLAIN.withBias(wide), "bias is float64 and queries are float32");
    for (DType dtype : new DType[] {DType.FLOAT16, DType.BFLOAT16}) {
      Tensor x = zeros(4, 3).to(dtype);
      DType other = dtype == DType.FLOAT16 ? DType.BFLOAT16 : DType.FLOAT16;
      for (DType wrong : new DType[] {DType.FLOAT64, other}) {
        Tensor bias = Tensor.zeros(wrong, Shape.of(4));
        refused(
            () -> PLAIN.withBias(bias).compute(x, x, x),
            "bias is %s and queries are %s: they share one dtype".formatted(wrong, dtype));
      }
      Tensor bad = of(0, 0, NAN, 0).to(dtype);
      refused(() -> PLAIN.withBias(bad).compute(x, x, x), "bias [4] holds NaN");
      for (DType right : new DType[] {DType.FLOAT32, dtype}) {
        Tensor bias = Tensor.zeros(right, Shape.of(4));
        assertThat(PLAIN.withBias(bias).compute(x, x, x).dtype()).isEqualTo(dtype);
      }
    }
    Bias second =
        Bias.dense(zeros(6)).and(Bias.dense(of(0, 0, 0, 0, 0, INFINITY).to(DType.FLOAT32)));
    refusedInCalls(PLAIN.withBias(second), "bias [6] holds +Infinity");
  }

  @Test
  void aBiasLargerThanAnArrayIsSaidToHoldWhatItHolds() {
    Tensor column = Tensor.of(new float[1 << 17], 1 << 17, 1);
    column.set(INFINITY, 1 << 16, 0);
    Tensor q = zeros(1, 1).broadcastTo(Shape.of(1 << 17, 1));
    Tensor bias = column.broadcastTo(Shape.of(1 << 17, 1 << 17));
    refused(() -> PLAIN.withBias(bias).plan(q, q, q), "bias [131072, 131072] holds +Infinity");
  }

  @Test
  void windowsAndLengths() {
    refused(() -> Mask.window(-2, 0), "window -2,0", "or is -1 for all");
    refused(() -> Mask.window(0, -2, Corner.TOP_LEFT), "window 0,-2");
    refused(() -> Mask.lengths(3, -1), "lengths [3, -1]", "0 keys or more");
    refusedInCalls(PLAIN.withMask(Mask.lengths(1, 2)), "2 lengths for 1 sequences");
    refusedInCalls(PLAIN.withMask(Mask.lengths(7)), "length 7 is more than the 6 keys");
    refusedInCalls(PLAIN.withMask(Mask.causal()), "causal mask for 4 queries and 6 keys");
  }

  @Test
  @DisplayName("S13: products of sizes")
  void sizesThatOverflow() {
    int huge = Integer.MAX_VALUE;
    Tensor rows = zeros(1).broadcastTo(Shape.of(1 << 16, huge, 1));
    refused(() -> PLAIN.plan(rows, rows, rows), "more elements than a 64-bit count can hold");
    Tensor narrow = zeros(1).broadcastTo(Shape.of(huge, 1));
    Tensor wide = zeros(1).broadcastTo(Shape.of(huge, 1 << 20));
    refused(() -> PLAIN.compute(wide, wide, narrow), "an array on the heap holds at most");
  }

  /** The last tile ends where an int does. */
  @Test
  @DisplayName("S13: the most keys that there can be")
  void theLargestNumberOfKeys() {
    int most = Integer.MAX_VALUE;
    Tensor q = zeros(3, 2);
    Tensor k = zeros(1, 2).broadcastTo(Shape.of(most, 2));
    MaskFunction last = (b, h, i, j) -> j == most - 1;
    Mask end = Mask.window(100, 0, Corner.BOTTOM_RIGHT);
    for (Mask mask : List.of(end, end.and(Mask.function(last)))) {
      Attention attention = PLAIN.withMask(mask);
      assertThat(attention.compute(q, k, k).toDoubleArray()).containsOnly(0);
      Plan plan = attention.plan(q, k, k);
      assertThat(plan.tiles()).isBetween(1L, 2L);
      assertThat(plan.tiles() + plan.skippedTiles()).isEqualTo(Math.ceilDiv(most, 256));
    }
  }
}
