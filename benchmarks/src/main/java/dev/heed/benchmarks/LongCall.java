package dev.heed.benchmarks;

import dev.heed.attention.Attention;
import dev.heed.benchmarks.results.Measured;
import dev.heed.execution.Execution;
import dev.heed.meter.AttentionShape;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Allocation;

/** The memory that a call takes beside its inputs and its output, at 131,072 queries and keys. */
final class LongCall {
  /** The case's name; the figure is in bytes. */
  static final String ID = "memory";

  private static final int LENGTH = 131_072;
  private static final int DEPTH = 64;
  private static final int WARM_LENGTH = 4096;
  private static final long WARM_UP = 4_000_000_000L;

  private LongCall() {}

  /** Bytes that all threads allocate during one call, garbage included, on two threads. */
  static Measured measure() {
    AttentionInputs inputs = AttentionInputs.of(AttentionShape.square(1, 1, LENGTH, DEPTH));
    Tensor query = Tensor.of(inputs.query(), LENGTH, DEPTH);
    Tensor key = Tensor.of(inputs.key(), LENGTH, DEPTH);
    Tensor value = Tensor.of(inputs.value(), LENGTH, DEPTH);
    Tensor output = Tensor.zeros(DType.FLOAT32, query.shape());
    Attention attention =
        Attention.scaledDotProduct().withExecution(Execution.standard().withThreads(2));
    warmUp(attention);
    double bytes = Allocation.ofAllThreads(() -> attention.compute(query, key, value, output));
    return Measured.figure(1, HeedEngine.NAME, ID, bytes);
  }

  /** Vector code that is not compiled yet allocates each vector. */
  private static void warmUp(Attention attention) {
    Tensor small = Tensor.zeros(DType.FLOAT32, Shape.of(WARM_LENGTH, DEPTH));
    Tensor output = Tensor.zeros(DType.FLOAT32, small.shape());
    long end = System.nanoTime() + WARM_UP;
    while (System.nanoTime() < end) {
      attention.compute(small, small, small, output);
    }
  }
}
