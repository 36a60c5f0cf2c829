package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Engine;
import dev.heed.execution.Execution;
import dev.heed.mask.Bias;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.mask.MaskFunction;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option gives the same bits at any number of threads, in a batch, in any layout. */
@DisplayName("S10, S11: determinism of every option")
class SameBitsOfOptionsTest {
  private static final Attention PLAIN = Attention.scaledDotProduct();
  private static final double HIDDEN = Double.NEGATIVE_INFINITY;
  private static final MaskFunction RULE = (b, h, i, j) -> (i / 48 + j / 16 + h) % 3 != 0;

  private final Seeds seeds = Seeds.of(41);
  private final Tensor q = Tensor.of(seeds.normalFloats(2 * 4 * 200 * 8), 2, 4, 200, 8);
  private final Tensor k = Tensor.of(seeds.normalFloats(2 * 2 * 300 * 8), 2, 2, 300, 8);
  private final Tensor v = Tensor.of(seeds.normalFloats(2 * 2 * 300 * 5), 2, 2, 300, 5);

  /** A call whose options say nothing about the entry of the batch. */
  private record Option(String name, Attention attention) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Option> options() {
    Tensor sinks = Tensor.of(new double[] {1, HIDDEN, -3, 0}, 4);
    Bias alibi = Bias.alibi(Bias.alibiSlopes(4), Corner.BOTTOM_RIGHT);
    Bias score = Bias.function((s, b, h, i, j) -> (j - i) % 9 == h ? HIDDEN : 2 * s - 0.01 * j);
    Mask blocks = Mask.blocks(everyThird(4, 5, 7), 48);
    Mask described = BlockMask.of(RULE, Shape.of(1, 4, 200, 300));
    return List.of(
        new Option("softcap", PLAIN.withSoftcap(1.5)),
        new Option("sinks", PLAIN.withSinks(sinks)),
        new Option("ALiBi", PLAIN.withBias(alibi)),
        new Option("score function", PLAIN.withBias(score)),
        new Option("mask function", PLAIN.withMask(Mask.function(RULE))),
        new Option("block mask", PLAIN.withMask(described)),
        new Option("blocks", PLAIN.withMask(blocks)),
        new Option(
            "all",
            PLAIN
                .withScale(-0.3)
                .withSoftcap(4)
                .withSinks(sinks)
                .withBias(score.and(alibi))
                .withMask(described.and(blocks).and(Mask.window(150, 9, Corner.BOTTOM_RIGHT)))));
  }

  private static Tensor everyThird(int... shape) {
    byte[] flags = new byte[(int) Shape.of(shape).elements()];
    for (int n = 0; n < flags.length; n++) {
      flags[n] = (byte) (n % 3 == 0 ? 0 : 1);
    }
    return Tensor.of(flags, shape);
  }

