package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** NaN and ±∞ in keys and values reach the rows that attend to them, and no bit of another row. */
@DisplayName("S4: left-out keys; S5: NaN stays in its row")
class LeftOutKeysTest {
  private static final int ROWS = 150;
  private static final int[] POISONED = {0, 1, 30, 63, 64, 65, 100, 127, 128, 149};
  private static final double[] POISON = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
  };

  static List<Arguments> kinds() {
    List<Arguments> kinds = new ArrayList<>();
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (MaskKind kind : MaskKind.all(Seeds.of(5), dtype, ROWS)) {
        kinds.add(Arguments.of(kind, dtype));
      }
    }
    return kinds;
  }

  private static Tensor random(Seeds seeds, DType dtype, int columns) {
    return Tensor.of(seeds.normal(ROWS * columns), ROWS, columns).to(dtype);
  }

  private static Tensor with(Tensor rows, int row, double number) {
    Tensor changed = rows.copy();
    for (int column = 0; column < rows.size(1); column++) {
      changed.set(number, row, column);
    }
    return changed;
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("kinds")
  void maskedKeysNeverTouchTheResult(MaskKind kind, DType dtype) {
    Seeds seeds = Seeds.fromProperty();
    Tensor q = random(seeds, dtype, 5);
    Tensor k = random(seeds, dtype, 5);
    Tensor v = random(seeds, dtype, 3);
    Attention attention = kind.attention();
    int leftOut = 0;
    int attended = 0;
    for (int key : POISONED) {
      Tensor zeroKey = with(k, key, 0);
      Tensor zeroValue = with(v, key, 0);
      AttentionResult clean = attention.evaluate(q, zeroKey, zeroValue);
      for (double poison : POISON) {
        Tensor badKey = with(k, key, poison);
        Tensor badValue = with(v, key, poison);
        AttentionResult both = attention.evaluate(q, badKey, badValue);
        AttentionResult keyOnly = attention.evaluate(q, badKey, zeroValue);
        AttentionResult valueOnly = attention.evaluate(q, zeroKey, badValue);
        for (int i = 0; i < ROWS; i++) {
          if (kind.attends().test(i, key)) {
            attended++;
            assertThat(both.output().get(i, 0)).isNotEqualTo(clean.output().get(i, 0));
            assertThat(valueOnly.output().get(i, 2)).isNotFinite();
          } else {
            leftOut++;
            String what = "%s, key %d of %s, query %d".formatted(kind, key, poison, i);
            assertRow(what, clean, both, i);
            assertRow(what + ", key only", clean, keyOnly, i);
            assertRow(what + ", value only", clean, valueOnly, i);
          }
        }
        Bits.assertSame("log-sum-exp", clean.logSumExp(), valueOnly.logSumExp());
      }
    }
    assertThat(leftOut).isPositive();
    assertThat(attended).isPositive();
  }

  private static void assertRow(String what, AttentionResult expected, AttentionResult got, int i) {
    Bits.assertSame(what, expected.output().select(0, i), got.output().select(0, i));
    Bits.assertSame(what, expected.logSumExp().select(0, i), got.logSumExp().select(0, i));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("kinds")
  void stepsGiveLeftOutKeysNoWeightWhateverTheyHold(MaskKind kind, DType dtype) {
    Seeds seeds = Seeds.of(17);
    Tensor q = random(seeds, dtype, 5);
    Tensor k = with(random(seeds, dtype, 5), 64, Double.NaN);
    Tensor v = random(seeds, dtype, 3);
    Steps steps = kind.attention().steps(q, k, v);
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < ROWS; j++) {
        if (!kind.attends().test(i, j)) {
          assertThat(steps.weights().get(i, j)).isZero();
          assertThat(steps.masked().get(i, j)).isEqualTo(Double.NEGATIVE_INFINITY);
        }
      }
      boolean attends = kind.attends().test(i, 64);
      assertThat(Double.isNaN(steps.rowSum().get(i))).isEqualTo(attends);
      assertThat(Double.isNaN(steps.output().get(i, 1))).isEqualTo(attends);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("kinds")
  void aQueryThatIsNotANumberSpoilsItsOwnRowOnly(MaskKind kind, DType dtype) {
    Seeds seeds = Seeds.of(19);
    Tensor q = random(seeds, dtype, 5);
    Tensor k = random(seeds, dtype, 5);
    Tensor v = random(seeds, dtype, 3);
    AttentionResult clean = kind.attention().evaluate(q, k, v);
    for (int row : POISONED) {
      for (double poison : POISON) {
        Tensor bad = q.copy();
        bad.set(poison, row, 2);
        AttentionResult result = kind.attention().evaluate(bad, k, v);
        for (int i = 0; i < ROWS; i++) {
          if (i != row) {
            assertRow("query %d beside query %d".formatted(i, row), clean, result, i);
          }
        }
        boolean empty = clean.logSumExp().get(row) == Double.NEGATIVE_INFINITY;
        if (Double.isNaN(poison)) {
          assertThat(Double.isNaN(result.output().get(row, 0))).isEqualTo(!empty);
          assertThat(Double.isNaN(result.logSumExp().get(row))).isEqualTo(!empty);
        }
      }
    }
  }

  @Test
  void aValueThatIsNotANumberSpoilsItsOwnColumnOnly() {
    Seeds seeds = Seeds.of(23);
    Tensor q = random(seeds, DType.FLOAT32, 5);
    Tensor v = random(seeds, DType.FLOAT32, 3);
    Tensor bad = v.copy();
    bad.set(Double.NaN, 77, 1);
    Attention attention = Attention.scaledDotProduct();
    Tensor clean = attention.compute(q, q, v);
    Tensor result = attention.compute(q, q, bad);
    assertThat(result.select(1, 1).toDoubleArray()).containsOnly(Double.NaN);
    Bits.assertSame("column 0", clean.select(1, 0), result.select(1, 0));
    Bits.assertSame("column 2", clean.select(1, 2), result.select(1, 2));
  }

  @Test
  void aScoreOfPlusInfinityMakesItsRowNotANumber() {
    Tensor q = Tensor.of(new float[] {1, 0.5f}, 2, 1);
    Tensor k = Tensor.of(new float[] {3e38f, 1, 3e38f}, 3, 1);
    Tensor v = Tensor.of(new float[] {1, 2, 3}, 3, 1);
    AttentionResult result = Attention.scaledDotProduct().withScale(1.5).evaluate(q, k, v);
    assertThat(result.output().get(0, 0)).isNaN();
    assertThat(result.logSumExp().get(0)).isNaN();
    assertThat(result.output().get(1, 0)).isEqualTo(2);
  }
}
