package dev.heed.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Views: the same numbers in another shape, over the same memory. */
class TensorViewTest {
  private static Tensor counting(int... shape) {
    double[] numbers = new double[(int) Shape.of(shape).elements()];
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = n;
    }
    return Tensor.of(numbers, shape);
  }

  @Test
  void sliceKeepsTheAxisAndTheMemory() {
    Tensor whole = counting(3, 4);
    Tensor slice = whole.slice(1, 1, 3);
    assertThat(slice.shape()).isEqualTo(Shape.of(3, 2));
    assertThat(slice.toDoubleArray()).containsExactly(1, 2, 5, 6, 9, 10);
    slice.set(-1, 2, 0);
    assertThat(whole.get(2, 1)).isEqualTo(-1);
    assertThat(slice.heapArray()).isSameAs(whole.heapArray());
    assertThat(whole.slice(-2, 1, 2).toDoubleArray()).containsExactly(4, 5, 6, 7);
    assertThat(whole.slice(0, 2, 2).shape()).isEqualTo(Shape.of(0, 4));
    assertThat(whole.slice(0, 3, 3).toDoubleArray()).isEmpty();
  }

  @Test
  void selectDropsTheAxis() {
    Tensor whole = counting(2, 3, 4);
    assertThat(whole.select(0, 1).toDoubleArray()[0]).isEqualTo(12);
    assertThat(whole.select(1, 2).select(0, 1).toDoubleArray()).containsExactly(20, 21, 22, 23);
    assertThat(whole.select(-1, 3).shape()).isEqualTo(Shape.of(2, 3));
    whole.select(1, 0).set(-5, 1, 2);
    assertThat(whole.get(1, 0, 2)).isEqualTo(-5);
  }

  @Test
  void permuteNamesWhereEachAxisCameFrom() {
    Tensor whole = counting(2, 3, 4);
    Tensor moved = whole.permute(2, 0, 1);
    assertThat(moved.shape()).isEqualTo(Shape.of(4, 2, 3));
    for (int a = 0; a < 2; a++) {
      for (int b = 0; b < 3; b++) {
        for (int c = 0; c < 4; c++) {
          assertThat(moved.get(c, a, b)).isEqualTo(whole.get(a, b, c));
        }
      }
    }
    assertThat(whole.permute(-1, 0, -2).toDoubleArray()).containsExactly(moved.toDoubleArray());
    assertThat(moved.heapArray()).isSameAs(whole.heapArray());
  }

  @Test
  void permuteWantsEachAxisOnce() {
    Tensor whole = counting(2, 3);
    for (int[] order : new int[][] {{0, 0}, {0}, {0, 1, 1}, {1, -1}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> whole.permute(order))
          .withMessageContaining("[2, 3]")
          .withMessageContaining("each axis is named once");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> whole.permute(0, 2));
  }

  @Test
  void transposeExchangesTheLastTwoAxes() {
    Tensor whole = counting(2, 2, 3);
    Tensor turned = whole.transpose();
    assertThat(turned.shape()).isEqualTo(Shape.of(2, 3, 2));
    assertThat(turned.toDoubleArray()).containsExactly(0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11);
    assertThat(turned.isContiguous()).isFalse();
    assertThat(turned.transpose().isContiguous()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counting(3).transpose())
        .withMessage("shape [3]: a transpose needs two axes");
  }

  @Test
  void headsAreColumnsAndBackWithoutACopy() {
    Tensor columns = counting(2, 3, 8);
    Tensor heads = columns.splitHeads(4);
    assertThat(heads.shape()).isEqualTo(Shape.of(2, 4, 3, 2));
    for (int b = 0; b < 2; b++) {
      for (int i = 0; i < 3; i++) {
        for (int c = 0; c < 8; c++) {
          assertThat(heads.get(b, c / 2, i, c % 2)).isEqualTo(columns.get(b, i, c));
        }
      }
    }
    Tensor back = heads.mergeHeads();
    assertThat(back.shape()).isEqualTo(columns.shape());
    assertThat(back.toDoubleArray()).containsExactly(columns.toDoubleArray());
    back.set(-7, 1, 2, 5);
    assertThat(columns.get(1, 2, 5)).isEqualTo(-7);
  }

  @Test
  void headsOfAStridedTensorRoundTripToo() {
    Tensor columns = counting(6, 5).transpose();
    assertThat(columns.splitHeads(3).mergeHeads().toDoubleArray())
        .containsExactly(columns.toDoubleArray());
    Tensor one = counting(3, 4);
    assertThat(one.splitHeads(1).mergeHeads().toDoubleArray()).containsExactly(one.toDoubleArray());
  }

  @Test
  void headsThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counting(2, 8).splitHeads(3))
        .withMessage("shape [2, 8] in 3 heads: the last axis must be a multiple of the heads");
    assertThatIllegalArgumentException().isThrownBy(() -> counting(2, 8).splitHeads(0));
    assertThatIllegalArgumentException().isThrownBy(() -> counting(2, 8).splitHeads(-2));
    assertThatIllegalArgumentException().isThrownBy(() -> counting(8).splitHeads(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counting(2, 3, 4).mergeHeads())
        .withMessageContaining("[2, 3, 4]")
        .withMessageContaining("do not lie side by side");
    assertThatIllegalArgumentException().isThrownBy(() -> counting(3, 4).mergeHeads());
  }

  @Test
  void broadcastRepeatsAxesOfOneAndMissingAxes() {
    Tensor row = counting(3);
    Tensor repeated = row.broadcastTo(Shape.of(2, 4, 3));
    assertThat(repeated.stride(0)).isZero();
    assertThat(repeated.get(1, 3, 2)).isEqualTo(2);
    Tensor column = counting(3, 1).broadcastTo(Shape.of(2, 3, 5));
    assertThat(column.get(1, 2, 4)).isEqualTo(2);
    assertThat(counting(1).broadcastTo(Shape.of(1 << 30, 1 << 30)).get(7, 1 << 29)).isZero();
    assertThat(counting().broadcastTo(Shape.of(2)).toDoubleArray()).containsExactly(0, 0);
    assertThat(counting(1).broadcastTo(Shape.of(0)).toDoubleArray()).isEmpty();
    row.set(9, 1);
    assertThat(repeated.get(0, 2, 1)).isEqualTo(9);
  }

  @Test
  void broadcastRefusesAxesThatDiffer() {
    for (Shape wanted : new Shape[] {Shape.of(4), Shape.of(2, 4), Shape.of(3, 1), Shape.of()}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> counting(3).broadcastTo(wanted))
          .withMessage(
              "shape [3] does not broadcast to %s: from the right, each axis must be equal or 1",
              wanted);
    }
  }

  @Test
  void unsqueezeAddsAnAxisInFront() {
    Tensor wide = counting(2, 3).unsqueeze();
    assertThat(wide.shape()).isEqualTo(Shape.of(1, 2, 3));
    assertThat(wide.get(0, 1, 2)).isEqualTo(5);
    assertThat(wide.isContiguous()).isTrue();
  }

  @Test
  void contiguousMeansCOrderWithoutGaps() {
    Tensor whole = counting(3, 4);
    assertThat(whole.isContiguous()).isTrue();
    assertThat(whole.slice(0, 1, 3).isContiguous()).isTrue();
    assertThat(whole.slice(1, 0, 2).isContiguous()).isFalse();
    assertThat(whole.slice(0, 1, 2).slice(1, 0, 2).isContiguous()).isTrue();
    assertThat(whole.slice(1, 2, 2).isContiguous()).isTrue();
    assertThat(counting(1).broadcastTo(Shape.of(5)).isContiguous()).isFalse();
  }

  @Test
  void indexesOutsideAreRefused() {
    Tensor whole = counting(3, 4);
    Class<IndexOutOfBoundsException> outside = IndexOutOfBoundsException.class;
    assertThatExceptionOfType(outside).isThrownBy(() -> whole.get(3, 0));
    assertThatExceptionOfType(outside).isThrownBy(() -> whole.get(0, -1));
    assertThatExceptionOfType(outside)
        .isThrownBy(() -> whole.get(1))
        .withMessage("index [1] into shape [3, 4]: one number an axis");
    assertThatExceptionOfType(outside).isThrownBy(() -> whole.set(1, 0, 4));
    assertThatExceptionOfType(outside).isThrownBy(() -> whole.select(0, 3));
    assertThatExceptionOfType(outside).isThrownBy(() -> whole.select(1, -1));
    for (int[] range : new int[][] {{-1, 2}, {2, 1}, {0, 5}}) {
      assertThatExceptionOfType(outside)
          .isThrownBy(() -> whole.slice(1, range[0], range[1]))
          .withMessage("slice %d..%d of axis 1 of shape [3, 4]", range[0], range[1]);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> whole.slice(2, 0, 1));
  }

  @Test
  void aResultLiesInMemoryAsItsModelDoes() {
    Tensor heads = counting(2, 3, 8).splitHeads(4);
    Tensor result = heads.zerosLikeLayout(Shape.of(2, 4, 3, 5));
    assertThat(result.shape()).isEqualTo(Shape.of(2, 4, 3, 5));
    assertThat(result.mergeHeads().isContiguous()).isTrue();
    Tensor turned = counting(3, 4).transpose().zerosLikeLayout(Shape.of(4, 7));
    assertThat(turned.stride(0)).isEqualTo(1);
    assertThat(turned.stride(1)).isEqualTo(4);
    assertThat(turned.toDoubleArray()).hasSize(28).containsOnly(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counting(3).zerosLikeLayout(Shape.of(3, 1)))
        .withMessage("shape [3, 1] and shape [3] differ in rank");
  }
}
