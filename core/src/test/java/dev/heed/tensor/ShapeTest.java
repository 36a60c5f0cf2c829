package dev.heed.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void countsElementsAndNamesSizes() {
    Shape shape = Shape.of(2, 3, 4);
    assertThat(shape.rank()).isEqualTo(3);
    assertThat(shape.elements()).isEqualTo(24);
    assertThat(shape.size(0)).isEqualTo(2);
    assertThat(shape.size(-1)).isEqualTo(4);
    assertThat(shape.sizes()).containsExactly(2, 3, 4);
    assertThat(shape.contiguousStrides()).containsExactly(12, 4, 1);
    assertThat(shape).hasToString("[2, 3, 4]");
    assertThat(shape.with(-2, 7)).isEqualTo(Shape.of(2, 7, 4));
  }

  @Test
  void noAxesAreOneNumber() {
    assertThat(Shape.of().elements()).isEqualTo(1);
    assertThat(Shape.of().contiguousStrides()).isEmpty();
  }

  @Test
  void anEmptyAxisMakesItEmptyHoweverLargeTheOthersAre() {
    int huge = Integer.MAX_VALUE;
    assertThat(Shape.of(huge, huge, huge, 0).elements()).isZero();
    assertThat(Shape.of(0, huge, huge, huge).elements()).isZero();
  }

  @Test
  void equalSizesAreEqualShapes() {
    assertThat(Shape.of(2, 3)).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
    assertThat(Shape.of(2, 3)).isNotEqualTo(Shape.of(3, 2)).isNotEqualTo(Shape.of(2, 3, 1));
  }

  @Test
  void doesNotShareTheArrayItWasMadeFrom() {
    int[] sizes = {2, 3};
    Shape shape = Shape.of(sizes);
    sizes[0] = 9;
    shape.sizes()[1] = 9;
    assertThat(shape).isEqualTo(Shape.of(2, 3));
  }

  @Test
  void negativeSizesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.of(2, -3))
        .withMessage("shape [2, -3] has a negative axis: sizes start at 0");
    assertThatIllegalArgumentException().isThrownBy(() -> Shape.of(2, 3).with(0, -1));
  }

  @Test
  void productsBeyondALongAreRefused() {
    int huge = Integer.MAX_VALUE;
    assertThat(Shape.of(huge, huge).elements()).isEqualTo((long) huge * huge);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.of(huge, huge, 3))
        .withMessageContaining("[2147483647, 2147483647, 3]")
        .withMessageContaining("more elements than a 64-bit count can hold");
  }

  @Test
  void axesThatAreNotThereAreNamed() {
    for (int axis : new int[] {2, -3, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Shape.of(4, 5).size(axis))
          .withMessage("axis " + axis + " of a tensor of shape [4, 5]: it has 2 axes");
    }
  }
}