  @ParameterizedTest
  @MethodSource("options")
  void anyNumberOfThreads(Option option) {
    Execution alone = Execution.standard().withThreads(1);
    AttentionResult expected = option.attention().withExecution(alone).evaluate(q, k, v);
    for (int threads : new int[] {2, 3, 8, 64}) {
      Execution shared = Execution.standard().withThreads(threads);
      AttentionResult result = option.attention().withExecution(shared).evaluate(q, k, v);
      Bits.assertSame(threads + " threads", expected, result);
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void whateverElseIsAskedFor(Option option) {
    Tensor output = option.attention().compute(q, k, v);
    Bits.assertSame("evaluate", output, option.attention().evaluate(q, k, v).output());
    Bits.assertSame("steps", output, option.attention().steps(q, k, v).output());
    Tensor into = Tensor.of(new float[2 * 4 * 200 * 5], 2, 4, 200, 5);
    option.attention().compute(q, k, v, into);
    Bits.assertSame("into", output, into);
    option.attention().plan(q, k, v);
    Execution watched = Execution.standard().withObserver((done, total) -> true);
    Attention observed = option.attention().withExecution(watched);
    Bits.assertSame("observed", output, observed.compute(q, k, v));
  }

  @ParameterizedTest
  @MethodSource("options")
  void aloneOrInABatch(Option option) {
    AttentionResult batch = option.attention().evaluate(q, k, v);
    for (int b = 0; b < 2; b++) {
      AttentionResult one =
          option.attention().evaluate(q.select(0, b), k.select(0, b), v.select(0, b));
      Bits.assertSame("output", one.output(), batch.output().select(0, b));
      Bits.assertSame("log-sum-exp", one.logSumExp(), batch.logSumExp().select(0, b));
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void anyLayoutInMemory(Option option) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16}) {
      Tensor query = q.to(dtype);
      Tensor key = k.to(dtype);
      Tensor value = v.to(dtype);
      AttentionResult expected = option.attention().evaluate(query, key, value);
      for (int n = 0; n < 4; n++) {
        Layout[] layouts = new Layout[3];
        java.util.Arrays.setAll(layouts, at -> Layout.random(seeds.random(), 4));
        AttentionResult result =
            option
                .attention()
                .evaluate(layouts[0].of(query), layouts[1].of(key), layouts[2].of(value));
        Bits.assertSame(List.of(layouts).toString(), expected, result);
      }
    }
  }

  @Test
  void functionsAndBlockMasksAreTheirFlags() {
    byte[] dense = new byte[4 * 200 * 300];
    for (int n = 0; n < dense.length; n++) {
      boolean attends = RULE.attends(0, n / 60_000, n / 300 % 200, n % 300);
      dense[n] = (byte) (attends ? 1 : 0);
    }
    Mask flags = Mask.keep(Tensor.of(dense, 4, 200, 300));
    AttentionResult expected = PLAIN.withMask(flags).evaluate(q, k, v);
    Mask function = Mask.function(RULE);
    Mask described = BlockMask.of(RULE, Shape.of(1, 4, 200, 300));
    Mask full = BlockMask.of(RULE, Shape.of(2, 4, 200, 300));
    for (Mask mask : new Mask[] {function, described, full, function.and(described)}) {
      Bits.assertSame("mask", expected, PLAIN.withMask(mask).evaluate(q, k, v));
    }
    Bias hiding = Bias.function((s, b, h, i, j) -> RULE.attends(b, h, i, j) ? s : HIDDEN);
    Bits.assertSame("score function", expected, PLAIN.withBias(hiding).evaluate(q, k, v));
  }

  @Test
  void blocksAreTheirFlags() {
    for (int size : new int[] {1, 16, 48, 64, 100, 1000}) {
      int rows = Math.ceilDiv(200, size);
      int columns = Math.ceilDiv(300, size);
      Tensor blocks = everyThird(2, 1, rows, columns);
      Tensor dense = Tensor.of(new byte[2 * 200 * 300], 2, 1, 200, 300);
      for (int n = 0; n < 2 * 200 * 300; n++) {
        int b = n / 60_000;
        int i = n / 300 % 200;
        int j = n % 300;
        dense.set(blocks.get(b, 0, i / size, j / size), b, 0, i, j);
      }
      Bits.assertSame(
          "blocks of " + size,
          PLAIN.withMask(Mask.keep(dense)).evaluate(q, k, v),
          PLAIN.withMask(Mask.blocks(blocks, size)).evaluate(q, k, v));
    }
  }

  @Test
  void alibiIsTheBiasThatItStandsFor() {
    Tensor slopes = Tensor.of(new float[] {0.3f, 0.1f, -0.7f, 2}, 4);
    float[] products = new float[4 * 200 * 300];
    for (int n = 0; n < products.length; n++) {
      float distance = Math.abs(n / 300 % 200 + 100 - n % 300);
      products[n] = -((float) slopes.get(n / 60_000) * distance);
    }
    Bits.assertSame(
        "bottom right",
        PLAIN.withBias(Tensor.of(products, 4, 200, 300)).evaluate(q, k, v),
        PLAIN.withBias(Bias.alibi(slopes, Corner.BOTTOM_RIGHT)).evaluate(q, k, v));
  }

  @Test
  void sinksOfMinusInfinityAndAFunctionThatChangesNothingLeaveNoTrace() {
    AttentionResult expected = PLAIN.evaluate(q, k, v);
    Tensor none = Tensor.of(new double[] {HIDDEN, HIDDEN, HIDDEN, HIDDEN}, 4);
    Bits.assertSame("sinks", expected, PLAIN.withSinks(none).evaluate(q, k, v));
    Bias same = Bias.function((s, b, h, i, j) -> s);
    Bits.assertSame("function", expected, PLAIN.withBias(same).evaluate(q, k, v));
    Mask all = Mask.function((b, h, i, j) -> true);
    Bits.assertSame("mask", expected, PLAIN.withMask(all).evaluate(q, k, v));
  }

  @Test
  void theWorkIsLargeEnoughToBeShared() {
    assertThat(2L * 4 * 200 * 300 * (8 + 5)).isGreaterThan(4 * Engine.WORTH_SHARING);
  }
}
