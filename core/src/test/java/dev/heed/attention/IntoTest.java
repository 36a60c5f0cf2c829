package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heed.mask.Bias;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Results written to a tensor of the caller's: where it fits, and nowhere else. */
@DisplayName("S11, S13: compute into")
class IntoTest {
  private static final Attention PLAIN = Attention.scaledDotProduct();

  private final Seeds seeds = Seeds.of(59);

  private Tensor random(int... shape) {
    return Tensor.of(seeds.normalFloats((int) Shape.of(shape).elements()), shape);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "FLOAT16", "BFLOAT16"})
  void anyLayoutTakesTheBitsOfCompute(DType dtype) {
    Tensor q = random(2, 4, 130, 9).to(dtype);
    Tensor k = random(2, 2, 70, 9).to(dtype);
    Tensor v = random(2, 2, 70, 7).to(dtype);
    Attention attention = PLAIN.withMask(Mask.causal(Corner.BOTTOM_RIGHT)).withSoftcap(3);
    Tensor expected = attention.compute(q, k, v);
    for (int n = 0; n < 30; n++) {
      Layout layout = Layout.random(seeds.random(), 4);
      if (layout.place() != Layout.Place.READ_ONLY) {
        Tensor into = layout.of(Tensor.zeros(dtype, expected.shape()));
        attention.compute(q, k, v, into);
        Bits.assertSame(layout.toString(), expected, into);
      }
    }
  }

  @Test
  void nothingBesideATargetIsWritten() {
    Tensor q = random(70, 8);
    float[] array = new float[74 * 12];
    Arrays.fill(array, 7);
    Tensor whole = Tensor.of(array, 74, 12);
    Tensor into = whole.slice(0, 2, 72).slice(1, 3, 11);
    PLAIN.compute(q, q, q, into);
    Bits.assertSame("inside", PLAIN.compute(q, q, q), into);
    for (int n = 0; n < array.length; n++) {
      boolean inside = n / 12 >= 2 && n / 12 < 72 && n % 12 >= 3 && n % 12 < 11;
      assertThat(array[n] == 7).isEqualTo(!inside);
    }
  }

  private static void assertRefused(
      Attention attention, Tensor[] inputs, Tensor into, String... said) {
    double[] before = into.toDoubleArray();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> attention.compute(inputs[0], inputs[1], inputs[2], into))
        .withMessageContainingAll(said);
    assertThat(into.toDoubleArray()).as("nothing is written").containsExactly(before);
  }

  private static Tensor sevens(DType dtype, int... shape) {
    return Tensor.of(new double[] {7}, 1).broadcastTo(Shape.of(shape)).to(dtype);
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingIsWritten() {
    Tensor x = random(5, 4);
    Tensor[] inputs = {x, x, random(5, 3)};
    Tensor fits = sevens(DType.FLOAT32, 5, 3);
    assertRefused(PLAIN, inputs, sevens(DType.FLOAT32, 5, 4), "into is [5, 4]", "output [5, 3]");
    assertRefused(PLAIN, inputs, sevens(DType.FLOAT32, 1, 5, 3), "[1, 5, 3]", "output [5, 3]");
    assertRefused(PLAIN, inputs, sevens(DType.FLOAT32, 15), "into is [15]", "[5, 3]");
    assertRefused(PLAIN, inputs, sevens(DType.FLOAT64, 5, 3), "float64", "float32", "one dtype");
    assertRefused(PLAIN, inputs, sevens(DType.BFLOAT16, 5, 3), "bfloat16", "float32");
    Tensor row = Tensor.of(new float[] {7, 7, 7}, 3);
    assertRefused(PLAIN, inputs, row.broadcastTo(Shape.of(5, 3)), "share memory", "its own");
    Attention badMask = PLAIN.withMask(Mask.lengths(6));
    assertRefused(badMask, inputs, fits, "length 6 is more than the 5 keys");
    Tensor notANumber = Tensor.of(new float[] {Float.NaN}, 1);
    assertRefused(PLAIN.withBias(notANumber), inputs, fits, "bias [1] holds NaN");
    assertRefused(PLAIN.withScale(1e39), inputs, fits, "scale 1.0E39");
    assertRefused(PLAIN, new Tensor[] {x, random(5, 3), inputs[2]}, fits, "differ in columns");
  }

  @Test
  void readOnlyMemoryIsRefused() {
    Tensor x = random(5, 4);
    MemorySegment memory = MemorySegment.ofArray(new float[20]).asReadOnly();
    Tensor into = Tensor.over(memory, DType.FLOAT32, Shape.of(5, 4));
    assertRefused(PLAIN, new Tensor[] {x, x, x}, into, "into float32[5, 4]", "read-only");
  }

  @Test
  void memoryOfAnInputIsRefusedWhereverItIsMet() {
    Tensor whole = random(40, 4);
    Tensor q = whole.slice(0, 0, 5);
    Tensor k = whole.slice(0, 10, 15);
    Tensor v = whole.slice(0, 20, 25);
    Tensor[] inputs = {q, k, v};
    for (int first : new int[] {0, 1, 4, 6, 9, 14, 17, 20, 24}) {
      Tensor into = whole.slice(0, first, first + 5);
      assertRefused(PLAIN, inputs, into, "into float32[5, 4] overlaps an input");
    }
    for (int first : new int[] {5, 15, 25, 35}) {
      Tensor into = whole.slice(0, first, first + 5);
      Tensor expected = PLAIN.compute(q, k, v);
      PLAIN.compute(q, k, v, into);
      Bits.assertSame("beside", expected, into);
    }
    Tensor bias = whole.slice(0, 30, 35).slice(1, 0, 1);
    Attention biased = PLAIN.withBias(bias.broadcastTo(Shape.of(5, 5)));
    assertRefused(biased, inputs, whole.slice(0, 28, 33), "overlaps an input");
  }

  @Test
  void memoryOutsideTheHeapIsComparedByItsPlace() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(15 * 4 * 4);
      Tensor whole = Tensor.over(memory, DType.FLOAT32, Shape.of(15, 4));
      random(15, 4).copyInto(whole);
      Tensor x = whole.slice(0, 0, 5);
      Tensor again = Tensor.over(memory.asSlice(64, 80), DType.FLOAT32, Shape.of(5, 4));
      assertRefused(PLAIN, new Tensor[] {x, x, x}, again, "overlaps an input");
      PLAIN.compute(x, x, x, whole.slice(0, 5, 10));
      Bits.assertSame("beside", PLAIN.compute(x, x, x), whole.slice(0, 5, 10));
    }
  }

  /** Bytes that are flags and numbers at once. */
  @Test
  void flagsThatShareMemoryWithTheTargetAreRefused() {
    MemorySegment memory = MemorySegment.ofArray(new byte[5 * 4 * 4]);
    Tensor into = Tensor.over(memory, DType.FLOAT32, Shape.of(5, 4));
    Tensor flags = Tensor.over(memory.asSlice(40, 5), DType.BOOL, Shape.of(5));
    Tensor x = random(5, 4);
    Tensor[] inputs = {x, x, x};
    assertRefused(PLAIN.withMask(Mask.hide(flags)), inputs, into, "overlaps an input");
    Mask blocks = Mask.blocks(flags.slice(0, 0, 1), 8);
    assertRefused(PLAIN.withMask(blocks), inputs, into, "overlaps an input");
  }

  @Test
  void slopesAndSinksAreReadBeforeAnythingIsWritten() {
    Tensor x = random(2, 90, 4);
    float[] array = new float[2 * 90 * 4];
    Tensor into = Tensor.of(array, 2, 90, 4);
    Tensor own = Tensor.of(array, 720).slice(0, 0, 2);
    own.set(0.5, 0);
    own.set(-0.25, 1);
    Attention apart = PLAIN.withSinks(own.copy()).withBias(Bias.alibi(own.copy()));
    Tensor expected = apart.compute(x, x, x);
    PLAIN.withSinks(own).withBias(Bias.alibi(own)).compute(x, x, x, into);
    Bits.assertSame("shared", expected, into);
  }

  @Test
  void emptyOutputsFitAnywhere() {
    Tensor x = random(5, 4);
    Tensor none = Tensor.zeros(DType.FLOAT32, Shape.of(0, 4));
    PLAIN.compute(none, x, x, none);
    Tensor noColumns = Tensor.zeros(DType.FLOAT32, Shape.of(5, 0));
    PLAIN.compute(x, x, noColumns, Tensor.zeros(DType.FLOAT32, Shape.of(5, 0)));
    assertThat(none.size(0)).isZero();
  }
}
