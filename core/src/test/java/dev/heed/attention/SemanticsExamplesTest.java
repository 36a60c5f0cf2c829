package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.heed.mask.Bias;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The examples of docs/explain/semantics.md, in its order. */
@DisplayName("S1 to S16: the examples of the semantics page")
class SemanticsExamplesTest {
  private static final Attention ATTENTION = Attention.scaledDotProduct();
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  private static Tensor column(double... numbers) {
    return Tensor.of(numbers, numbers.length, 1).to(DType.FLOAT32);
  }

  private static Tensor zeros(int rows) {
    return column(new double[rows]);
  }

  private static Tensor flags(int... flags) {
    byte[] bytes = new byte[flags.length];
    for (int n = 0; n < flags.length; n++) {
      bytes[n] = (byte) flags[n];
    }
    return Tensor.of(bytes, flags.length);
  }

  /** Output of equal scores. */
  private static float[] equalScores(Attention attention, int queries, double... values) {
    return attention.compute(zeros(queries), zeros(values.length), column(values)).toFloatArray();
  }

  @Test
  void polarityIsInTheName() {
    Tensor flags = flags(1, 0);
    assertThat(equalScores(ATTENTION.withMask(Mask.keep(flags)), 1, 5, 7)).containsExactly(5);
    assertThat(equalScores(ATTENTION.withMask(Mask.hide(flags)), 1, 5, 7)).containsExactly(7);
  }

  @Test
  void theCornerIsNamed() {
    Attention topLeft = ATTENTION.withMask(Mask.causal(Corner.TOP_LEFT));
    Attention bottomRight = ATTENTION.withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    assertThat(equalScores(topLeft, 2, 1, 2, 3)).containsExactly(1, 1.5f);
    assertThat(equalScores(bottomRight, 2, 1, 2, 3)).containsExactly(1.5f, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> equalScores(ATTENTION.withMask(Mask.causal()), 2, 1, 2, 3))
        .withMessageContainingAll("top-left", "bottom-right");
  }

  @Test
  void aRowWithoutKeysIsZero() {
    AttentionResult empty =
        ATTENTION.withMask(Mask.lengths(0)).evaluate(zeros(1), zeros(1), column(4));
    assertThat(empty.output().get(0, 0)).isZero();
    assertThat(empty.logSumExp().get(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(equalScores(ATTENTION.withBias(column(-1e30)), 1, 4)).containsExactly(4);
  }

  @Test
  void leftOutKeysLeaveNoTrace() {
    Attention attention = ATTENTION.withMask(Mask.keep(flags(1, 0)));
    assertThat(equalScores(attention, 1, 5, Double.NaN)).containsExactly(5);
  }

  @Test
  void notANumberStaysInTheRowsThatAttendToIt() {
    Attention causal = ATTENTION.withMask(Mask.causal());
    assertThat(equalScores(causal, 2, 1, Double.NaN)).containsExactly(1, Float.NaN);
  }

  @Test
  void neighbouringHeadsShareKeys() {
    Tensor query = Tensor.zeros(DType.FLOAT32, Shape.of(4, 1, 1));
    Tensor key = Tensor.zeros(DType.FLOAT32, Shape.of(2, 1, 1));
    Tensor value = Tensor.of(new float[] {10, 20}, 2, 1, 1);
    assertThat(ATTENTION.compute(query, key, value).toFloatArray()).containsExactly(10, 10, 20, 20);
  }

  @Test
  void aWindowHasBothItsEnds() {
    Attention attention = ATTENTION.withMask(Mask.window(1, 0));
    assertThat(equalScores(attention, 3, 1, 2, 4)).containsExactly(1, 1.5f, 3);
  }

  @Test
  void lengthsAndPackedSequences() {
    Attention lengths = ATTENTION.withMask(Mask.lengths(2));
    Attention packed = ATTENTION.withMask(Mask.packed(0, 2, 3));
    assertThat(equalScores(lengths, 3, 1, 3, 8)).containsExactly(2, 2, 2);
    assertThat(equalScores(packed, 3, 1, 3, 8)).containsExactly(2, 2, 8);
  }

  @Test
  void valuesNearTheLargestFloatHaveAnAverage() {
    assertThat(equalScores(ATTENTION, 1, 3e38, 3e38)).containsExactly(3e38f);
  }

  @Test
  void noKeysAtAll() {
    assertThat(equalScores(ATTENTION, 1)).containsExactly(0);
  }

  @Test
  void theCapBoundsScores() {
    Tensor weights =
        ATTENTION
            .withScale(1)
            .withSoftcap(1)
            .steps(column(1), column(0, 100), column(0, 0))
            .weights();
    assertThat(weights.get(0, 1) / weights.get(0, 0)).isEqualTo(Math.E, within(1e-6));
  }

  @Test
  void aFunctionOfTheScore() {
    Bias function = Bias.function((score, b, h, i, j) -> j == 0 ? -INFINITY : score);
    assertThat(equalScores(ATTENTION.withBias(function), 1, 1, 2)).containsExactly(2);
  }

  @Test
  void aSinkTakesItsShare() {
    Attention attention = ATTENTION.withSinks(Tensor.of(new float[] {0}, 1));
    assertThat(equalScores(attention, 1, 4)).containsExactly(2);
    AttentionResult empty =
        attention.withMask(Mask.lengths(0)).evaluate(zeros(1), zeros(1), column(4));
    assertThat(empty.output().get(0, 0)).isZero();
    assertThat(empty.logSumExp().get(0)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void theModesOfOnnxAreSteps() {
    Steps steps =
        ATTENTION
            .withScale(2)
            .withSoftcap(3)
            .withBias(column(1))
            .withMask(Mask.keep(flags(1, 0)))
            .steps(column(1), column(4, 5), column(0, 0));
    double capped = 3 * Math.tanh(8 / 3.0);
    assertThat(steps.scaled().get(0, 0)).isEqualTo(8);
    assertThat(steps.capped().get(0, 0)).isEqualTo(capped, within(1e-6));
    assertThat(steps.masked().get(0, 0)).isEqualTo(capped + 1, within(1e-6));
    assertThat(steps.masked().get(0, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(steps.weights().toFloatArray()).containsExactly(1, 0);
  }
}
