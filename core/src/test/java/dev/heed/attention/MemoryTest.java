package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.execution.Execution;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Allocation;
import dev.heed.testkit.Seeds;
import java.lang.foreign.Arena;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory of the order L+S, and no work on tiles that are left out. */
@DisplayName("S9: memory and skipped tiles")
@Timeout(60)
class MemoryTest {
  private static final long MEGABYTE = 1 << 20;
  private static final Attention ALONE =
      Attention.scaledDotProduct().withExecution(Execution.standard().withThreads(1));

  private final Seeds seeds = Seeds.of(29);

  private Tensor random(int... shape) {
    return Tensor.of(seeds.normalFloats((int) Shape.of(shape).elements()), shape);
  }

  private static long bytes(Attention attention, Tensor q, Tensor k, Tensor v) {
    return Allocation.bytes(() -> attention.compute(q, k, v));
  }

  @Tag("scalar") // vector code that is not compiled yet allocates
  @Test
  void aLongCausalHeadNeedsNoMatrixOfScores() {
    int rows = 16_384;
    Tensor q = random(rows, 2);
    Tensor k = random(rows, 2);
    long output = rows * 2L * 4;
    long bytes = bytes(ALONE.withMask(Mask.causal(Corner.TOP_LEFT)), q, k, k);
    assertThat(bytes).isBetween(output, output + MEGABYTE);
  }

  @Tag("scalar") // vector code that is not compiled yet allocates
  @Test
  void aDenseMaskIsReadWhereItLies() {
    int rows = 2_048;
    byte[] flags = new byte[rows * rows];
    Arrays.fill(flags, (byte) 1);
    Tensor q = random(2, 3, rows, 1);
    Tensor k = random(2, 3, rows, 1);
    long output = 2L * 3 * rows * 4;
    Mask heap = Mask.keep(Tensor.of(flags, rows, rows));
    assertThat(bytes(ALONE.withMask(heap), q, k, k)).isLessThan(output + 2 * MEGABYTE);
    Tensor row = Tensor.of(new byte[rows], rows).broadcastTo(Shape.of(2, 3, rows, rows));
    assertThat(bytes(ALONE.withMask(Mask.hide(row)), q, k, k)).isLessThan(output + 2 * MEGABYTE);
  }

  @Tag("scalar") // vector code that is not compiled yet allocates
  @Test
  void aDenseBiasIsReadWhereItLies() {
    int rows = 2_048;
    Tensor q = random(rows, 1);
    Tensor k = random(rows, 1);
    Tensor heap = Tensor.of(new float[rows * rows], rows, rows);
    long matrix = 4L * rows * rows;
    assertThat(bytes(ALONE.withBias(heap), q, k, k)).isLessThan(matrix / 8);
    try (Arena arena = Arena.ofConfined()) {
      Tensor outside = Tensor.over(arena.allocate(matrix), DType.FLOAT32, Shape.of(rows, rows));
      assertThat(bytes(ALONE.withBias(outside), q, k, k)).isLessThan(matrix / 4);
    }
  }

  /** All of these scores would take hours. */
  @Test
  void keysOutsideOfAWindowCostNothing() {
    int keys = 1 << 30;
    Tensor q = random(4, 16, 64, 8);
    Tensor k = random(1, 8).broadcastTo(Shape.of(4, 16, keys, 8));
    Mask window = Mask.window(64, 0, Corner.BOTTOM_RIGHT);
    for (Mask mask :
        new Mask[] {
          window,
          Mask.window(3, 70, Corner.TOP_LEFT),
          Mask.causal(Corner.TOP_LEFT),
          Mask.lengths(1, 5, 64, 65),
          window.and(Mask.lengths(keys, keys - 1, 0, 1 << 29))
        }) {
      Tensor output = ALONE.withMask(mask).compute(q, k, k);
      assertThat(output.get(1, 3, 63, 2)).isEqualTo(k.get(0, 0, 0, 2));
    }
  }

  @Test
  void tilesThatFlagsLeaveOutAreNotComputed() {
    int rows = 1 << 13;
    byte[] flags = new byte[rows];
    flags[rows - 1] = 1;
    int depth = 1 << 15;
    Tensor q = random(1, depth).broadcastTo(Shape.of(64, depth));
    Tensor k = random(1, depth).broadcastTo(Shape.of(rows, depth));
    Tensor v = random(rows, 1);
    Tensor output = ALONE.withMask(Mask.keep(Tensor.of(flags, rows))).compute(q, k, v);
    assertThat(output.toFloatArray()).containsOnly((float) v.get(rows - 1, 0));
  }

  @Test
  void keysFarOutsideOfAWindowMayHoldAnything() {
    int keys = 100_000;
    Tensor q = random(128, 4);
    Tensor k = random(keys, 4);
    Tensor v = random(keys, 4);
    Attention local = ALONE.withMask(Mask.window(63, 0, Corner.BOTTOM_RIGHT));
    Tensor clean = local.compute(q, k, v);
    int first = keys - 128 - 63;
    Tensor poison = Tensor.of(new float[] {Float.NaN}, 1).broadcastTo(Shape.of(first, 4));
    poison.copyInto(k.slice(0, 0, first));
    poison.copyInto(v.slice(0, 0, first));
    Bits.assertSame("window", clean, local.compute(q, k, v));
  }
}
