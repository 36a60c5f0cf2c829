package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heed.engine.Engine;
import dev.heed.engine.call.Call;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Partition;
import dev.heed.engine.operand.Sequences;
import dev.heed.engine.rule.BiasRules;
import dev.heed.engine.rule.MaskRules;
import dev.heed.execution.Execution;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Mask;
import dev.heed.mask.MaskFunction;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Allocation;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.Seeds;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a plan says is what then runs, by counting. */
@DisplayName("S9: the plan and what runs")
class PlanTest {
  private static final int CASES = Integer.getInteger("heed.cases", 600);
  private static final Attention PLAIN = Attention.scaledDotProduct();

  private final Seeds seeds = Seeds.fromProperty();

  /** The call that {@code attention} makes of these tensors, without softcap and sinks. */
  private static Call call(Attention attention, Operands operands) {
    List<Mask> masks = attention.mask().parts();
    Sequences sequences = new Sequences(masks, operands);
    return new Call(
        operands,
        sequences,
        new MaskRules(masks, sequences, operands),
        new BiasRules(attention.bias().parts(), sequences, operands),
        attention.scale().orElse(1 / Math.sqrt(operands.depth())),
        0,
        null,
        Tensor.zeros(operands.dtype(), operands.shape(operands.valueDepth())),
        null,
        null);
  }

  private static <A> CountingKernels<A> counted(Call call, Kernels<A> kernels) {
    CountingKernels<A> counting = new CountingKernels<>(kernels);
    new Engine(call).run(Execution.standard().withThreads(1), counting.kernels());
    return counting;
  }

  private static CountingKernels<?> counted(Attention attention, Tensor q, Tensor k, Tensor v) {
    Call call = call(attention, Operands.of(q, k, v));
    KernelProvider provider = Execution.standard().choice().provider();
    return call.operands().computed() == DType.FLOAT32
        ? counted(call, provider.float32())
        : counted(call, provider.float64());
  }

  @Test
  void tilesAndMultiplyAddsAreThoseThatRun() {
    DType[] dtypes = {DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16};
    long skipped = 0;
    long partial = 0;
    int counts = 0;
    for (int n = 0; n < CASES; n++) {
      RandomProblem drawn = RandomProblem.draw(seeds, dtypes[n % 4]);
      if (!isFinite(drawn)) {
        // A tile with NaN in its output is computed twice, in search of an overflow.
        continue;
      }
      counts++;
      Attention attention = drawn.attention();
      Attention plain =
          new Attention(
              attention.scale(),
              OptionalDouble.empty(),
              attention.bias(),
              attention.mask(),
              null,
              attention.execution());
      Plan plan = attention.plan(drawn.q(), drawn.k(), drawn.v());
      CountingKernels<?> counted = counted(plain, drawn.q(), drawn.k(), drawn.v());
      assertThat(plan.tiles()).as(drawn.description()).isEqualTo(counted.tiles());
      assertThat(plan.partialTiles()).as(drawn.description()).isEqualTo(counted.partialTiles());
      assertThat(plan.multiplyAdds()).as(drawn.description()).isEqualTo(counted.multiplyAdds());
      assertThat(plan.tiles() + plan.skippedTiles())
          .as(drawn.description())
          .isEqualTo(allTiles(drawn, plan));
      skipped += plan.skippedTiles();
      partial += plan.partialTiles();
    }
    assertThat(counts).isGreaterThan(CASES * 9 / 10);
    assertThat(skipped).isPositive();
    assertThat(partial).isPositive();
  }

  private static boolean isFinite(RandomProblem drawn) {
    Tensor output = drawn.attention().compute(drawn.q(), drawn.k(), drawn.v());
    return Arrays.stream(output.toDoubleArray()).allMatch(Double::isFinite);
  }

  private static long allTiles(RandomProblem drawn, Plan plan) {
    Sequences sequences =
        new Sequences(
            drawn.attention().mask().parts(), Operands.of(drawn.q(), drawn.k(), drawn.v()));
    long tiles = 0;
    for (int n = 0; n < sequences.count(); n++) {
      tiles += tiles(drawn.sizes(), sequences, n, plan);
    }
    return tiles;
  }

  /** A group of heads of few queries is one tile, which has room for more than any here. */
  private static long tiles(AttentionSizes sizes, Sequences sequences, int n, Plan plan) {
    int queries = sequences.queries(n);
    int keys = sequences.keyRows(n);
    return Partition.isFew(queries, sequences.keys(n))
        ? (long) sizes.keyHeads() * Math.ceilDiv(keys, 256)
        : (long) sizes.heads()
            * Math.ceilDiv(queries, plan.tileQueries())
            * Math.ceilDiv(keys, plan.tileKeys());
  }

  @Test
  void tilesOfWellKnownMasksAreCountedByHand() {
    Tensor x = Tensor.of(seeds.normalFloats(256 * 4), 256, 4);
    int lanes = PLAIN.plan(x, x, x).tileQueries();
    assertThat(256 % lanes).isZero();
    int rows = 256 / lanes;
    Plan causal = PLAIN.withMask(Mask.causal()).plan(x, x, x);
    assertThat(PLAIN.plan(x, x, x).tiles()).isEqualTo(2L * rows);
    assertThat(PLAIN.plan(x, x, x).partialTiles()).isZero();
    assertThat(causal.tiles()).isEqualTo(lanes == 64 ? 6 : countCausal(lanes));
    assertThat(causal.skippedTiles()).isEqualTo(2L * rows - causal.tiles());
    Plan length = PLAIN.withMask(Mask.lengths(129)).plan(x, x, x);
    assertThat(length.tiles()).isEqualTo(2L * rows);
    assertThat(length.multiplyAdds()).isEqualTo(256L * 129 * 8);
    MaskFunction half = (b, h, i, j) -> j < 128;
    Plan described = PLAIN.withMask(BlockMask.of(half, 256, 256)).plan(x, x, x);
    assertThat(described.tiles()).isEqualTo(rows);
    assertThat(described.partialTiles()).isZero();
  }

