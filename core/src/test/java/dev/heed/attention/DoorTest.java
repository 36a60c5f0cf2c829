package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("S2, S3, S6, S8, S13: what is refused at the door")
class DoorTest {
  private static final Attention ATTENTION = Attention.scaledDotProduct();

  private static Tensor zeros(String shape) {
    String[] sizes = shape.split("x", -1);
    int[] numbers = new int[sizes.length];
    for (int axis = 0; axis < sizes.length; axis++) {
      numbers[axis] = Integer.parseInt(sizes[axis]);
    }
    return Tensor.zeros(DType.FLOAT32, Shape.of(numbers));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          4x3         | 4x2     | 4x2     | queries [4, 3] and keys [4, 2] differ in columns
          4x3         | 12x3    | 10x3    | keys [12, 3] and values [10, 3] differ in rows
          2x4x3       | 2x4x3   | 1x4x3   | keys [2, 4, 3] and values [1, 4, 3] differ in heads
          3x4x3       | 2x4x3   | 2x4x3   | multiple
          2x2x4x3     | 1x2x4x3 | 1x2x4x3 | differ in batch
          4           | 4x3     | 4x3     | queries [4] have 1 axes
          1x1x1x4x3   | 4x3     | 4x3     | 5 axes
          4x0         | 4x0     | 4x3     | D is at least 1
          """)
  void shapesThatDoNotFitAreNamedWithTheRule(String q, String k, String v, String said) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ATTENTION.compute(zeros(q), zeros(k), zeros(v)))
        .withMessageContaining(said);
  }

  @Test
  void dtypesAreShared() {
    Tensor wide = Tensor.zeros(DType.FLOAT64, Shape.of(4, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ATTENTION.compute(zeros("4x3"), wide, zeros("4x3")))
        .withMessageContainingAll("float32", "float64", "share one dtype");
    for (DType dtype : List.of(DType.BOOL, DType.INT32)) {
      Tensor wrong = Tensor.zeros(dtype, Shape.of(4, 3));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ATTENTION.compute(wrong, wrong, wrong))
          .withMessage("queries are %s: attention takes floating-point numbers", dtype);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ATTENTION.compute(zeros("4x3"), zeros("4x3"), wrong))
          .withMessage("values are %s: attention takes floating-point numbers", dtype);
    }
    Tensor places = Tensor.zeros(DType.INT32, Shape.of(4, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mask.keep(places))
        .withMessage("mask int32[4, 4]: flags are of dtype bool; numbers are added as a bias");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> compute(ATTENTION.withBias(Tensor.zeros(DType.FLOAT64, Shape.of(4)))))
        .withMessageContainingAll("bias is float64", "float32");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mask.keep(zeros("4x4")))
        .withMessageContaining("dtype bool");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Tensor bias = Tensor.of(new float[] {0, wrong, 0, 0}, 4);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> compute(ATTENTION.withBias(bias)))
          .withMessageContaining("bias [4] holds");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> ATTENTION.withScale(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> Mask.window(-2, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Mask.lengths(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> Execution.standard().withThreads(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> compute(ATTENTION.withMask(Mask.lengths(5))))
        .withMessageContaining("length 5 is more than the 4 keys");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> compute(ATTENTION.withMask(Mask.lengths(4, 4))))
        .withMessageContaining("2 lengths for 1 sequences");
  }

  @Test
  void masksAndBiasBroadcastOrAreRefused() {
    Tensor flags = Tensor.zeros(DType.BOOL, Shape.of(3, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> compute(ATTENTION.withMask(Mask.hide(flags))))
        .withMessageContainingAll("[3, 4]", "[1, 1, 4, 4]", "broadcast");
    assertThat(compute(ATTENTION.withMask(Mask.hide(flags.slice(0, 0, 1)))).size(0)).isEqualTo(4);
  }

  @Tag("scalar") // they are there where the vector set is tested
  @Test
  void vectorKernelsThatAreAbsentAreSaidToBe() {
    Execution vector = Execution.standard().withKernels(KernelSet.VECTOR);
    assertThatIllegalStateException()
        .isThrownBy(() -> compute(ATTENTION.withExecution(vector)))
        .withMessageContaining("not installed");
  }

  @Test
  void aClosedMappingIsRefused() {
    Tensor closed;
    try (Arena arena = Arena.ofConfined()) {
      closed = Tensor.over(arena.allocate(48), DType.FLOAT32, Shape.of(4, 3));
    }
    assertThatIllegalStateException().isThrownBy(() -> ATTENTION.compute(closed, closed, closed));
  }

  @Test
  void tooManyScoresForStepsAreCounted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ATTENTION.steps(zeros("4x3"), zeros("5x3"), zeros("5x3"), 19))
        .withMessageContainingAll("20 scores", "limit is 19");
  }

  @Test
  void scalesBeyondFloat32AreRefusedThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> compute(ATTENTION.withScale(-1e39)))
        .withMessage("scale -1.0E39 for float32: it is at most 3.4028235E38 there");
    Tensor wide = Tensor.zeros(DType.FLOAT64, Shape.of(2, 2));
    assertThat(ATTENTION.withScale(1e39).compute(wide, wide, wide).get(1, 1)).isZero();
  }

  /** Shapes of no more than one number, seen many times. */
  private static Tensor virtual(int... sizes) {
    return zeros("1").broadcastTo(Shape.of(sizes));
  }

  @Test
  void productsOfSizesDoNotOverflow() {
    int huge = Integer.MAX_VALUE;
    Tensor rows = virtual(4, 1, huge, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ATTENTION.compute(rows, rows, rows))
        .withMessageContaining("more elements than a 64-bit count can hold");
    Tensor few = virtual(1 << 20, 1 << 20, 1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ATTENTION.compute(few, few, virtual(1 << 20, 1 << 20, 1, 0)))
        .withMessageContaining("parts: too many for one call");
    Tensor many = virtual(1 << 20, 1 << 20, 9, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ATTENTION.compute(many, many, virtual(1 << 20, 1 << 20, 9, 0)))
        .withMessageContaining("tiles of 64 rows: too many for one call");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ATTENTION.compute(many, many, many))
        .withMessageContaining("an array on the heap holds at most");
    Tensor wide = virtual(1, 1 << 26);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ATTENTION.compute(wide, wide, virtual(1, 1)))
        .withMessageContaining("67108864 columns")
        .withMessageContaining("a tile of 64 queries holds at most 33554431");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ATTENTION.steps(virtual(huge, 1), virtual(huge, 1), virtual(huge, 1)))
        .withMessageContainingAll("4611686014132420609 scores", "limit is 4194304");
  }

  private static Tensor compute(Attention attention) {
    return attention.compute(zeros("4x3"), zeros("4x3"), zeros("4x3"));
  }
}
