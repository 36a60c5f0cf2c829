package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heed.execution.Execution;
import dev.heed.mask.Bias;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Memory outside the heap: whose it is, and whether it is still there. */
@DisplayName("S11: memory that is confined or closed")
class ForeignMemoryTest {
  private static final Attention PLAIN = Attention.scaledDotProduct();

  private final Tensor x = Tensor.of(Seeds.of(61).normalFloats(2 * 300 * 16), 2, 300, 16);

  private static Tensor outside(Arena arena, Tensor source) {
    long bytes = source.shape().elements() * source.dtype().bytes();
    Tensor copy = Tensor.over(arena.allocate(bytes), source.dtype(), source.shape());
    source.copyInto(copy);
    return copy;
  }

  /** One call for each place of a tensor, named as messages name it. */
  private record Use(String name, Runnable call) {}

  private List<Use> uses(Arena arena) {
    Tensor here = outside(arena, x);
    Tensor heads = Tensor.of(new double[] {0.5, 0.25}, 2);
    Attention biased = PLAIN.withBias(outside(arena, Tensor.of(new float[300], 300)));
    Tensor flags = outside(arena, Tensor.zeros(DType.BOOL, Shape.of(300)));
    Attention masked = PLAIN.withMask(Mask.hide(flags));
    Attention blocked = PLAIN.withMask(Mask.blocks(flags, 1));
    Attention alibi = PLAIN.withBias(Bias.alibi(outside(arena, heads)));
    Attention sunk = PLAIN.withSinks(outside(arena, heads));
    Tensor into = outside(arena, x);
    List<Use> uses = new ArrayList<>();
    uses.add(new Use("queries", () -> PLAIN.compute(here, x, x)));
    uses.add(new Use("keys", () -> PLAIN.evaluate(x, here, x)));
    uses.add(new Use("values", () -> PLAIN.steps(x, x, here)));
    uses.add(new Use("bias", () -> biased.compute(x, x, x)));
    uses.add(new Use("mask", () -> masked.compute(x, x, x)));
    uses.add(new Use("block flags", () -> blocked.plan(x, x, x)));
    uses.add(new Use("slopes", () -> alibi.compute(x, x, x)));
    uses.add(new Use("sinks", () -> sunk.compute(x, x, x)));
    uses.add(new Use("into", () -> PLAIN.compute(x, x, x, into)));
    return uses;
  }

  @Test
  void memoryThatIsClosedIsSaidToBe() {
    List<Use> uses;
    try (Arena arena = Arena.ofConfined()) {
      uses = uses(arena);
    }
    for (Use use : uses) {
      assertThatIllegalStateException()
          .isThrownBy(use.call()::run)
          .withMessageStartingWith(use.name() + " ")
          .withMessageContaining("the memory has been closed");
    }
  }

  @Test
  void nothingIsWrittenWhereAnInputIsClosed() {
    Tensor closed;
    try (Arena arena = Arena.ofShared()) {
      closed = outside(arena, x);
    }
    Tensor into = Tensor.zeros(DType.FLOAT32, x.shape());
    assertThatIllegalStateException().isThrownBy(() -> PLAIN.compute(x, x, closed, into));
    assertThat(into.toFloatArray()).containsOnly(0);
  }

  @Test
  void memoryOfAnotherThreadIsSaidToBe() throws Exception {
    try (Arena arena = Arena.ofConfined();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      for (Use use : uses(arena)) {
        Future<?> refused =
            other.submit(() ->
                assertThatExceptionOfType(WrongThreadException.class)
                    .isThrownBy(use.call()::run)
                    .withMessageStartingWith(use.name() + " ")
                    .withMessageContaining("confined to another thread"));
        refused.get();
      }
    }
  }

  @Test
  void confinedMemoryStaysWithItsThreadWhateverItHolds() {
    Attention shared = PLAIN.withExecution(Execution.standard().withThreads(4));
    Tensor flags = Tensor.zeros(DType.BOOL, Shape.of(300, 300));
    Tensor bias = Tensor.of(Seeds.of(67).normalFloats(300), 300);
    Tensor heads = Tensor.of(new double[] {0.5, 0.25}, 2);
    Tensor expected =
        shared
            .withMask(Mask.hide(flags))
            .withSinks(heads)
            .withBias(Bias.dense(bias).and(Bias.alibi(heads)))
            .compute(x, x, x);
    try (Arena arena = Arena.ofConfined()) {
      Tensor slopes = outside(arena, heads);
      Tensor into = outside(arena, x);
      shared
          .withMask(Mask.hide(outside(arena, flags)))
          .withSinks(outside(arena, heads))
          .withBias(Bias.dense(outside(arena, bias)).and(Bias.alibi(slopes)))
          .compute(outside(arena, x), outside(arena, x), outside(arena, x), into);
      Bits.assertSame("confined", expected, into);
      Attention onlySlopes = shared.withBias(Bias.alibi(slopes));
      assertThat(onlySlopes.plan(x, x, x).threads()).as("slopes are copied").isEqualTo(4);
      for (int run = 0; run < 20; run++) {
        onlySlopes.compute(x, x, x);
      }
    }
  }
}
