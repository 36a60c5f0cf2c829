package dev.heed.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where numbers lie, and how they are copied and converted. */
class TensorMemoryTest {
  @Test
  void anArrayIsSharedNotCopied() {
    float[] data = {1, 2, 3, 4};
    Tensor tensor = Tensor.of(data, 2, 2);
    data[3] = 9;
    assertThat(tensor.get(1, 1)).isEqualTo(9);
    assertThat(tensor.heapArray()).isSameAs(data);
    assertThat(tensor.dtype()).isEqualTo(DType.FLOAT32);
    assertThat(tensor).hasToString("float32[2, 2]");
  }

  @Test
  void matricesAreCopiedFromRows() {
    double[][] rows = {{1, 2, 3}, {4, 5, 6}};
    Tensor tensor = Tensor.of(rows);
    rows[0][0] = 9;
    assertThat(tensor.toDoubleArray()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Tensor.of(new double[0][]).shape()).isEqualTo(Shape.of(0, 0));
    Tensor flags = Tensor.of(new boolean[][] {{true, false}, {false, true}});
    assertThat(flags.dtype()).isEqualTo(DType.BOOL);
    assertThat(flags.toDoubleArray()).containsExactly(1, 0, 0, 1);
  }

  @Test
  void raggedRowsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(new double[][] {{1, 2}, {3}}))
        .withMessage("row 1 has 1 numbers and row 0 has 2: the rows of a matrix are equally long");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(new boolean[][] {{true}, {true, false}}))
        .withMessage("row 1 has 2 flags and row 0 has 1: the rows of a matrix are equally long");
  }

  @Test
  void shapesThatDoNotCountTheMemoryAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(new float[5], 2, 3))
        .withMessage(
            "shape [2, 3] has 6 float32 elements, the memory holds 20 bytes: they must be equal");
    assertThatIllegalArgumentException().isThrownBy(() -> Tensor.of(new double[0]));
    MemorySegment odd = MemorySegment.ofArray(new byte[9]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.over(odd, DType.FLOAT64, Shape.of(1)));
  }

  @Test
  void moreThanAnArrayHoldsIsRefusedBeforeItIsAllocated() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.zeros(DType.FLOAT32, Shape.of(1 << 16, 1 << 16)))
        .withMessageContaining("4294967296 elements")
        .withMessageContaining("use native memory");
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void nativeMemoryHoldsEveryDtype(DType dtype) {
    try (Arena arena = Arena.ofConfined()) {
      Tensor tensor = Tensor.over(arena.allocate(6L * dtype.bytes()), dtype, Shape.of(2, 3));
      tensor.set(1, 1, 2);
      assertThat(tensor.toDoubleArray()).containsExactly(0, 0, 0, 0, 0, 1);
      assertThat(tensor.heapArray()).isNull();
      assertThat(tensor.select(0, 1).copy().heapArray()).isNotNull();
    }
  }

  @Test
  void nativeMemoryNeedsNoAlignment() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment odd = arena.allocate(17, 8).asSlice(1, 16);
      Tensor tensor = Tensor.over(odd, DType.FLOAT64, Shape.of(2));
      tensor.set(Math.PI, 1);
      assertThat(tensor.toDoubleArray()).containsExactly(0, Math.PI);
    }
  }

  @Test
  void aClosedArenaIsAnIllegalState() {
    Tensor tensor;
    try (Arena arena = Arena.ofConfined()) {
      tensor = Tensor.over(arena.allocate(8), DType.FLOAT32, Shape.of(2));
    }
    assertThatIllegalStateException().isThrownBy(() -> tensor.get(0));
    assertThatIllegalStateException().isThrownBy(() -> tensor.set(1, 0));
    assertThatIllegalStateException().isThrownBy(tensor::copy);
    assertThatIllegalStateException().isThrownBy(tensor::toFloatArray);
  }

  @Test
  void aPartOfAnArrayIsFoundInIt() {
    double[] data = {0, 1, 2, 3, 4, 5};
    MemorySegment part = MemorySegment.ofArray(data).asSlice(16, 32);
    Tensor tensor = Tensor.over(part, DType.FLOAT64, Shape.of(2, 2));
    assertThat(tensor.heapArray()).isSameAs(data);
    assertThat(tensor.heapOffset()).isEqualTo(2);
    assertThat(tensor.select(0, 1).heapOffset()).isEqualTo(4);
    assertThat(tensor.toDoubleArray()).containsExactly(2, 3, 4, 5);
  }

  @Test
  void arraysThatKernelsCannotReadAreNotHandedOut() {
    MemorySegment bytes = MemorySegment.ofArray(new byte[16]);
    assertThat(Tensor.over(bytes, DType.FLOAT32, Shape.of(4)).heapArray()).isNull();
    MemorySegment readOnly = MemorySegment.ofArray(new float[] {1, 2}).asReadOnly();
    Tensor tensor = Tensor.over(readOnly, DType.FLOAT32, Shape.of(2));
    assertThat(tensor.heapArray()).isNull();
    assertThat(tensor.toFloatArray()).containsExactly(1, 2);
  }

  @Test
  void copiesConvertAndRoundOnce() {
    double tenth = 0.1;
    Tensor wide = Tensor.of(new double[] {tenth, 1e300, -0.0, Double.NaN}, 2, 2);
    Tensor narrow = wide.to(DType.FLOAT32);
    assertThat(narrow.toFloatArray())
        .containsExactly(0.1f, Float.POSITIVE_INFINITY, -0f, Float.NaN);
    assertThat(narrow.to(DType.FLOAT64).get(0, 0)).isEqualTo(0.1f);
    assertThat(wide.to(DType.BOOL).toDoubleArray()).containsExactly(1, 1, 0, 1);
  }

  @Test
  void wholeNumbersAreSharedReadAndCopied() {
    int[] data = {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 5, 6};
    Tensor places = Tensor.of(data, 2, 3);
    assertThat(places).hasToString("int32[2, 3]");
    assertThat(places.heapArray()).isSameAs(data);
    assertThat(places.get(1, 0)).isEqualTo(Integer.MIN_VALUE);
    assertThat(places.toDoubleArray()).containsExactly(0, -1, 0x1p31 - 1, -0x1p31, 5, 6);
    Tensor copy = places.transpose().copy();
    data[1] = 9;
    assertThat(copy.heapArray())
        .isEqualTo(new int[] {0, Integer.MIN_VALUE, -1, 5, Integer.MAX_VALUE, 6});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(data, 5))
        .withMessage(
            "shape [5] has 5 int32 elements, the memory holds 24 bytes: they must be equal");
  }

  @Test
  void wholeNumbersAreRoundedOnceToFloats() {
    Tensor places = Tensor.of(new int[] {0, -1, 16777217, Integer.MAX_VALUE, 65520}, 5);
    assertThat(places.toFloatArray()).containsExactly(0, -1, 16777216, 0x1p31f, 65520);
    assertThat(places.to(DType.FLOAT64).get(2)).isEqualTo(16777217);
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(places.to(DType.FLOAT16).toDoubleArray())
        .containsExactly(0, -1, infinity, infinity, infinity);
    assertThat(places.to(DType.BFLOAT16).toDoubleArray())
        .containsExactly(0, -1, 0x1p24, 0x1p31, 0x1p16);
    assertThat(places.to(DType.BOOL).toDoubleArray()).containsExactly(0, 1, 1, 1, 1);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyDtypesWholeNumbersAreExactInInt32(DType dtype) {
    Tensor numbers = Tensor.of(new double[] {1, 0, 1, -0.0}, 2, 2).to(dtype);
    assertThat(numbers.to(DType.INT32).heapArray()).isEqualTo(new int[] {1, 0, 1, 0});
    assertThat(numbers.transpose().to(DType.INT32).heapArray()).isEqualTo(new int[] {1, 1, 0, 0});
  }

  @Test
  void theEndsOfInt32AreKept() {
    Tensor ends = Tensor.of(new double[] {-0x1p31, 0x1p31 - 1}, 2);
    assertThat(ends.to(DType.INT32).heapArray())
        .isEqualTo(new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE});
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0.5,
        -1e-300,
        0x1p31,
        -0x1p31 - 1,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
      })
  void whatIsNoInt32IsRefusedAndNeverRounded(double wrong) {
    String said = wrong + " as int32: it holds whole numbers from -2147483648 to 2147483647";
    Tensor source = Tensor.of(new double[] {1, wrong}, 2);
    assertThatIllegalArgumentException().isThrownBy(() -> source.to(DType.INT32)).withMessage(said);
    int[] data = {7};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(data, 1).set(wrong, 0))
        .withMessage(said);
    assertThat(data).containsExactly(7);
  }

  @Test
  void copiesAreInCOrderAndTheirOwn() {
    Tensor turned = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).transpose();
    Tensor copy = turned.copy();
    assertThat(copy.isContiguous()).isTrue();
    assertThat(copy.toFloatArray()).containsExactly(1, 4, 2, 5, 3, 6);
    turned.set(9, 0, 0);
    assertThat(copy.get(0, 0)).isEqualTo(1);
  }

  @Test
  void copyIntoWritesThroughStridesOnBothSides() {
    try (Arena arena = Arena.ofConfined()) {
      Tensor source = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).transpose();
      Tensor whole = Tensor.over(arena.allocate(4 * 5 * 4), DType.FLOAT32, Shape.of(4, 5));
      source.copyInto(whole.slice(0, 1, 4).slice(1, 2, 4));
      assertThat(whole.toDoubleArray())
          .containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 2, 5, 0, 0, 0, 3, 6, 0);
      Tensor part = whole.slice(0, 1, 3);
      Tensor target = Tensor.zeros(DType.FLOAT32, Shape.of(2, 5));
      part.copyInto(target);
      assertThat(target.toDoubleArray()).containsExactly(0, 0, 1, 4, 0, 0, 0, 2, 5, 0);
    }
  }

  @Test
  void copyIntoWantsEqualShapes() {
    Tensor source = Tensor.zeros(DType.FLOAT32, Shape.of(2, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source.copyInto(Tensor.zeros(DType.FLOAT32, Shape.of(3, 2))))
        .withMessage("shape [2, 3] copied into shape [3, 2]: they must be equal");
  }

  @Test
  void noElementsCopyAsNone() {
    for (Shape shape : new Shape[] {Shape.of(0), Shape.of(3, 0), Shape.of(0, 3)}) {
      Tensor empty = Tensor.zeros(DType.FLOAT64, shape);
      assertThat(empty.to(DType.FLOAT32).toFloatArray()).isEmpty();
      assertThat(empty.copy().shape()).isEqualTo(shape);
    }
  }

  @Test
  void dtypesAreCalledAsNumPyDoes() {
    assertThat(DType.values())
        .extracting(DType::toString)
        .containsExactly("float32", "float64", "float16", "bfloat16", "bool", "int32");
    assertThat(DType.values()).extracting(DType::bytes).containsExactly(4, 8, 2, 2, 1, 4);
  }
}
