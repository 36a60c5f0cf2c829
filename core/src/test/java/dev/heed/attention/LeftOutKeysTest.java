package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("S2 to S5: corners, rows without keys, what is left out, what is attended to")
class LeftOutKeysTest {
  private static final int KEYS = 150;
  private static final int DEPTH = 5;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private final Seeds seeds = Seeds.fromProperty();

  private Tensor normal(DType dtype, int rows) {
    return Tensor.of(seeds.normal(rows * DEPTH), rows, DEPTH).to(dtype);
  }

  /** Flags that keep every key but some, those inside of tiles and a whole tile among them. */
  private static Tensor someKept(int queries) {
    Tensor flags = Tensor.zeros(DType.BOOL, Shape.of(queries, KEYS));
    for (int i = 0; i < queries; i++) {
      for (int j = 0; j < KEYS; j++) {
        boolean tile = j >= 64 && j < 128;
        flags.set(!tile && (j % 7 != 3 || j == 0) ? 1 : 0, i, j);
      }
    }
    return flags;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void poisonInKeysThatAreLeftOutChangesNoBit(DType dtype) {
    Tensor query = normal(dtype, KEYS);
    Tensor flags = someKept(KEYS);
    Tensor bias = Tensor.zeros(dtype, Shape.of(KEYS));
    for (int j = 0; j < KEYS; j++) {
      bias.set(flags.get(0, j) == 0 ? -INFINITY : 0.25, j);
    }
    Tensor hidden = Tensor.zeros(DType.BOOL, Shape.of(KEYS));
    for (int j = 0; j < KEYS; j++) {
      hidden.set(1 - flags.get(0, j), j);
    }
    Attention plain = Attention.scaledDotProduct();
    for (Attention attention :
        List.of(
            plain.withMask(Mask.keep(flags)),
            plain.withMask(Mask.hide(hidden)),
            plain.withBias(bias),
            plain.withMask(Mask.causal().and(Mask.keep(flags))),
            plain.withMask(Mask.window(9, 4).and(Mask.keep(flags))))) {
      for (double poison : new double[] {Double.NaN, INFINITY, -INFINITY, 1e30}) {
        assertNoTrace(attention, query, flags, poison);
      }
    }
  }

  private void assertNoTrace(Attention attention, Tensor query, Tensor flags, double poison) {
    Tensor key = normal(query.dtype(), KEYS);
    Tensor value = normal(query.dtype(), KEYS);
    AttentionResult clean = attention.evaluate(query, key, value);
    for (int j = 0; j < KEYS; j++) {
      for (int d = 0; d < DEPTH && flags.get(0, j) == 0; d++) {
        key.set(poison, j, d);
        value.set(poison, j, d);
      }
    }
    Bits.assertSame(poison + " left out", clean, attention.evaluate(query, key, value));
  }

  @Test
  void poisonBeyondLengthsWindowsAndTheDiagonalChangesNoBit() {
    Tensor query = normal(DType.FLOAT32, 70);
    Attention plain = Attention.scaledDotProduct();
    for (Attention attention :
        List.of(
            plain.withMask(Mask.lengths(70)),
            plain.withMask(Mask.causal(Corner.TOP_LEFT)),
            plain.withMask(Mask.window(3, 0, Corner.TOP_LEFT)))) {
      Tensor key = normal(DType.FLOAT32, KEYS);
      Tensor value = normal(DType.FLOAT32, KEYS);
      AttentionResult clean = attention.evaluate(query, key, value);
      for (int j = 70; j < KEYS; j++) {
        for (int d = 0; d < DEPTH; d++) {
          key.set(Double.NaN, j, d);
          value.set(INFINITY, j, d);
        }
      }
      Bits.assertSame(attention.mask().toString(), clean, attention.evaluate(query, key, value));
    }
  }

  @Test
  void aRowWithoutKeysIsZero() {
    Tensor query = normal(DType.FLOAT64, 3);
    Tensor key = normal(DType.FLOAT64, 4);
    Tensor value = normal(DType.FLOAT64, 4);
    Attention plain = Attention.scaledDotProduct();
    Tensor never = Tensor.zeros(DType.BOOL, Shape.of(4));
    Tensor infinite = Tensor.of(new double[] {-INFINITY}, 1);
    for (Attention attention :
        List.of(
            plain.withMask(Mask.keep(never)),
            plain.withMask(Mask.lengths(0)),
            plain.withBias(infinite))) {
      Steps steps = attention.steps(query, key, value);
      assertThat(steps.output().toDoubleArray()).containsOnly(0.0);
      assertThat(steps.weights().toDoubleArray()).containsOnly(0.0);
      assertThat(steps.logSumExp().toDoubleArray()).containsOnly(-INFINITY);
    }
  }

  @Test
  void withoutKeysAllIsZeroAndWithoutQueriesNothing() {
    Tensor none = Tensor.zeros(DType.FLOAT32, Shape.of(0, DEPTH));
    Tensor query = normal(DType.FLOAT32, 3);
    AttentionResult result = Attention.scaledDotProduct().evaluate(query, none, none);
    assertThat(result.output().toDoubleArray()).hasSize(15).containsOnly(0.0);
    assertThat(result.logSumExp().toDoubleArray()).containsOnly(-INFINITY);
    Tensor empty = Attention.scaledDotProduct().compute(none, query, query);
    assertThat(empty.shape()).isEqualTo(Shape.of(0, DEPTH));
  }

  @Test
  void aVeryNegativeFiniteBiasDoesNotMask() {
    Tensor query = Tensor.zeros(DType.FLOAT32, Shape.of(1, 1));
    Tensor value = Tensor.of(new float[] {1, 3}, 2, 1);
    Tensor key = Tensor.zeros(DType.FLOAT32, Shape.of(2, 1));
    Tensor bias = Tensor.of(new float[] {-Float.MAX_VALUE, -Float.MAX_VALUE}, 2);
    Tensor output = Attention.scaledDotProduct().withBias(bias).compute(query, key, value);
    assertThat(output.get(0, 0)).isEqualTo(2);
  }

  @Test
  void anInfiniteProductHasNoWeightAndARowOfThemIsNaN() {
    Tensor query = Tensor.of(new double[] {-1}, 1, 1);
    Tensor value = Tensor.of(new double[] {5, 7}, 2, 1);
    Attention plain = Attention.scaledDotProduct();
    Tensor one = Tensor.of(new double[] {INFINITY, 1}, 2, 1);
    assertThat(plain.compute(query, one, value).get(0, 0)).isEqualTo(7);
    Tensor all = Tensor.of(new double[] {INFINITY, INFINITY}, 2, 1);
    AttentionResult result = plain.evaluate(query, all, value);
    assertThat(result.output().get(0, 0)).isNaN();
    assertThat(result.logSumExp().get(0)).isNaN();
    assertThat(plain.steps(query, all, value).weights().get(0, 1)).isNaN();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void poisonInAQueryStaysInItsRow(DType dtype) {
    Tensor query = normal(dtype, 9);
    Tensor key = normal(dtype, KEYS);
    Tensor value = normal(dtype, KEYS);
    Tensor clean = Attention.scaledDotProduct().compute(query, key, value);
    query.set(Double.NaN, 4, 2);
    Tensor poisoned = Attention.scaledDotProduct().compute(query, key, value);
    assertThat(poisoned.select(0, 4).toDoubleArray()).containsOnly(Double.NaN);
    Bits.assertSame("rows before", clean.slice(0, 0, 4), poisoned.slice(0, 0, 4));
    Bits.assertSame("rows behind", clean.slice(0, 5, 9), poisoned.slice(0, 5, 9));
  }

  @Test
  void poisonInAKeyReachesTheQueriesThatSeeItAndNoOther() {
    Tensor query = normal(DType.FLOAT32, 9);
    Tensor key = normal(DType.FLOAT32, 9);
    Tensor value = normal(DType.FLOAT32, 9);
    Attention causal = Attention.scaledDotProduct().withMask(Mask.causal());
    Tensor clean = causal.compute(query, key, value);
    key.set(Double.NaN, 6, 0);
    Tensor poisoned = causal.compute(query, key, value);
    Bits.assertSame("rows before", clean.slice(0, 0, 6), poisoned.slice(0, 0, 6));
    assertThat(poisoned.slice(0, 6, 9).toDoubleArray()).containsOnly(Double.NaN);
  }

  @Test
  void theCornerIsNamedWhereQueriesAndKeysDiffer() {
    Tensor query = normal(DType.FLOAT32, 2);
    Tensor key = normal(DType.FLOAT32, 4);
    Attention plain = Attention.scaledDotProduct();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.withMask(Mask.causal()).compute(query, key, key))
        .withMessageContainingAll("2 queries", "4 keys", "top-left", "bottom-right");
    Steps left = plain.withMask(Mask.causal(Corner.TOP_LEFT)).steps(query, key, key);
    Steps right = plain.withMask(Mask.causal(Corner.BOTTOM_RIGHT)).steps(query, key, key);
    assertThat(kept(left)).isEqualTo("1000/1100");
    assertThat(kept(right)).isEqualTo("1110/1111");
  }

  @Test
  void windowsIncludeBothEndsAndLengthsMoveTheLastKey() {
    Tensor query = normal(DType.FLOAT32, 2);
    Tensor key = normal(DType.FLOAT32, 5);
    Attention plain = Attention.scaledDotProduct();
    assertThat(kept(plain.withMask(Mask.window(1, 1, Corner.TOP_LEFT)).steps(query, key, key)))
        .isEqualTo("11000/11100");
    assertThat(kept(plain.withMask(Mask.window(1, -1, Corner.BOTTOM_RIGHT)).steps(query, key, key)))
        .isEqualTo("00111/00011");
    Mask both = Mask.causal(Corner.BOTTOM_RIGHT).and(Mask.lengths(3));
    assertThat(kept(plain.withMask(both).steps(query, key, key))).isEqualTo("11000/11100");
  }

  private static String kept(Steps steps) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < steps.masked().size(0); i++) {
      rows.append(i == 0 ? "" : "/");
      for (int j = 0; j < steps.masked().size(1); j++) {
        rows.append(steps.masked().get(i, j) == -INFINITY ? '0' : '1');
      }
    }
    return rows.toString();
  }
}
