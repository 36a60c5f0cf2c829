package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.mask.Bias;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.mask.MaskFunction;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** All constraints at once, and the same without each of them: none is passed over in silence. */
@DisplayName("S1 to S8: every constraint and every option has its effect beside all others")
class EachConstraintMattersTest {
  private static final int ROWS = 150;
  private static final double HIDDEN = Double.NEGATIVE_INFINITY;

  private final Seeds seeds = Seeds.of(43);
  private final Tensor q = random(4);
  private final Tensor k = random(4);
  private final Tensor v = random(3);

  private Tensor random(int columns) {
    return Tensor.of(seeds.normal(2 * ROWS * columns), 2, ROWS, columns);
  }

  private static Tensor flags(int rows, IntBinaryOperator period) {
    Tensor flags = Tensor.zeros(DType.BOOL, dev.heed.tensor.Shape.of(rows, rows));
    for (int n = 0; n < rows * rows; n++) {
      flags.set(period.applyAsInt(n / rows, n % rows) == 0 ? 1 : 0, n / rows, n % rows);
    }
    return flags;
  }

  /** Each leaves out something that no other does. */
  private static List<Mask> masks() {
    MaskFunction blocky = (b, h, i, j) -> (i / 16 + j / 16) % 5 != 0;
    return List.of(
        Mask.causal(),
        Mask.window(100, -1),
        Mask.window(-1, 0),
        Mask.lengths(145),
        Mask.keep(flags(ROWS, (i, j) -> (7 * i + 3 * j) % 11 / 10)),
        Mask.hide(flags(ROWS, (i, j) -> (i + 2 * j) % 13)),
        Mask.function((b, h, i, j) -> (i + j) % 17 != 0 || h > 0),
        BlockMask.of(blocky, ROWS, ROWS));
  }

  private static Mask all(List<Mask> masks) {
    return masks.stream().reduce(Mask.none(), Mask::and);
  }

  private static List<Mask> without(List<Mask> masks, int n) {
    List<Mask> rest = new ArrayList<>(masks);
    rest.remove(n);
    return rest;
  }

  private void assertEachMatters(List<Mask> masks) {
    Attention attention = Attention.scaledDotProduct();
    double[] together = attention.withMask(all(masks)).compute(q, k, v).toDoubleArray();
    for (int n = 0; n < masks.size(); n++) {
      Attention fewer = attention.withMask(all(without(masks, n)));
      assertThat(fewer.compute(q, k, v).toDoubleArray())
          .as("without %s", masks.get(n))
          .isNotEqualTo(together);
    }
  }

  @Test
  void everyMaskOfSequencesOfOneSize() {
    List<Mask> masks = new ArrayList<>(masks());
    // A causal mask and a window that is closed on the right are the same.
    masks.remove(2);
    masks.add(Mask.blocks(flags(4, (i, j) -> i == 2 && j == 1 ? 1 : 0), 48));
    assertEachMatters(masks);
    masks.set(0, Mask.window(-1, 0));
    assertEachMatters(masks);
  }

  @Test
  void everyMaskOfPackedSequences() {
    List<Mask> masks = new ArrayList<>(masks());
    masks.remove(2);
    masks.remove(1);
    masks.set(1, Mask.window(40, -1));
    masks.add(Mask.packed(0, 60, 60, 64, ROWS));
    Mask lengths = Mask.lengths(58, 0, 2, 80);
    Attention attention = Attention.scaledDotProduct();
    Mask packed = all(masks);
    double[] together = attention.withMask(packed.and(lengths)).compute(q, k, v).toDoubleArray();
    assertThat(attention.withMask(packed).compute(q, k, v).toDoubleArray()).isNotEqualTo(together);
    assertEachMatters(masks);
  }

  @Test
  void cornersMatterWhereQueriesAndKeysDiffer() {
    Tensor fewer = q.slice(1, 0, 90);
    for (List<Mask> pair :
        List.of(
            List.of(Mask.causal(Corner.TOP_LEFT), Mask.causal(Corner.BOTTOM_RIGHT)),
            List.of(Mask.window(9, 0, Corner.TOP_LEFT), Mask.window(9, 0, Corner.BOTTOM_RIGHT)))) {
      Attention attention = Attention.scaledDotProduct();
      double[] first = attention.withMask(pair.get(0)).compute(fewer, k, v).toDoubleArray();
      double[] second = attention.withMask(pair.get(1)).compute(fewer, k, v).toDoubleArray();
      assertThat(first).isNotEqualTo(second);
    }
  }

  @Test
  void everyOptionBesideAllOthers() {
    Tensor bias = Tensor.of(seeds.normal(ROWS), ROWS);
    Tensor hiding = Tensor.zeros(DType.FLOAT64, bias.shape());
    hiding.set(HIDDEN, 9);
    Tensor slopes = Tensor.of(new double[] {0.25, 0.125}, 2);
    List<Bias> biases =
        List.of(
            Bias.dense(bias),
            Bias.dense(hiding),
            Bias.alibi(slopes),
            Bias.function((s, b, h, i, j) -> i % 5 == j % 7 ? HIDDEN : s),
            Bias.function((s, b, h, i, j) -> 0.5 * s));
    Tensor sinks = Tensor.of(new double[] {1, -1}, 2);
    List<Function<Attention, Attention>> options = new ArrayList<>();
    options.add(one -> one.withScale(0.7));
    options.add(one -> one.withSoftcap(1.5));
    options.add(one -> one.withSinks(sinks));
    options.add(one -> one.withMask(Mask.causal()));
    for (Bias one : biases) {
      options.add(attention -> attention.withBias(attention.bias().and(one)));
    }
    double[] together = compute(options);
    for (int n = 0; n < options.size(); n++) {
      List<Function<Attention, Attention>> fewer = new ArrayList<>(options);
      fewer.remove(n);
      assertThat(compute(fewer)).as("without option %d", n).isNotEqualTo(together);
    }
  }

  private double[] compute(List<Function<Attention, Attention>> options) {
    Attention attention = Attention.scaledDotProduct();
    for (Function<Attention, Attention> option : options) {
      attention = option.apply(attention);
    }
    return attention.compute(q, k, v).toDoubleArray();
  }

  @Test
  @DisplayName("steps 3 and 4: the cap comes before the bias, biases apply in their order")
  void theOrderOfStepsMatters() {
    Attention attention = Attention.scaledDotProduct().withScale(1).withSoftcap(2);
    Tensor one = Tensor.of(new double[] {3}, 1, 1);
    Tensor bias = Tensor.of(new double[] {5}, 1);
    Bias doubling = Bias.function((s, b, h, i, j) -> 2 * s);
    Bias first = Bias.dense(bias).and(doubling);
    Bias second = doubling.and(Bias.dense(bias));
    double capped = 2 * StrictMath.tanh(4.5);
    assertThat(attention.withBias(first).evaluate(one, one, one).logSumExp().get(0))
        .isEqualTo(2 * (capped + 5));
    assertThat(attention.withBias(second).evaluate(one, one, one).logSumExp().get(0))
        .isEqualTo(2 * capped + 5);
  }
}
