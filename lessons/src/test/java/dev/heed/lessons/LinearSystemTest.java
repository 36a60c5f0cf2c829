package dev.heed.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LinearSystemTest {
  @Test
  void rowsAreExchangedWhereTheFirstPivotIsZero() {
    Tensor matrix = Tensor.of(new double[][] {{0, 2}, {4, 1}});
    Tensor solution = new LinearSystem(matrix).solve(Tensor.of(new double[][] {{6}, {11}}));
    assertThat(solution.toDoubleArray()).containsExactly(2, 3);
    assertThat(matrix.get(0, 0)).isZero();
  }

  @Test
  void dependentRowsAndOtherShapesAreRefused() {
    Tensor dependent = Tensor.of(new double[][] {{1, 2}, {2, 4}});
    assertThatThrownBy(() -> new LinearSystem(dependent).solve(dependent))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("cannot be inverted");
    assertThatThrownBy(() -> new LinearSystem(Tensor.of(new double[][] {{1, 2}})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("float64[1, 2]");
  }
}
