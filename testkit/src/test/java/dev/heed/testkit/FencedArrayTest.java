package dev.heed.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FencedArrayTest {
  @Test
  void writesInsideLeaveTheFencesIntact() {
    FencedArray<float[]> fenced = FencedArray.of(new float[] {1, 2, 3}, 2, 4);
    fenced.array()[fenced.offset() + 2] = 9;
    fenced.assertFencesIntact();
    assertThat(fenced.payload()).containsExactly(1, 2, 9);
    assertThat(fenced.array()).hasSize(9);
  }

  @Test
  void writesBesideThePayloadAreFound() {
    FencedArray<double[]> fenced = FencedArray.of(new double[] {1, 2, 3}, 1, 1);
    fenced.array()[4] = 0;
    assertThatThrownBy(fenced::assertFencesIntact)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("element 4");
  }

  @Test
  void aFenceMayHaveAnyValue() {
    FencedArray<float[]> fenced = FencedArray.of(new float[1], 1, 1, -1f);
    fenced.assertFencesIntact();
    fenced.array()[0] = Float.NaN;
    assertThatThrownBy(fenced::assertFencesIntact).isInstanceOf(AssertionError.class);
  }
}
