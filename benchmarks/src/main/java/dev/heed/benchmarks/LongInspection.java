package dev.heed.benchmarks;

import dev.heed.attention.Attention;
import dev.heed.benchmarks.Case.LongInspected;
import dev.heed.benchmarks.results.Measured;
import dev.heed.execution.Execution;
import dev.heed.inspection.Findings;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.inspection.TopKeys;
import dev.heed.meter.AttentionShape;
import dev.heed.meter.Stopwatch;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Allocation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One long call that is asked for everything at once, with its time and its memory. The heap of its
 * JVM is limited from outside: that there is a result at all shows that the limit is enough.
 */
public final class LongInspection {
  private static final Inspection ASKED = InspectionKind.ALL.inspection();
  private static final int WARM_LENGTH = 2048;

  private final LongInspected inspected;
  private final AttentionInputs inputs;
  private final Attention attention;
  private final Tensor query;
  private final Tensor key;
  private final Tensor value;
  private @Nullable InspectionResult result;

  LongInspection(LongInspected inspected, AttentionInputs inputs) {
    this.inspected = inspected;
    this.inputs = inputs;
    this.attention =
        Attention.scaledDotProduct()
            .withExecution(Execution.standard().withThreads(inspected.threads()));
    AttentionShape shape = inspected.shape();
    int[] sizes = {shape.batch(), shape.heads(), shape.queries(), shape.depth()};
    this.query = Tensor.of(inputs.query(), sizes);
    this.key = Tensor.of(inputs.key(), sizes);
    this.value = Tensor.of(inputs.value(), sizes);
  }

  /** Every {@link LongFigure} after some seconds of warm-up or more, or what is wrong. */
  List<Measured> measure(int round, double warmUp) {
    warmUp(warmUp);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment output = arena.allocate(query.shape().elements() * Float.BYTES);
      double base = plain(output);
      HeapWatch watch = new HeapWatch();
      long start = System.nanoTime();
      double allocated;
      double seconds;
      try (watch) {
        allocated = Allocation.ofAllThreads(this::inspect);
        seconds = 1e-9 * (System.nanoTime() - start);
      }
      InspectionResult found = Objects.requireNonNull(result);
      Optional<String> problem = problem(found, output);
      if (problem.isPresent()) {
        String words = "wrong: " + problem.get();
        return List.of(Measured.refused(round, HeedEngine.NAME, inspected.id(), words));
      }
      double given = inspected.inputBytes();
      return List.of(
          figure(round, LongFigure.SECONDS, seconds),
          figure(round, LongFigure.BASE, base),
          figure(round, LongFigure.LIMIT, Runtime.getRuntime().maxMemory() - given),
          figure(round, LongFigure.PEAK, watch.peak() - given),
          figure(round, LongFigure.ALLOCATED, allocated),
          figure(round, LongFigure.ANSWERS, bytes(found)));
    }
  }

  /** The seconds of a call without inspection, whose output is kept outside the heap. */
  private double plain(MemorySegment output) {
    long start = System.nanoTime();
    Tensor plain = attention.compute(query, key, value);
    double seconds = 1e-9 * (System.nanoTime() - start);
    output.copyFrom(InspectionCheck.bits(plain));
    return seconds;
  }

  private void inspect() {
    result = attention.inspect(query, key, value, ASKED);
  }

  private Measured figure(int round, LongFigure what, double figure) {
    return Measured.figure(round, HeedEngine.NAME, inspected.id(what), figure);
  }

  private Optional<String> problem(InspectionResult found, MemorySegment output) {
    return output.mismatch(InspectionCheck.bits(found.output())) < 0
        ? new InspectionCheck(inspected.shape(), false, inputs).problemOf(ASKED, found)
        : Optional.of("the output has other bits than without inspection");
  }

  /** Vector code that is not compiled yet allocates each vector: until the compiler rests. */
  private void warmUp(double seconds) {
    int depth = inspected.shape().depth();
    Tensor small = Tensor.zeros(DType.FLOAT32, Shape.of(WARM_LENGTH, depth));
    query.select(0, 0).select(0, 0).slice(0, 0, WARM_LENGTH).copyInto(small);
    new Stopwatch(seconds, 0, 1)
        .time(() -> {
          attention.compute(small, small, small);
          attention.inspect(small, small, small, ASKED);
        });
  }

  private static double bytes(InspectionResult found) {
    List<@Nullable Tensor> all = new ArrayList<>();
    all.add(found.output());
    all.add(found.logSumExp());
    all.add(found.rowMaximum());
    all.add(found.entropy());
    Findings weights = found.weights();
    all.add(weights.received());
    all.add(weights.map());
    TopKeys top = weights.topKeys();
    if (top != null) {
      all.add(top.weights());
      all.add(top.keys());
    }
    return all.stream()
        .filter(Objects::nonNull)
        .mapToDouble(tensor -> (double) tensor.shape().elements() * tensor.dtype().bytes())
        .sum();
  }
}
