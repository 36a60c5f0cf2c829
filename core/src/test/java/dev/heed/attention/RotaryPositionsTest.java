package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.attention.RotaryPositions.Pairing;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rotary positions against the paper's formula as products of complex numbers. */
@DisplayName("rotary positions")
class RotaryPositionsTest {
  private final Seeds seeds = Seeds.fromProperty();

  private static int one(Pairing pairing, int pair) {
    return pairing == Pairing.INTERLEAVED ? 2 * pair : pair;
  }

  private static int other(Pairing pairing, int pair, int columns) {
    return pairing == Pairing.INTERLEAVED ? 2 * pair + 1 : pair + columns / 2;
  }

  @ParameterizedTest
  @EnumSource(Pairing.class)
  void pairsAreMultipliedByPowersOfI(Pairing pairing) {
    RotaryPositions rotary = RotaryPositions.of(6, pairing).withBase(500).withScaling(2.5);
    double[] numbers = seeds.normal(2 * 3 * 9);
    Tensor turned = rotary.table(50).rotate(Tensor.of(numbers, 2, 3, 9), 40);
    for (int row = 0; row < 6; row++) {
      for (int pair = 0; pair < 3; pair++) {
        double angle = (40 + row % 3) / 2.5 / Math.pow(500, pair / 3.0);
        double x = numbers[9 * row + one(pairing, pair)];
        double y = numbers[9 * row + other(pairing, pair, 6)];
        // (x + iy)·e^(i·angle), by its length and its argument.
        double length = Math.hypot(x, y);
        double argument = Math.atan2(y, x) + angle;
        assertThat(turned.get(row / 3, row % 3, one(pairing, pair)))
            .isCloseTo(length * Math.cos(argument), within(1e-12));
        assertThat(turned.get(row / 3, row % 3, other(pairing, pair, 6)))
            .isCloseTo(length * Math.sin(argument), within(1e-12));
      }
      for (int d = 6; d < 9; d++) {
        assertThat(turned.get(row / 3, row % 3, d)).isEqualTo(numbers[9 * row + d]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Pairing.class)
  void productsDependOnTheDistanceAlone(Pairing pairing) {
    RotaryTable table = RotaryPositions.of(64, pairing).table(5000);
    Tensor q = Tensor.of(seeds.normal(64), 1, 64);
    Tensor k = Tensor.of(seeds.normal(64), 1, 64);
    double near = product(table.rotate(q, 130), table.rotate(k, 100));
    double far = product(table.rotate(q, 4999), table.rotate(k, 4969));
    assertThat(far).isCloseTo(near, within(1e-9));
    assertThat(product(table.rotate(q, 131), table.rotate(k, 100))).isNotEqualTo(near);
  }

  private static double product(Tensor q, Tensor k) {
    double sum = 0;
    for (int d = 0; d < q.size(1); d++) {
      sum += q.get(0, d) * k.get(0, d);
    }
    return sum;
  }

  /** The two conventions differ only in the order of columns. */
  @Test
  void halfSplitIsInterleavedWithColumnsInAnotherOrder() {
    double[] numbers = seeds.normal(8);
    double[] mixed = new double[8];
    for (int pair = 0; pair < 4; pair++) {
      mixed[2 * pair] = numbers[pair];
      mixed[2 * pair + 1] = numbers[pair + 4];
    }
    Tensor half =
        RotaryPositions.of(8, Pairing.HALF_SPLIT).table(9).rotate(Tensor.of(numbers, 1, 8), 7);
    Tensor inter =
        RotaryPositions.of(8, Pairing.INTERLEAVED).table(9).rotate(Tensor.of(mixed, 1, 8), 7);
    for (int pair = 0; pair < 4; pair++) {
      assertThat(inter.get(0, 2 * pair)).isEqualTo(half.get(0, pair));
      assertThat(inter.get(0, 2 * pair + 1)).isEqualTo(half.get(0, pair + 4));
    }
  }

  @Test
  void aLongerTableHasTheNumbersOfAShortOne() {
    RotaryPositions rotary = RotaryPositions.of(4, Pairing.INTERLEAVED);
    RotaryTable grown = rotary.table(3).reaching(20).reaching(21);
    assertThat(grown.positions()).isEqualTo(40);
    Tensor rows = Tensor.of(seeds.normal(40 * 4), 40, 4);
    Bits.assertSame("grown", rotary.table(40).rotate(rows, 0), grown.rotate(rows, 0));
    Tensor halves = rows.to(DType.FLOAT16);
    Bits.assertSame(
        "rounded once",
        rotary.table(40).rotate(halves.to(DType.FLOAT64), 0).to(DType.FLOAT16),
        grown.rotate(halves, 0));
  }

  @Test
  void refusedAtTheDoor() {
    assertThatThrownBy(() -> RotaryPositions.of(7, Pairing.INTERLEAVED))
        .hasMessageContaining("7 columns");
    RotaryPositions rotary = RotaryPositions.of(4, Pairing.INTERLEAVED);
    assertThatThrownBy(() -> rotary.withBase(0)).hasMessageContaining("base 0.0");
    assertThatThrownBy(() -> rotary.withScaling(Double.NaN)).hasMessageContaining("scaling NaN");
    assertThatThrownBy(() -> rotary.table(-1)).hasMessageContaining("-1 positions");
    assertThatThrownBy(() -> rotary.table(1 << 30)).hasMessageContaining("positions");
    RotaryTable table = rotary.table(10);
    Tensor rows = Tensor.of(new double[12], 3, 4);
    assertThatThrownBy(() -> table.rotate(rows, 8))
        .hasMessage("3 rows from position 8 on: the table has positions 0 to 9");
    assertThatThrownBy(() -> table.rotate(rows, -1)).hasMessageContaining("position -1");
    assertThatThrownBy(() -> table.rotate(Tensor.of(new double[9], 3, 3), 0))
        .hasMessageContaining("turn 4 columns");
    assertThatThrownBy(() -> table.rotate(Tensor.of(new int[12], 3, 4), 0))
        .hasMessageContainingAll("int32 [3, 4]", "floating-point numbers");
    assertThatThrownBy(() -> CacheLayout.of(1, 3).withRotary(rotary))
        .hasMessageContaining("turn 4 columns, and a key has 3");
  }
}