  private static long countCausal(int lanes) {
    long tiles = 0;
    for (int first = 0; first < 256; first += lanes) {
      tiles += Math.ceilDiv(first + lanes, 128);
    }
    return tiles;
  }

  @Test
  void threadsAreThoseThatAreAskedForAndWhyIsSaid() {
    Tensor large = Tensor.of(seeds.normalFloats(4 * 300 * 16), 4, 300, 16);
    Tensor small = large.slice(1, 0, 9);
    assertThreads(PLAIN, large, 3, "as asked for");
    assertThreads(PLAIN, large, 1000, "one a tile of queries");
    assertThreads(PLAIN, small, 3, "fewer than 1048576 multiply-adds are not worth sharing");
    try (Arena arena = Arena.ofConfined()) {
      Tensor confined =
          Tensor.over(arena.allocate(large.shape().elements() * 4), DType.FLOAT32, large.shape());
      large.copyInto(confined);
      assertThreads(PLAIN, confined, 3, "memory is confined to the calling thread");
    }
  }

  private static void assertThreads(Attention attention, Tensor x, int wish, String reason) {
    AtomicInteger helpers = new AtomicInteger();
    Execution counting =
        Execution.standard()
            .withThreads(wish)
            .withExecutor(task -> {
              helpers.incrementAndGet();
              ForkJoinPool.commonPool().execute(task);
            });
    Attention counted = attention.withExecution(counting);
    Plan plan = counted.plan(x, x, x);
    assertThat(helpers).hasValue(0);
    counted.compute(x, x, x);
    assertThat(plan.threads()).isEqualTo(helpers.get() + 1);
    assertThat(plan.threadsReason()).isEqualTo(reason);
    assertThat(plan.kernels()).isEqualTo(counting.kernelName());
    assertThat(plan.kernelsReason()).isEqualTo(counting.kernelReason());
  }

  @Test
  void copiesAreNamedWithTheirReason() {
    Tensor x = Tensor.of(seeds.normalFloats(40 * 8), 40, 8);
    Tensor turned = Tensor.of(seeds.normalFloats(40 * 8), 8, 40).transpose();
    assertThat(PLAIN.plan(x, x, x).copies()).isEmpty();
    assertThat(PLAIN.plan(turned, x, x).copies()).isEmpty();
    assertThat(PLAIN.plan(x, turned, turned).copies())
        .containsExactly(
            "keys: columns are not side by side", "values: columns are not side by side");
    Tensor half = x.to(DType.FLOAT16);
    assertThat(PLAIN.plan(half, half, half).copies())
        .containsExactly("queries: float16", "keys: float16", "values: float16", "output: float16");
    Tensor outside =
        Tensor.over(Arena.ofAuto().allocate(40 * 40 * 4), DType.FLOAT32, Shape.of(40, 40));
    assertThat(PLAIN.withBias(outside).plan(x, x, x).copies())
        .containsExactly("bias: not an array on the heap");
  }

  @Tag("scalar") // vector code that is not compiled yet allocates
  @Test
  void extraMemoryIsWhatIsAllocatedAndWhatWasKept() {
    Tensor big = Tensor.of(seeds.normalFloats(2 * 300 * 64), 2, 300, 64);
    Tensor wide = Tensor.of(seeds.normalFloats(90 * 1500), 90, 1500);
    Tensor half = big.to(DType.BFLOAT16);
    Tensor flags = Tensor.zeros(DType.BOOL, Shape.of(300, 300));
    Attention masked = PLAIN.withMask(Mask.hide(flags).and(Mask.function((b, h, i, j) -> j <= i)));
    for (Tensor x : new Tensor[] {big, big.to(DType.FLOAT64), half}) {
      assertMemory(PLAIN, x);
      assertMemory(masked, x);
    }
    assertMemory(PLAIN, wide);
  }

  private static void assertMemory(Attention attention, Tensor x) {
    Attention alone = attention.withExecution(Execution.standard().withThreads(1));
    Tensor into = Tensor.zeros(x.dtype(), x.shape());
    alone.compute(x, x, x, into);
    long planned = alone.plan(x, x, x).extraMemory();
    long measured = Allocation.bytes(() -> alone.compute(x, x, x, into));
    long used = measured + kept(x);
    assertThat(used).as("%s", x).isBetween(planned / 2, planned + planned / 2);
  }

  /** Tiles of queries, scores and output, which the call before left for this one. */
  private static long kept(Tensor x) {
    int bytes = x.dtype() == DType.FLOAT64 ? Double.BYTES : Float.BYTES;
    return 64L * (128 + 2 * x.size(-1)) * bytes;
  }

  @Test
  void whatIsRefusedIsRefusedByThePlanToo() {
    Tensor x = Tensor.of(new float[12], 4, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.withMask(Mask.lengths(5)).plan(x, x, x))
        .withMessageContaining("length 5 is more than the 4 keys");
  }

  @Test
  void linesArePlainAndShort() {
    Tensor x = Tensor.of(seeds.normalFloats(256 * 4), 256, 4);
    String text = PLAIN.withMask(Mask.causal()).plan(x, x, x).toString();
    assertThat(text.lines()).hasSize(8).allMatch(line -> line.length() <= 80);
    assertThat(text)
        .contains("inputs   Q [1, 1, 256, 4], K [1, 1, 256, 4], V [1, 1, 256, 4], float32")
        .contains("copies   none");
  }
}
