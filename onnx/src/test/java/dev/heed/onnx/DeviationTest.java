package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Units in the last place, counted by hand. */
class DeviationTest {
  private static final float NEXT = Math.ulp(1f);

  private static Deviation of(float[] expected, float[] actual, int columns) {
    int rows = expected.length / columns;
    return Deviation.largest(
        "Y", Tensor.of(expected, rows, columns), Tensor.of(actual, rows, columns), 8);
  }

  @Test
  void unitsAreThoseOfTheType() {
    assertThat(Deviation.unit(DType.FLOAT32, 1)).isEqualTo(0x1p-23);
    assertThat(Deviation.unit(DType.FLOAT32, 0)).isEqualTo(0x1p-149);
    assertThat(Deviation.unit(DType.FLOAT64, -1)).isEqualTo(0x1p-52);
    assertThat(Deviation.unit(DType.FLOAT16, 1)).isEqualTo(0x1p-10);
    assertThat(Deviation.unit(DType.FLOAT16, 1.999)).isEqualTo(0x1p-10);
    assertThat(Deviation.unit(DType.FLOAT16, -65504)).isEqualTo(32);
    assertThat(Deviation.unit(DType.FLOAT16, 0)).isEqualTo(0x1p-24);
    assertThat(Deviation.unit(DType.BFLOAT16, 1)).isEqualTo(0x1p-7);
    assertThat(Deviation.unit(DType.BFLOAT16, 0)).isEqualTo(0x1p-133);
  }

  @Test
  void eightUnitsOfAnElementPassAndNineDoNot() {
    float[] expected = {1};
    assertThat(of(expected, new float[] {1 + 8 * NEXT}, 1).isAllowed()).isTrue();
    assertThat(of(expected, new float[] {1 + 9 * NEXT}, 1).isAllowed()).isFalse();
    assertThat(of(expected, new float[] {1 - 8.5f * NEXT}, 1).isAllowed()).isFalse();
  }

  @Test
  void fourUnitsOfTheRowsLargestPassWhereAnElementIsSmall() {
    float[] expected = {0, -4, 0, 0.25f};
    assertThat(of(expected, new float[] {16 * NEXT, -4, 0, 0.25f}, 2).isAllowed()).isTrue();
    assertThat(of(expected, new float[] {17 * NEXT, -4, 0, 0.25f}, 2).isAllowed()).isFalse();
    assertThat(of(expected, new float[] {0, -4, 16 * NEXT, 0.25f}, 2).isAllowed()).isFalse();
  }

  @Test
  void whatIsNotFiniteIsEqualOrWrong() {
    float inf = Float.NEGATIVE_INFINITY;
    assertThat(of(new float[] {inf, 1}, new float[] {inf, 1}, 2).isAllowed()).isTrue();
    assertThat(of(new float[] {inf, 1}, new float[] {-1e38f, 1}, 2).isAllowed()).isFalse();
    assertThat(of(new float[] {1, 1}, new float[] {1, inf}, 2).isAllowed()).isFalse();
    assertThat(of(new float[] {1, 1}, new float[] {Float.NaN, 1}, 2).isAllowed()).isFalse();
    assertThat(of(new float[] {inf}, new float[] {-inf}, 1).isAllowed()).isFalse();
    assertThat(of(new float[] {Float.NaN}, new float[] {Float.NaN}, 1).isAllowed()).isTrue();
  }

  @Test
  void theWorstElementIsNamed() {
    Deviation worst = of(new float[] {1, 2, 3, 4}, new float[] {1, 2, 5, 4}, 2);
    assertThat(worst.sentence())
        .isEqualTo(
            "Y[1, 0] is 5.0 and 3.0 is expected: largest error 2.00e+00, 8388608.00 units in the"
                + " last place, 104857600 % of what is allowed");
    assertThat(of(new float[] {1, 2}, new float[] {1, 2 + 4 * NEXT}, 2).sentence())
        .isEqualTo("largest error 4.77e-07, 2.00 units in the last place, 25 % of what is allowed");
  }

  @Test
  void otherTypesAndShapesAreNotCompared() {
    Tensor floats = Tensor.of(new float[2], 2);
    assertThatThrownBy(() -> Deviation.largest("Y", floats, Tensor.of(new double[2], 2), 8))
        .hasMessage("Y is float64[2] and float32[2] is expected");
    assertThatThrownBy(() -> Deviation.largest("Y", floats, Tensor.of(new float[2], 1, 2), 8))
        .hasMessage("Y is float32[1, 2] and float32[2] is expected");
    Tensor none = Tensor.of(new float[0], 0);
    assertThatThrownBy(() -> Deviation.largest("Y", none, none, 8))
        .hasMessageContaining("no element");
  }
}
